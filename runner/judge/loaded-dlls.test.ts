import * as fs from 'node:fs';
import * as path from 'node:path';
import type { HostName } from '../../reference';
import { loadCase, type StoredCase } from '../case/case-store';
import { firstUpdate, nextUpdate, smallCase } from '../case/testing/small-case';
import type { Implementation, LinkResult } from '../linker/implementation';
import { REFERENCE } from '../linker/reference';
import type { BesideFile } from '../system/program-runner';
import { TemporaryFolder } from '../testing/temporary-folder';
import { judgeLinkedCase } from './linked-case';
import { judgementsOf, type Judgement } from './result/case-result';

const folder = TemporaryFolder.forEachTest();

const RUNS = '#expect_exit_code=0';
const LIB = '#link_option=outputMode=Lib\n#link_option=linkMode=dynamic';
const THREE = [
  firstUpdate('first', 1, RUNS),
  nextUpdate('second', 2, RUNS),
  nextUpdate('third', 3, RUNS),
];

/** A program that loads the DLL of another case by the name "b.c". */
function program(...header: readonly string[]): string {
  folder.write('program.incr', smallCase(...header, ...THREE));
  return folder.path('program.incr');
}

/** A DLL of two updates. */
function dll(): void {
  const link = (number: number): string =>
    `#link\nnav main.n: u32 align 4\n  dword ${number}\nflush`;
  const text = smallCase(LIB, `#update=first\n${link(0x11)}`, `#update=second\n${link(0x22)}`);
  folder.write('library.incr', text);
}

/** The judgements of all runs, and what lay beside each image. */
async function runs(
  file: string,
  implementation: Implementation = REFERENCE,
): Promise<{
  judgements: readonly Judgement[];
  beside: readonly BesideFile[][];
  refusal: string | null;
}> {
  const beside: BesideFile[][] = [];
  const result = await judgeLinkedCase(
    file,
    { ...implementation, levels: ['runs'] },
    {
      hosts: ['linux-tmpfs'],
      goldens: null,
      runner: {
        run: (_image, files = []) => {
          beside.push([...files]);
          return Promise.resolve({ stdout: '', stderr: '', exitCode: 0, timedOut: false });
        },
      },
      reports: folder.path('reports'),
      stop: new AbortController().signal,
    },
  );
  const judgements = judgementsOf(result).filter(({ level }) => level === 'runs');
  return { judgements, beside, refusal: result.refusal };
}

/** The reference, but for what it makes of the DLL. */
function makingDll(result: LinkResult): Implementation {
  return {
    ...REFERENCE,
    async *link(stored: StoredCase, host: HostName, stop: AbortSignal) {
      if (stored.name === 'library') yield result;
      else yield* REFERENCE.link(stored, host, stop);
    },
  };
}

describe('a program that loads a DLL', () => {
  it('is run beside what the same linker makes of the DLL: of its update, or its last', async () => {
    dll();
    const { judgements, beside } = await runs(program('#dll=b.c=library'));
    expect(judgements.map(({ verdict }) => verdict)).toEqual(['pass', 'pass', 'pass']);
    const numbers = beside.map(([one, ...more]) => {
      expect(more).toEqual([]);
      if (one === undefined || typeof one === 'string') throw new Error('no DLL');
      expect(one.name).toBe('b.c.dll');
      return [0x11, 0x22].map((number) =>
        Buffer.from(one.bytes).includes(Buffer.of(number, 0, 0, 0)),
      );
    });
    expect(numbers).toEqual([
      [true, false],
      [false, true],
      [false, true],
    ]);
  });

  it('may load several, also of one case', async () => {
    dll();
    const { beside } = await runs(program('#dll=one=library', '#dll=two=library'));
    expect(beside[0]?.map((file) => typeof file !== 'string' && file.name)).toEqual([
      'one.dll',
      'two.dll',
    ]);
  });

  it.each([
    ['crash', 'fail'],
    ['refused', 'fail'],
    ['unsupported', 'unsupported'],
  ] as const)('is not run where there is none: %s', async (outcome, verdict) => {
    dll();
    const none: LinkResult = { kind: 'failure', outcome, reason: 'no', details: ['why'] };
    const { judgements, beside } = await runs(program('#dll=a=library'), makingDll(none));
    expect(judgements[0]).toMatchObject({
      verdict,
      reason: `there is no a.dll to load, of the case library: ${outcome}: no`,
      details: ['why'],
    });
    expect(beside).toEqual([]);
  });

  it.each([
    [
      'no such case',
      '#dll=a=nothing',
      /program\.incr:2: #dll=a=nothing: expected the case nothing\.incr in /,
    ],
    [
      'a case that makes no DLL',
      '#dll=a=program',
      /#dll=a=program: expected a case that makes a DLL/,
    ],
    [
      'no case',
      '#dll=a',
      /expected #dll=NAME=CASE, the name of the DLL and of the case that makes it, got a/,
    ],
    ['a path', '#dll=a=../library', /expected #dll=NAME=CASE/],
    [
      'a name twice',
      '#dll=a=library\n#dll=A=library',
      /program\.incr:3: the program already loads a DLL named A/,
    ],
  ])('is refused with its line: %s', async (_what, line, message) => {
    dll();
    expect((await runs(program(line))).refusal).toMatch(message);
  });

  it('is refused where the case of a DLL cannot be read', async () => {
    folder.write('library.incr', smallCase(LIB, '#update=first', '#link', 'include block'));
    const block = folder.path('lib/block.link');
    fs.mkdirSync(block, { recursive: true });
    expect((await runs(program('#dll=b=library'))).refusal).toBe(
      `${block}: expected a file, got a folder; move it away`,
    );
  });

  it('may not load a DLL that loads another', async () => {
    folder.write('library.incr', smallCase('#dll=a=library', LIB, nextUpdate('first', 1)));
    expect((await runs(program('#dll=b=library'))).refusal).toMatch(/expected a case without #dll/);
  });
});

it('goldens are kept of the first update, each so many-th, and the last', () => {
  const updates = [2, 3, 4, 5, 6].map((number) => nextUpdate(`update ${number}`, number));
  const written = (every: string): string => {
    folder.write(
      'case.incr',
      smallCase(`#golden_every=${every}`, firstUpdate('update 1', 1), ...updates),
    );
    return path.join(fs.realpathSync(folder.path()), 'case.incr');
  };
  const kept = (every: string): readonly string[] =>
    loadCase(written(every)).case.updates.flatMap(({ name, isWithoutGoldens }) =>
      isWithoutGoldens === true ? [] : [name],
    );
  expect(kept('1')).toHaveLength(6);
  expect(kept('2')).toEqual(['update 1', 'update 2', 'update 4', 'update 6']);
  expect(kept('100')).toEqual(['update 1', 'update 6']);
  expect(() => loadCase(written('0'))).toThrow('expected #golden_every=N, a number from 1, got 0');
});
