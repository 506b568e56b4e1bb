import { mostlySlowTest, slowTest } from '../../reference/testing/slow-test';
import { FAULTS } from './rows';
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
    ['rel32-4-as-rel32', 'meaning: wrong-reference'],
    ['entry-point-zero', 'meaning: wrong-entry-point'],
    ['thunk-skipped', 'meaning: import-not-reached'],
  ])('find the fault %s', async (name, kind) => {
    const { found } = await fuzzFault(fault(name), LIMIT);
    expect(found?.failure.kind).toBe(kind);
  });

  it('say so when they find nothing in time', async () => {
    const sound = { ...fault('entry-point-zero'), hooks: {} };
    expect(await fuzzFault(sound, 0)).toMatchObject({ found: null, scripts: 1 });
  });
});
