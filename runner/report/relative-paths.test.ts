import * as path from 'node:path';
import { packageRoot } from '../system/package-root';
import { TemporaryFolder } from '../testing/temporary-folder';
import { RelativePaths } from './relative-paths';

const folder = TemporaryFolder.forEachTest();

describe('texts that name no folder of this machine', () => {
  it('name what is in the working folder or the package relative to it', () => {
    const paths = new RelativePaths(folder.path());
    const own = path.join(folder.path(), 'my cases', 'a.incr');
    const ours = path.join(packageRoot(), 'cases', 'hello.incr');
    expect(paths.text(`${own}:3: wrong; see (${ours})`)).toBe(
      `${path.join('my cases', 'a.incr')}:3: wrong; see (${path.join('cases', 'hello.incr')})`,
    );
    expect(paths.file(ours)).toBe('cases/hello.incr');
    expect(paths.file(own)).toBe('my cases/a.incr');
    expect(paths.file(path.join(folder.path(), '..', 'b.incr'))).toBe('../b.incr');
  });

  it('name what is elsewhere from the working folder, so that a command still does the same', () => {
    const adapter = folder.write('adapter.js', '');
    const paths = new RelativePaths(folder.path('work'));
    expect(paths.text(`coff2 run --adapter 'node ${adapter}' hello`)).toBe(
      `coff2 run --adapter 'node ${path.join('..', 'adapter.js')}' hello`,
    );
  });

  it('leave alone what only looks like a path, and what begins with the same letters', () => {
    const paths = new RelativePaths(folder.path());
    const same = [
      'https://example.org/issues/1',
      '.text/.rdata/0x10',
      '/no/such/file',
      `${folder.path()}x/cases`,
      `x${folder.path()}/cases`,
    ];
    for (const text of same) expect(paths.text(text)).toBe(text);
  });
});
