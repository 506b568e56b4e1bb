import { HOST_NAMES } from '../../reference';
import { firstUpdate, nextUpdate, smallCase } from '../case/testing/small-case';
import { TemporaryFolder } from '../testing/temporary-folder';
import { SmallSuite } from './testing/small-suite';

const suite = new SmallSuite(TemporaryFolder.forEachTest());

/** A case whose second image has more than 4 MiB: only its last byte is not zero. */
const large = (last: number): string =>
  smallCase(
    firstUpdate('first', 1),
    `#update=second\n#link\nnav main.zeros: [1310721]u8 align 4\n  splat 0 1310720\n  byte ${last}\nflush`,
  );

/** Of the second update: what compares otherwise than 'same' on the host whose goldens are files. */
function differences(): readonly string[] {
  const { golden } = suite.open('two');
  return [golden.compareImage(1, 'linux-tmpfs'), golden.compareNodes(1, 'linux-tmpfs')].flatMap(
    (comparison) => (comparison.result === 'different' ? [comparison.reason] : []),
  );
}

describe('the golden of an image above 4 MiB', () => {
  it('is its digests and its picture, and tells one byte from another', () => {
    suite.given('two', large(1));
    expect([...suite.contents().keys()]).toEqual([
      'two/01-first.exe',
      'two/01-first.nodes',
      'two/01-first.png',
      'two/02-second.png',
      'two/digests.json',
    ]);
    const { golden } = suite.open('two');
    const results = HOST_NAMES.map((host) => golden.compareImage(1, host).result);
    expect(results).toEqual(['same', 'same', 'same']);
    expect(golden.isOnlyMissing(1)).toBe(false);
    suite.write('two.incr', large(2));
    expect(differences()).toEqual([
      'another image of the same size, by its digest',
      'another node dump, by its digest',
    ]);
  });

  it('replaces files, and is replaced by files, as the image grows and shrinks', () => {
    suite.given('two', smallCase(firstUpdate('first', 1), nextUpdate('second', 2)));
    suite.write('two.incr', large(1));
    // The files of what was accepted decide, until something else is.
    expect(differences()).toEqual([
      expect.stringMatching(/^an image of 0x43\w+ bytes instead of 0x3000$/),
      'another node dump',
    ]);
    const changes = suite.accept('two', [1]).map(({ kind, file }) => `${kind} ${file}`);
    expect(changes).toEqual([
      'removed two/02-second.exe',
      'removed two/02-second.nodes',
      'changed two/02-second.png',
      'changed two/digests.json',
    ]);
    suite.write('two.incr', smallCase(firstUpdate('first', 1), nextUpdate('second', 2)));
    expect(differences()).toEqual([
      expect.stringMatching(/^an image of 0x3000 bytes instead of 0x43\w+, by its digest$/),
      'another node dump, by its digest',
    ]);
    suite.accept('two', [1]);
    expect(suite.contents().has('two/02-second.exe')).toBe(true);
    expect(differences()).toEqual([]);
  });
});
