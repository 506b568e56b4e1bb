import * as fs from 'node:fs';
import * as path from 'node:path';
import { TemporaryFolder } from '../testing/temporary-folder';
import { findProgram } from './find-program';

const folder = TemporaryFolder.forEachTest();

function install(...names: readonly string[]): string {
  const file = folder.path(...names);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, '', { mode: 0o755 });
  return file;
}

const searchPath = (...names: readonly string[]): string =>
  names.map((name) => folder.path(name)).join(path.delimiter);

describe('a program', () => {
  it('is found in the first folder that has it', () => {
    install('b', 'lld-link-15');
    const first = install('b', 'lld-link');
    install('c', 'lld-link');
    expect(findProgram('lld-link', searchPath('gone', 'a', 'b', 'c'))).toBe(first);
  });

  it('is found under a name with a version, the highest', () => {
    install('a', 'lld-link-9');
    const highest = install('b', 'lld-link-14');
    install('b', 'lld-link-old');
    install('b', 'lld-linker-15');
    expect(findProgram('lld-link', searchPath('a', 'b'))).toBe(highest);
  });

  it('is not what cannot be run', () => {
    folder.write('lld-link', '');
    fs.mkdirSync(folder.path('a', 'lld-link'), { recursive: true });
    expect(findProgram('lld-link', searchPath('', 'a'))).toBeNull();
  });

  it('is nowhere if there is no PATH', () => {
    expect(findProgram('lld-link', '')).toBeNull();
  });
});
