import * as fs from 'node:fs';
import { mostlySlowTest, slowTest } from '../../../reference/testing/slow-test';
import { coff } from '../../../reference';
import { checkImage } from '../../image/check/check-image';
import { checkMeaning } from '../../judge/meaning/check-meaning';
import { snapshotAnswer, type SnapshotAnswer } from '../protocol/messages';
import { HEADER } from '../../testing/script-lines';
import { TemporaryFolder } from '../../testing/temporary-folder';
import { findProgram } from '../../system/find-program';
import { GNU_LD } from './gnu-ld';
import type { Linker } from './linker';
import { LLD_LINK } from './lld-link';
import { adapted, hello } from './testing/adapted';
import { programOf } from './testing/program';

const folder = TemporaryFolder.forEachTest();

/** Where tests of a linker go: run if it is installed, else passed over under a name that says so. */
function suiteOf({ program, install }: Linker): {
  readonly describeLinked: typeof describe;
  readonly suffix: string;
} {
  return findProgram(program, process.env.PATH ?? '') === null
    ? {
        describeLinked: describe.skip,
        suffix: `: not tested, it is not on PATH; install it (${install})`,
      }
    : { describeLinked: describe, suffix: '' };
}

const FLUSH = { op: 'flush' };
const SNAPSHOT = { op: 'snapshot' };
const CALL = 'e800000000';
const DLL = { outputMode: 'Lib', linkMode: 'dynamic' };

const call = (target: object, addend = 0): readonly (string | object)[] => [
  CALL,
  { reloc: target, type: 'REL32', addend },
];

/** Something of all that a program can have, but imports. */
const PROGRAM = [
  {
    op: 'defineUav',
    id: 'text',
    type: 'u8',
    value: '1',
    align: 1,
    content: ['0102', { splat: [3, 4] }],
  },
  { op: 'defineLazy', kind: 'code', type: 'E', content: [...call({ nav: 'main.f' }), 'c3'] },
  { op: 'defineLazy', kind: 'const_data', type: 'E', content: ['456e756d00'] },
  {
    op: 'updateNav',
    nav: 'main.table',
    type: 'T',
    align: 4096,
    content: [
      { ptr: { uav: 'text', align: 64 }, addend: 2 },
      { ptr: { nav: 'main.f' }, addend: -5 },
    ],
  },
  { op: 'updateNav', nav: 'main.empty', type: 'T', align: 1, content: [] },
  {
    op: 'updateFunc',
    nav: 'main.f',
    type: 'fn () void',
    content: [
      ...call({ lazy: ['code', 'E'] }),
      ...call({ lazy: ['const_data', 'E'] }, -3),
      ...call({ global: ['entrance', null] }),
      ...call({ nav: 'main.empty' }),
      'c3',
    ],
  },
  {
    op: 'updateExports',
    exported: { nav: 'main.f' },
    names: ['wWinMainCRTStartup', '_DllMainCRTStartup', 'entrance'],
  },
];

const IMPORTS = {
  op: 'updateFunc',
  nav: 'main.imports',
  type: 'fn () void',
  align: 64,
  content: [
    ...call({ global: ['same', 'one'] }),
    ...call({ global: ['same', 'two.more'] }),
    ...call({ global: ['?decorated@@YAXXZ', 'two.more'] }),
    ...call({ global: ['_Exit', 'one'] }, 2),
    'c3',
  ],
};

const STRICT = { op: 'updateNav', nav: 'main.strict', type: 'T', align: 8192, content: ['00'] };

async function linkedBy(
  linker: Linker,
  options: object,
  ops: readonly object[],
): Promise<SnapshotAnswer> {
  const script = [{ linkScript: 1, options }, ...ops, FLUSH, SNAPSHOT];
  const { answers } = await adapted(linker, [hello(folder.path()), ...script]);
  return snapshotAnswer.parse(answers[1]).snapshot;
}

describe.each([LLD_LINK, GNU_LD])('$name', (linker) => {
  const { describeLinked, suffix } = suiteOf(linker);

  it('says what to install where it is not on PATH', async () => {
    const { program, install } = linker;
    const { answers } = await adapted(linker, [hello(folder.path()), HEADER, SNAPSHOT], '');
    expect(answers).toEqual([
      { unsupported: `${program} is not on PATH; install it (${install})` },
    ]);
  });

  describeLinked(`links images${suffix}`, () => {
    mostlySlowTest.each([
      { what: 'a program', options: {}, ops: PROGRAM },
      { what: 'a program with imports', options: {}, ops: [...PROGRAM, IMPORTS] },
      { what: 'a program beyond pages', options: {}, ops: [...PROGRAM, STRICT] },
      {
        what: 'a program for another subsystem version',
        options: { majorSubsystemVersion: 10 },
        ops: PROGRAM,
      },
      { what: 'a DLL', options: DLL, ops: [...PROGRAM, IMPORTS] },
    ])('that are valid and mean what the script says: $what', async ({ options, ops }) => {
      const { image, symbols } = await linkedBy(linker, options, ops);
      const bytes = fs.readFileSync(folder.path(image));
      expect(checkImage(bytes)).toEqual([]);
      expect(checkMeaning(programOf(options, ops), bytes, symbols ?? [])).toEqual([]);
    });

    slowTest('of the same bytes, whenever it links', async () => {
      const linkNow = async (): Promise<Buffer> => {
        const { image } = await linkedBy(linker, {}, [...PROGRAM, IMPORTS]);
        return fs.readFileSync(folder.path(image));
      };
      const first = await linkNow();
      expect(await linkNow()).toEqual(first);
      expect(coff.Coff.init(first, false).getHeader().time_date_stamp).toBe(0);
    });

    slowTest('of nothing, before the first flush', async () => {
      const script = [HEADER, ...PROGRAM, SNAPSHOT];
      const { answers } = await adapted(linker, [hello(folder.path()), ...script]);
      const { image } = snapshotAnswer.parse(answers[1]).snapshot;
      expect(fs.statSync(folder.path(image)).size).toBeGreaterThan(0);
    });

    slowTest('and tells where symbols are in a program without an entry point', async () => {
      const ops = PROGRAM.slice(0, -1).map((op) =>
        op.op === 'updateFunc' ? { ...op, content: ['c3'] } : op,
      );
      const { symbols } = await linkedBy(linker, {}, ops);
      expect(symbols).toContainEqual(
        expect.objectContaining({ symbol: { nav: 'main.f' }, rva: 0x1000 }),
      );
    });

    slowTest('or names in its refusal what is not there', async () => {
      const ops = [{ ...IMPORTS, content: call({ nav: 'main.gone' }) }];
      const script = [HEADER, ...ops, FLUSH, SNAPSHOT];
      const { answers, messages } = await adapted(linker, [hello(folder.path()), ...script]);
      expect(answers[1]).toEqual({ refused: expect.stringContaining('nav main.gone') as unknown });
      expect(messages).toContain('nav main.gone');
    });
  });
});

const forI386 = suiteOf(LLD_LINK);

forI386.describeLinked(`lld-link for I386${forI386.suffix}`, () => {
  it.each([
    ['programs', {}],
    ['DLLs', DLL],
  ])('links %s that are valid and mean what the script says', async (_what, output) => {
    const options = { machine: 'I386', ...output };
    const { image, symbols } = await linkedBy(LLD_LINK, options, PROGRAM);
    const bytes = fs.readFileSync(folder.path(image));
    expect(checkImage(bytes)).toEqual([]);
    expect(checkMeaning(programOf(options, PROGRAM), bytes, symbols ?? [])).toEqual([]);
  });
});
