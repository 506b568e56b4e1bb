import { mostlySlowTest, slowTest } from '../../reference/testing/slow-test';
import { FAULTS } from './rows';
import type { FaultHooks } from './rows/fault';
import { failureOfSeed, fuzzFault } from './fuzz-fault';

/** Milliseconds: far more than each of these takes. */
const LIMIT = 60_000;

function fault(name: string): (typeof FAULTS)[number] {
  const found = FAULTS.find((one) => one.name === name);
  if (found === undefined) throw new Error(name);
  return found;
}

describe('random scripts', () => {
  slowTest(
    'find nothing wrong with a sound linker, whose export table has names in UTF-8',
    async () => {
      const seeds = Array.from({ length: 12 }, (_one, index) => index + 1);
      const failures = [];
      for (const seed of seeds) failures.push(await failureOfSeed(seed, {}));
      expect(failures).toEqual(seeds.map(() => null));
    },
  );

  mostlySlowTest.each([
    ['rel32-4-as-rel32', 'meaning: wrong-reference: REL32_4 is off by N'],
    ['entry-point-zero', 'meaning: wrong-entry-point'],
    ['thunk-skipped', 'meaning: import-not-reached: REL32'],
  ])('find the fault %s', async (name, kind) => {
    const { found } = await fuzzFault(fault(name), LIMIT);
    expect(found?.failure.kind).toBe(kind);
  });

  it('tell faults of two types of relocations apart', async () => {
    const kinds = ['REL32', 'DIR32'].map(async (wrong) => {
      const misread: FaultHooks['field'] = ({ field: { type } }) =>
        type === wrong ? { addend: 1 } : {};
      const { found } = await fuzzFault(
        { ...fault('addend-ignored'), hooks: { field: misread } },
        LIMIT,
      );
      return found?.failure.kind;
    });
    expect(await Promise.all(kinds)).toEqual([
      expect.stringMatching(/^meaning: .*: REL32 is off by N$/),
      expect.stringMatching(/^meaning: .*: DIR32 is off by N$/),
    ]);
  });

  it('say so when they find nothing in time', async () => {
    const sound = { ...fault('entry-point-zero'), hooks: {} };
    expect(await fuzzFault(sound, 0)).toMatchObject({ found: null, scripts: 1 });
  });
});
