import { slowTest } from '../../reference/testing/slow-test';
import type { DumpedImage } from '../image/linked-image';
import * as fs from 'node:fs';
import { HOST_NAMES } from '../../reference';
import { SmallSuite, type OpenCase } from './testing/small-suite';
import { TemporaryFolder } from '../testing/temporary-folder';
import type { GoldenChange } from './accept';
import type { GoldenComparison } from './golden-case';
import { firstUpdate, nextUpdate, smallCase, TWO_UPDATES } from '../case/testing/small-case';
const suite = new SmallSuite(TemporaryFolder.forEachTest());

const SAME: GoldenComparison = { result: 'same' };

/** What of a case compares otherwise than 'same', in each respect. */
function differences({ stored, golden }: OpenCase): readonly GoldenComparison[] {
  return [
    golden.compareProvenance(),
    ...stored.case.updates.flatMap((_update, index) => [
      golden.comparePicture(index),
      ...HOST_NAMES.flatMap((host) => [
        golden.compareImage(index, host),
        golden.compareNodes(index, host),
      ]),
    ]),
  ].filter(({ result }) => result !== 'same');
}

/** "new two/digests.json", for each. */
function told(changes: readonly GoldenChange[]): readonly string[] {
  return changes.map(({ kind, file }) => `${kind} ${file}`);
}

describe('accepting the goldens of a case', () => {
  it('writes an image, a node dump and a picture for each update, and digests of all hosts', () => {
    suite.write('two.incr', TWO_UPDATES);
    expect(told(suite.accept('two'))).toEqual([
      'new two/01-first.exe',
      'new two/01-first.nodes',
      'new two/01-first.png',
      'new two/02-second.exe',
      'new two/02-second.nodes',
      'new two/02-second.png',
      'new two/digests.json',
    ]);
    const files = suite.contents();
    expect(files.get('two/01-first.exe')?.subarray(0, 2).toString()).toBe('MZ');
    expect(files.get('two/01-first.nodes')?.toString()).toContain('nav(u32, main.number)');
    expect(files.get('two/01-first.png')?.subarray(1, 4).toString()).toBe('PNG');
    expect(files.get('two/01-first.exe')).not.toEqual(files.get('two/02-second.exe'));
    expect(differences(suite.open('two'))).toEqual([]);
  });

  it('leaves everything as it is the second time, the times of the files included', () => {
    suite.given('two', TWO_UPDATES);
    const long = new Date('2001-01-01T00:00:00Z');
    for (const file of suite.contents().keys()) fs.utimesSync(suite.golden(file), long, long);
    expect(suite.accept('two')).toEqual([]);
    const times = [...suite.contents().keys()].map((file) => fs.statSync(suite.golden(file)).mtime);
    expect(times).toEqual(Array(7).fill(long));
  });

  it('writes only what changed, and says why', () => {
    suite.given('two', TWO_UPDATES);
    suite.write('two.incr', smallCase(firstUpdate('first', 1), nextUpdate('second', 3)));
    const seen: (readonly [DumpedImage, DumpedImage])[] = [];
    const changes = suite.accept('two', [0, 1], (before, after) => {
      seen.push([before, after]);
      return ['the number'];
    });
    expect(changes).toEqual([
      { file: 'two/02-second.exe', kind: 'changed', why: ['the number'] },
      { file: 'two/02-second.nodes', kind: 'changed', why: [] },
      {
        file: 'two/digests.json',
        kind: 'changed',
        why: [
          expect.stringMatching(/^case: [0-9a-f]{18}$/),
          expect.stringMatching(/^script: [0-9a-f]{18}$/),
          'second: linux-ext4, linux-tmpfs, windows',
        ],
      },
    ]);
    expect(differences(suite.open('two'))).toEqual([]);
    const [[before, after] = []] = seen;
    const at = before?.image.findIndex((byte, i) => byte !== after?.image[i]) ?? -1;
    expect([before?.image[at], after?.image[at]]).toEqual([2, 3]);
  });

  slowTest('writes the digests anew where only a comment of the case changed', () => {
    suite.given('two', TWO_UPDATES);
    suite.write('two.incr', `// Two numbers.\n${TWO_UPDATES}`);
    expect(suite.accept('two')).toEqual([
      { file: 'two/digests.json', kind: 'changed', why: [expect.stringMatching(/^case: /)] },
    ]);
    expect(differences(suite.open('two'))).toEqual([]);
  });

  slowTest('drops the digests of an update that is gone', () => {
    suite.given('two', TWO_UPDATES);
    suite.write('two.incr', smallCase(firstUpdate('first', 1)));
    const changes = suite.accept('two');
    // The picture says of how many updates this is the first.
    expect(told(changes)).toEqual(['changed two/01-first.png', 'changed two/digests.json']);
    expect(changes[1]?.why).toContain('second: gone');
    expect(differences(suite.open('two'))).toEqual([]);
  });

  slowTest('replaces digests that cannot be read', () => {
    suite.given('two', TWO_UPDATES);
    fs.writeFileSync(suite.golden('two/digests.json'), '{}');
    expect(told(suite.accept('two'))).toEqual(['new two/digests.json']);
    expect(differences(suite.open('two'))).toEqual([]);
  });
});

