import * as fs from 'node:fs';
import * as path from 'node:path';
import { packageRoot } from '../system/package-root';

const read = (file: string): string => fs.readFileSync(path.join(packageRoot(), file), 'utf8');

/** The rows of the tables of docs/real-files.md: a kind of file, what is right, and a test. */
const rows = read('docs/real-files.md')
  .split('\n')
  .filter((line) => /^\| (?!-|file )/.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, kind = '', right = '', test = '']) => ({ kind, right, test }));

describe('docs/real-files.md', () => {
  it.each(rows)('names a test that is there: $kind, $right', ({ test }) => {
    const [, file = '', title = ''] = /^`(\S+\.ts)`: (.+)$/.exec(test) ?? [];
    // A title as it is written: alone in quotes, not a part of another.
    expect(read(file)).toContain(`'${title}'`);
  });
});
