import * as fs from 'node:fs';
import * as path from 'node:path';
import { SmallSuite } from './testing/small-suite';
import { TemporaryFolder } from '../testing/temporary-folder';
import { allStaleGoldens } from './all-goldens';
import { GoldenError } from './golden-error';
import { expectedFiles, goldenStem, readIfThere, removeGoldens } from './golden-files';
import { firstUpdate, nextUpdate, smallCase } from '../case/testing/small-case';
const folder = TemporaryFolder.forEachTest();
const suite = new SmallSuite(folder);

describe('the name of the goldens of an update', () => {
  it.each([
    ['initial version', '01-initial-version'],
    ['  Hello,   World!  ', '01-hello-world'],
    ['a/b\\c:d*e?"f"<g>|h', '01-a-b-c-d-e-f-g-h'],
    ['../../etc/passwd', '01-etc-passwd'],
    ['.hidden', '01-hidden'],
    ['CON', '01-con'],
    ['grün, 値を変える', '01-grün-値を変える'],
    ['step_2', '01-step-2'],
    ['?!', '01'],
    ['', '01'],
    [`${'long '.repeat(11)}name and then some`, `01-${'long-'.repeat(11)}name`],
    ['x'.repeat(1000), `01-${'x'.repeat(60)}`],
  ])('%j: %s', (update, stem) => {
    expect(goldenStem(0, update)).toBe(stem);
  });

  it('counts from 1, with digits that sort up to 99', () => {
    expect([0, 8, 9, 99].map((index) => goldenStem(index, 'x'))).toEqual([
      '01-x',
      '09-x',
      '10-x',
      '100-x',
    ]);
  });

  it('is cut between characters, so that a file system can hold it', () => {
    const stem = goldenStem(0, `x${'𝒳'.repeat(40)}`);
    expect(stem).toBe(`01-x${'𝒳'.repeat(29)}`);
    fs.writeFileSync(folder.path(`${stem}.exe`), '');
    expect(folder.list()).toEqual([`${stem}.exe`]);
  });
});

describe('the goldens of a case', () => {
  it('are three files an update, and the digests of all', () => {
    expect(expectedFiles([{ name: 'a' }, { name: 'b' }])).toEqual([
      ...['digests.json'],
      ...['01-a.exe', '01-a.nodes', '01-a.png'],
      ...['02-b.exe', '02-b.nodes', '02-b.png'],
    ]);
  });
});

describe('reading a file if it is there', () => {
  it('has null for what is not', () => {
    expect(readIfThere(folder.path('missing', 'file'))).toBeNull();
    expect(readIfThere(folder.write('empty', ''))).toEqual(Buffer.alloc(0));
  });

  it('still fails where it cannot be read', () => {
    expect(() => readIfThere(folder.path())).toThrow(GoldenError);
    expect(() => readIfThere(folder.path())).toThrow(
      `${folder.path()}: expected a file, got a folder; move it away`,
    );
  });
});

describe('stale goldens', () => {
  /** Writes an empty golden. */
  const put = (...files: readonly string[]): void => {
    for (const file of files) {
      fs.mkdirSync(path.dirname(suite.golden(file)), { recursive: true });
      fs.writeFileSync(suite.golden(file), '');
    }
  };
  const stale = (): readonly string[] => allStaleGoldens(suite.cases, suite.goldens);

  beforeEach(() => {
    suite.write('two.incr', smallCase(firstUpdate('first', 1), nextUpdate('second', 2)));
    put(...expectedFiles([{ name: 'first' }, { name: 'second' }]).map((file) => `two/${file}`));
  });

  it('are none where each golden has its update', () => {
    expect(stale()).toEqual([]);
  });

  it('are none where there are no goldens at all', () => {
    fs.rmSync(suite.goldens, { recursive: true });
    expect(stale()).toEqual([]);
  });

  it('are what an update left behind that has another name or place now', () => {
    suite.write('two.incr', smallCase(firstUpdate('one', 1), nextUpdate('second', 2)));
    expect(stale()).toEqual(['two/01-first.exe', 'two/01-first.nodes', 'two/01-first.png']);
  });

  it('are files and folders that nobody asked for, in the folder of a case', () => {
    put('two/02-second.svg', 'two/older/01-first.exe');
    expect(stale()).toEqual(['two/02-second.svg', 'two/older']);
  });

  it('are all that is in the folder of a case that is gone', () => {
    put('gone/digests.json', 'gone/01-first.exe');
    expect(stale()).toEqual(['gone/01-first.exe', 'gone/digests.json']);
  });

  it('are all of a case that no longer says anything to a linker', () => {
    suite.write('two.incr', smallCase('#update=first', '#file=main.zig', '#update=second'));
    expect(stale()).toHaveLength(7);
  });

  it('are none of a case that cannot be read: it may yet say what its goldens are', () => {
    put('broken/01-first.exe', 'gone/01-first.exe');
    suite.write('broken.incr', '#update\n');
    expect(stale()).toEqual(['gone/01-first.exe']);
  });

  it('are not what lies beside the folders of the cases', () => {
    put('README.md');
    expect(stale()).toEqual([]);
  });

  it('go, with the folders that they leave empty, and nothing else does', () => {
    put('README.md', 'two/02-second.svg', 'two/older/01-first.exe', 'gone/digests.json');
    removeGoldens(suite.goldens, stale());
    expect(stale()).toEqual([]);
    expect(folder.list('goldens')).toEqual(['README.md', 'two']);
    expect(folder.list('goldens', 'two')).toHaveLength(7);
  });
});