describe('accepting the goldens of some updates', () => {
  slowTest('writes theirs and no others', () => {
    suite.write('two.incr', TWO_UPDATES);
    expect(told(suite.accept('two', [1]))).toEqual([
      'new two/02-second.exe',
      'new two/02-second.nodes',
      'new two/02-second.png',
      'new two/digests.json',
    ]);
    const { golden } = suite.open('two');
    expect(HOST_NAMES.map((host) => golden.compareImage(0, host).result)).toEqual(
      HOST_NAMES.map(() => 'missing'),
    );
    expect(golden.compareImage(1, 'windows')).toEqual(SAME);
    expect(golden.compareProvenance()).toMatchObject({
      result: 'different',
      reason: expect.stringMatching(
        /digests\.json: updates: accepted with other updates: "second", now "first", "second"; /,
      ) as string,
    });
  });

  slowTest.each([
    ['in order', [0, 1]],
    ['the last one first', [1, 0]],
  ])('one after the other, %s, comes to the same as all at once', (_title, order) => {
    suite.given('two', TWO_UPDATES);
    const atOnce = suite.contents();
    fs.rmSync(suite.goldens, { recursive: true });
    for (const index of order) suite.accept('two', [index]);
    expect(suite.contents()).toEqual(atOnce);
  });

  it('does not pass the others off as made from the case as it is now', () => {
    suite.given('two', TWO_UPDATES);
    suite.write('two.incr', smallCase(firstUpdate('first', 5), nextUpdate('second', 6)));
    suite.accept('two', [1]);
    const { golden } = suite.open('two');
    expect(golden.compareImage(1, 'linux-ext4')).toEqual(SAME);
    expect(golden.compareImage(0, 'linux-ext4').result).toBe('different');
    expect(golden.compareProvenance()).toMatchObject({
      result: 'different',
      reason: expect.stringMatching(/digests\.json: case: accepted from another case: /) as string,
    });
    suite.accept('two', [0]);
    expect(differences(suite.open('two'))).toEqual([]);
  });

  it('says that all come from the case as it is now where the others did not change', () => {
    suite.given('two', TWO_UPDATES);
    suite.write('two.incr', smallCase(firstUpdate('first', 1), nextUpdate('second', 6)));
    suite.accept('two', [1]);
    expect(differences(suite.open('two'))).toEqual([]);
  });

  it('counts a change of the others on any host', () => {
    suite.given('two', TWO_UPDATES);
    const file = suite.golden('two/digests.json');
    const first = suite.open('two').golden.digests?.updates[0]?.hosts.windows?.image ?? '';
    fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace(first, 'a'.repeat(64)));
    suite.write('two.incr', `// Two numbers.\n${TWO_UPDATES}`);
    suite.accept('two', [1]);
    expect(suite.open('two').golden.compareProvenance().result).toBe('different');
  });
});
