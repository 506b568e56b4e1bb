import { GNU_LD } from '../linker/installed/gnu-ld';
import { LLD_LINK } from '../linker/installed/lld-link';
import { isInTurn } from '../testing/turn';
import { judgeDamage, damages } from './damage/damage';
import { machinesWithRuntime, pairsWithRuntime } from './testing/runtime-pairs';
import { compareImages, judgeImages } from './compare-images';
import type { SameOptions } from './same-result';
import {
  hostPairs,
  isInstalled,
  linkedCases,
  linkerPairs,
  type EqualPair,
} from './testing/equal-pairs';

/** A sample has one pair of a case and a linker of so many, others each day. */
const PARTS = 16;

const CASES = linkedCases();

/**
 * Quirk of the reference, as of the real linker: the thunk of a new import is added at rest, and the
 * call to it keeps a displacement of zero. The cases' own #expect_failure tells of it.
 */
const UNPATCHED = 'new_import_in_settled_code';

/**
 * The same of what changes its kind: data stays in the section that cannot be written, and code in the one that cannot
 * be executed.
 */
const MISPLACED = 'kinds_exchanged';

/** How many images of a case are no sound program where the reference links it. */
const UNSOUND: ReadonlyMap<string, number> = new Map([
  [UNPATCHED, 3],
  [MISPLACED, 2],
]);

/**
 * DLLs of the reference have no entry point and no export table, as those of the real linker: there is
 * nothing to start from.
 */
const ROOTLESS: readonly string[] = [
  'dll',
  'dll_exports',
  'dll_of_300',
  'loaded_dll',
  'relocatable_dll',
  'utf8_exports',
];

/** Names of the pairs that are not the same program, though they were linked from one. */
function alarms(pairs: readonly EqualPair[], options: SameOptions): string[] {
  return pairs
    .filter(({ caseName }) => !ROOTLESS.includes(caseName))
    .filter(({ a, b }) => judgeImages(a, b, options).verdict !== 'same')
    .map(({ name }) => name);
}

describe('images of one program', () => {
  const onHosts = CASES.filter((_case, index) => isInTurn(index, PARTS));
  it.each(onHosts.map((stored) => [stored.name, stored] as const))(
    'are the same on all hosts: %s',
    (name, stored) => {
      const expected =
        name === UNPATCHED
          ? [
              `${name}, a new import from settled code, and the code slides: linux-tmpfs and windows`,
            ]
          : [];
      expect(alarms(hostPairs(stored), {})).toEqual(expected);
    },
  );

  const installed = [LLD_LINK, GNU_LD].filter(isInstalled);
  const linked = installed.flatMap((linker, number) =>
    CASES.filter((_case, index) => isInTurn(index + number + 1, PARTS)).map(
      (stored) => [stored.name, linker.name, stored, linker] as const,
    ),
  );
  const describeLinked = linked.length === 0 ? describe.skip : describe;
  describeLinked('by other linkers', () => {
    it.each(linked.length === 0 ? [] : linked)(
      '%s by the reference and by %s',
      (name, _linker, stored, linker) => {
        const differ = alarms(linkerPairs(stored, linker), { protection: 'ignored' });
        expect(differ).toHaveLength(UNSOUND.get(name) ?? 0);
      },
    );
  });
});

const machines = machinesWithRuntime();
const describeRuntime = machines.length === 0 ? describe.skip : describe;

describeRuntime('a program with the runtime of MinGW, by GNU ld and LLD', () => {
  it.each(machines.length === 0 ? [] : machines)('is the same for %s', (machine) => {
    for (const { name, a, b, options } of pairsWithRuntime(machine)) {
      const { verdict, differences, figures } = compareImages(a, b, options);
      expect([name, verdict, differences]).toEqual([name, 'same', []]);
      // Tables of jumps in the runtime's own printf lead to most of it.
      expect(figures.codeBytes).toBeGreaterThan(20_000);
    }
  });

  it.each(machines.length === 0 ? [] : machines)('is linked by two linkers for %s', (machine) => {
    const [pair] = pairsWithRuntime(machine);
    const versions = [pair?.a, pair?.b].map((image) => linkerVersion(image ?? new Uint8Array()));
    expect(versions[0]).not.toBe(versions[1]);
  });

  it.each(machines.length === 0 ? [] : machines)(
    'is another where it is damaged, for %s',
    (machine) => {
      const [pair] = pairsWithRuntime(machine);
      if (pair === undefined) throw new Error('there is no pair');
      const all = damages(pair.a, pair.b, pair.options);
      const tried = all.filter((_damage, index) => index % Math.ceil(all.length / 40) === 0);
      const verdicts = tried.map((damage) => judgeDamage(damage, pair.a, pair.b, pair.options));
      expect(verdicts).not.toContain('missed');
      expect(verdicts.filter((verdict) => verdict === 'found').length).toBeGreaterThan(30);
    },
  );
});

/** The version that the linker of an image says it has. PE Format, 3.4.1. */
function linkerVersion(image: Uint8Array): number {
  const view = new DataView(image.buffer, image.byteOffset, image.byteLength);
  return view.getUint16(view.getUint32(0x3c, true) + 26, true);
}
