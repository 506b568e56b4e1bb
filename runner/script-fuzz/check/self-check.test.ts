import * as fs from 'node:fs';
import * as path from 'node:path';
import { runs } from '../../../reference/testing/properties';
import { mostlySlowTest } from '../../../reference/testing/slow-test';
import { packageRoot } from '../../system/package-root';
import { TemporaryFolder } from '../../testing/temporary-folder';
import type { FuzzScript, ScriptOp } from '../script/fuzz-script';
import { randomScript } from '../make/random-script';
import { selfCheck, type Linked } from './self-check';

const folder = TemporaryFolder.forEachTest();

const SMALL = {
  options: {},
  ops: [
    { op: 'updateNav', nav: 'v', type: 'u32', align: 4, content: ['01020304'] },
    {
      op: 'updateFunc',
      nav: 'f',
      type: 'fn () void',
      content: ['488d0d00000000', { reloc: { nav: 'v' }, type: 'REL32' }, 'c3'],
    },
    { op: 'updateExports', exported: { nav: 'f' }, names: ['wWinMainCRTStartup'] },
    { op: 'flush' },
    { op: 'snapshot', name: 'first' },
  ],
} as const;

/** How a linker with a mistake fails. */
function kindWith(linked: Linked): string | undefined {
  return selfCheck(SMALL, folder.path(), ['linux-tmpfs'], linked).failure?.kind;
}

/** A finding's script, with a flush before its snapshot and an entry point, as a fuzzer's script has them. */
function findingScript(name: string): FuzzScript {
  const file = path.join(packageRoot(), 'runner/judge/meaning/findings', `${name}.jsonl`);
  const [header, ...ops] = fs
    .readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as ScriptOp);
  const start = { op: 'updateFunc', nav: 'start', type: 'T', content: ['c3'] };
  const names = ['wWinMainCRTStartup'];
  const entry = { op: 'updateExports', exported: { nav: 'start' }, names };
  const options = header?.options as FuzzScript['options'];
  const hasEntry = options.outputMode === 'Lib' || JSON.stringify(ops).includes('wWinMain');
  return { options, ops: hasEntry ? ops : [start, entry, ...ops] };
}

