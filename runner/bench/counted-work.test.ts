import * as fs from 'node:fs';
import * as path from 'node:path';
import { mostlySlowTest, slowTest } from '../../reference/testing/slow-test';
import { packageRoot } from '../system/package-root';
import { compareCounts, isMore, changeText } from './compare-counts';
import { countsSchema, countWork, type CountedWork } from './counted-work';

/** What was counted and accepted. */
const ACCEPTED = countsSchema.parse(
  JSON.parse(fs.readFileSync(path.join(packageRoot(), 'runner/bench/counts.json'), 'utf8')),
).counts;

const SMALL = ACCEPTED.filter(({ functions }) => functions === 1000);

describe('the work of linking and updating 1000 functions', () => {
  mostlySlowTest.each(SMALL.map((accepted) => [accepted.host, accepted] as const))(
    'is no more on %s than was accepted',
    (host, accepted) => {
      const changes = compareCounts([accepted], [countWork(1000, host)]);
      // Less is welcome: npm run bench -- --counts > runner/bench/counts.json accepts it.
      expect(changes.filter(isMore).map(changeText)).toEqual([]);
    },
  );

  slowTest('is the same when it is done again', () => {
    expect(countWork(1000, 'windows')).toEqual(countWork(1000, 'windows'));
  });

  it('slides all code where the data section outgrows its memory', () => {
    const { same, slide } = countWork(200, 'linux-tmpfs');
    // 200 functions with three relocations each; each is applied once.
    expect(slide.relocations).toBeGreaterThanOrEqual(600);
    expect(same.relocations).toBeGreaterThanOrEqual(3000);
  });
});

describe('the work of a linker that nobody observes', () => {
  slowTest('is the same where few symbols move', () => {
    const { same } = countWork(1000, 'linux-tmpfs');
    expect([same.unobservedWrites, same.unobservedBytes]).toEqual([same.writes, same.bytesWritten]);
  });

  slowTest('reads the whole table of relocations where many do', () => {
    const { cold } = countWork(1000, 'linux-tmpfs');
    // One after the other, it would read each of 3000 relocations about twice, at one end or both.
    expect(cold.unobservedRowReads).toBeGreaterThan(15_000);
  });
});

describe('counts that are compared', () => {
  const [first] = SMALL;
  if (first === undefined) throw new Error('1000 functions were counted');
  const changed = (cold: Partial<CountedWork['cold']>): CountedWork => ({
    ...first,
    cold: { ...first.cold, ...cold },
  });
  const before = [{ ...changed({ writes: 100, tasks: 50, bytesMoved: 0 }) }];

  it('are the same if nothing changed', () => {
    expect(compareCounts(before, before)).toEqual([]);
  });

  it('are reported with what rose first', () => {
    const after = [changed({ writes: 90, tasks: 51, bytesMoved: 7 })];
    expect(compareCounts(before, after).map(changeText)).toEqual(
      [
        'functions on linux-ext4, cold, tasks: 50 to 51 (+1, +2.00%)',
        'functions on linux-ext4, cold, bytesMoved: 0 to 7 (+7)',
        'functions on linux-ext4, cold, writes: 100 to 90 (-10, -10.00%)',
      ].map((line) => `1000 ${line}`),
    );
  });

  it('must be of the same programs', () => {
    expect(() => compareCounts(before, [{ ...first, functions: 2 }])).toThrow(
      'counts of 1000 functions on linux-ext4 are missing',
    );
  });
});
