import * as fs from 'node:fs';
import * as path from 'node:path';
import { TemporaryFolder } from '../runner/testing/temporary-folder';
import { readImportGraph } from './import-graph';

const folder = TemporaryFolder.forEachTest();

function importsOf(files: Record<string, string>): readonly string[] {
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(folder.path(name)), { recursive: true });
    folder.write(name, text);
  }
  const { imports } = readImportGraph(folder.path('.'), ['runner']);
  return imports.map(({ from, to }) => `${from} ${to}`);
}

describe('the imports of the sources', () => {
  it('are those of every form: values, types, again exported, loaded or required when called', () => {
    const found = importsOf({
      'runner/a/one.ts': [
        `import { two } from './two';`,
        `import type { Three } from '../b';`,
        `export { four } from '../b/four';`,
        `export const five = () => import('./five-command.js');`,
        `export const six = () => require('./six');`,
        `import * as fs from 'node:fs';`,
      ].join('\n'),
      'runner/a/two.ts': '',
      'runner/a/five-command.ts': '',
      'runner/a/six.ts': '',
      'runner/b/index.ts': '',
      'runner/b/four.ts': '',
    });
    expect(found.toSorted()).toEqual([
      'runner/a/one.ts runner/a/five-command.ts',
      'runner/a/one.ts runner/a/six.ts',
      'runner/a/one.ts runner/a/two.ts',
      'runner/a/one.ts runner/b/four.ts',
      'runner/a/one.ts runner/b/index.ts',
    ]);
  });

  it('leave out tests and their helpers', () => {
    const found = importsOf({
      'runner/a/one.test.ts': `import './two';`,
      'runner/a/testing/helper.ts': `import '../two';`,
      'runner/a/two.ts': '',
    });
    expect(found).toEqual([]);
  });

  it('must lead to a file', () => {
    expect(() => importsOf({ 'runner/a/one.ts': `import './none';` })).toThrow(
      'runner/a/one.ts: the import of "./none" leads to no file',
    );
  });
});