describe('the self-check', () => {
  // The same scripts each time: what others show may be a finding that nobody has written down yet, and
  // looking for those is what `coff2 fuzz` is for. The last ones were failures once that were none.
  mostlySlowTest.each([
    ...Array.from({ length: Math.max(12, runs(12)) }, (_, index) => index + 1),
    ...[-5, 777_218, 777_465, 777_916, 780_189],
  ])('holds for the random script %i, but for what findings explain', (seed) => {
    const script = randomScript(seed, { alignment: 0x1_0000, updates: 3 });
    expect(selfCheck(script, folder.path()).failure).toBeNull();
  });

  it('sees a byte of code that is wrong, in the image and after it', () => {
    const kind = kindWith((linker, { op }) => {
      if (op !== 'flush') return;
      const f = linker.symbolMap().find(({ symbol }) => 'nav' in symbol && symbol.nav === 'v');
      expect(f).toBeDefined();
      const bytes = linker.image.contents();
      const at = Buffer.from(bytes).indexOf('01020304', 0, 'hex');
      linker.image.write(at as never, Uint8Array.of(9));
    });
    expect(kind).toBe('meaning: wrong-content');
  });

  it('sees a change that the file is not told of', () => {
    const kind = kindWith((linker, { op }) => {
      if (op === 'snapshot') linker.image.contents()[0x2f0] = 1;
    });
    expect(kind).toBe('in-place');
  });

  it('sees headers that are no longer valid', () => {
    const kind = kindWith((linker, { op }) => {
      if (op === 'flush') linker.image.write(0 as never, Uint8Array.of(0));
    });
    expect(kind).toMatch(/^valid: /);
  });

  it('sees a node tree that is broken, and whatever a linker throws', () => {
    const breaks: Linked = (linker) => {
      linker.image.setLength(linker.image.length + 1);
    };
    expect(kindWith(breaks)).toBe('nodes: node N: size N, but the file has N');
    const throws: Linked = () => {
      throw new RangeError('offset 5 is outside');
    };
    expect(kindWith(throws)).toBe('RangeError: offset N is outside');
  });

  it('sees a linker that makes something else of the same script', () => {
    let flushes = 0;
    // The second replay of the script does not pass here: only the first image has the byte.
    const kind = kindWith((linker, { op }) => {
      flushes += op === 'flush' ? 1 : 0;
      if (op === 'flush') linker.image.write(0x20 as never, Uint8Array.of(flushes));
    });
    expect(kind).toBe('replay: read in pieces');
  });

  mostlySlowTest.each([
    'data-becomes-function',
    'delete-export',
    'dll-entry-point',
    'dll-per-spelling',
    'dll-without-exports',
    'export-keeps-old-address',
    'export-never-patched',
    'imports-left-waiting',
    'lookup-table-lost',
    'nav-not-realigned',
    'new-import-in-settled-code',
    'section-alignment',
    'uav-not-realigned',
    'unused-import',
  ])('counts the finding %s, and does not fail', (name) => {
    const { failure, known } = selfCheck(findingScript(name), folder.path());
    expect(failure).toBeNull();
    expect([...known.keys()]).toContain(name);
  });

  it('counts a function that becomes data, and stays where it cannot be written', () => {
    const ops = [
      { op: 'updateFunc', nav: 'start', type: 'fn () void', content: ['c3'] },
      { op: 'updateExports', exported: { nav: 'start' }, names: ['wWinMainCRTStartup'] },
      { op: 'updateFunc', nav: 'f', type: 'fn () void', content: ['c3'] },
      { op: 'updateNav', nav: 'f', type: 'u8', align: 1, content: ['00'] },
      { op: 'flush' },
      { op: 'snapshot' },
    ];
    const { failure, known } = selfCheck({ options: {}, ops }, folder.path());
    expect(failure).toBeNull();
    expect([...known.keys()]).toEqual(['data-becomes-function']);
  });

  it('counts a reference to an exported name that keeps its distance though its own section slides', () => {
    const data = (nav: string, size: number): ScriptOp => {
      return { op: 'updateNav', nav, type: 'T', align: 1, content: [{ splat: [1, size] }] };
    };
    const reloc = { reloc: { global: ['d', null] as const }, type: 'REL32', offset: 3 };
    const ops: ScriptOp[] = [
      data('d', 4),
      { op: 'updateExports', exported: { nav: 'd' }, names: ['d'] },
      data('e', 4),
      { op: 'updateFunc', nav: 'g', type: 'fn () void', content: ['488d0d00000000c3', reloc] },
      { op: 'updateExports', exported: { nav: 'g' }, names: ['wWinMainCRTStartup'] },
      data('d', 200),
      data('e', 20_000),
      { op: 'flush' },
      { op: 'snapshot' },
    ];
    const { failure, known } = selfCheck({ options: {}, ops }, folder.path(), ['linux-tmpfs']);
    expect(failure).toBeNull();
    expect([...known]).toEqual([['export-never-patched', 1]]);
  });

  it('counts a function that was first placed with the default alignment, and asks for more later', () => {
    const entry = { op: 'updateExports', exported: { nav: 'f' }, names: ['wWinMainCRTStartup'] };
    const ops = [
      { op: 'updateFunc', nav: 'odd', type: 'T', content: ['c3'] },
      { op: 'updateFunc', nav: 'f', type: 'T', content: ['c3'] },
      entry,
      { op: 'updateFunc', nav: 'f', type: 'T', align: 64, content: ['c3'] },
      { op: 'flush' },
      { op: 'snapshot' },
    ];
    const small = { options: { optimize: 'ReleaseSmall' as const }, ops };
    const { failure, known } = selfCheck(small, folder.path(), ['linux-tmpfs']);
    expect(failure).toBeNull();
    expect([...known.keys()]).toEqual(['nav-not-realigned']);
  });

  it('counts a call of an exported name that keeps its old distance while the section slides', () => {
    const toName = (global: readonly [string, null]): readonly unknown[] => [
      'e800000000',
      { reloc: { global }, type: 'REL32' },
      'c3',
    ];
    const ops = [
      { op: 'updateFunc', nav: 'caller', type: 'T', content: toName(['f', null]) },
      { op: 'updateFunc', nav: 'f', type: 'T', content: ['c3'] },
      { op: 'updateFunc', nav: 'next', type: 'T', content: ['c3'] },
      { op: 'updateExports', exported: { nav: 'f' }, names: ['f'] },
      { op: 'updateExports', exported: { nav: 'caller' }, names: ['wWinMainCRTStartup'] },
      // f leaves its place, and .text slides.
      { op: 'updateFunc', nav: 'f', type: 'T', content: [{ splat: [0x90, 64] }, 'c3'] },
      { op: 'updateNav', nav: 'v', type: 'T', align: 1, content: [{ splat: [1, 0x4_0000] }] },
      { op: 'flush' },
      { op: 'snapshot' },
    ] as FuzzScript['ops'];
    const { failure, known } = selfCheck({ options: {}, ops }, folder.path(), ['linux-tmpfs']);
    expect(failure).toBeNull();
    expect([...known.keys()]).toContain('export-keeps-old-address');
  });

  it('fails a reference to an exported name that is not written, if nothing moved', () => {
    const call = [
      'e800000000',
      { reloc: { global: ['start', null] as const }, type: 'REL32' },
      'c3',
    ] as const;
    const [data, , entry, ...rest] = SMALL.ops;
    const ops = [
      data,
      { op: 'updateFunc', nav: 'f', type: 'T', content: ['c3'] },
      { ...entry, names: ['wWinMainCRTStartup', 'start'] },
      { op: 'updateFunc', nav: 'g', type: 'T', content: call },
      ...rest,
    ];
    const erases: Linked = (linker, { op }) => {
      if (op !== 'flush') return;
      const at = Buffer.from(linker.image.contents()).indexOf('e8', 0x400, 'hex');
      linker.image.write((at + 1) as never, Uint8Array.of(0, 0, 0, 0));
    };
    const script = { options: {}, ops };
    const { failure } = selfCheck(script, folder.path(), ['linux-tmpfs'], erases);
    expect(failure?.kind).toBe('meaning: export-not-followed');
  });
});
