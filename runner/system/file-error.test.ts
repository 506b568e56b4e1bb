import * as fs from 'node:fs';
import { TemporaryFolder } from '../testing/temporary-folder';
import { fileErrorText } from './file-error';

const folder = TemporaryFolder.forEachTest();

function textOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return fileErrorText(error as NodeJS.ErrnoException);
  }
  throw new Error('nothing was thrown');
}

describe('an error of the file system', () => {
  it('says in plain words which file is not there', () => {
    const file = folder.path('none.exe');
    expect(textOf(() => fs.readFileSync(file))).toBe(`no such file: ${file}`);
    expect(textOf(() => fs.readdirSync(file))).toBe(`no such folder: ${file}`);
  });

  it('names the folder where that is what is missing', () => {
    const file = folder.path('gone', 'a.exe');
    expect(textOf(() => fs.openSync(file, 'w'))).toBe(`no such folder: ${folder.path('gone')}`);
  });

  it('names a circle of symbolic links', () => {
    const file = folder.path('first');
    fs.symlinkSync('second', file);
    fs.symlinkSync('first', folder.path('second'));
    const text = `${file}: expected a file, got a circle of symbolic links, or a chain of too many`;
    expect(textOf(() => fs.readFileSync(file))).toBe(text);
    expect(textOf(() => fs.statSync(file))).toBe(text);
  });

  it('says the rest as the system says it, with the path', () => {
    expect(textOf(() => fs.readFileSync(folder.path()))).toMatch(/^EISDIR: /);
  });

  it('says that a folder cannot be made, as Node.js answers on a read-only file system', () => {
    const path = folder.path('made');
    const error = Object.assign(new Error(`ENOENT: no such file or directory, mkdir '${path}'`), {
      ...{ code: 'ENOENT', path, syscall: 'mkdir' },
    });
    expect(fileErrorText(error)).toBe(`the folder cannot be made: ${path}`);
  });

  it('is not about a file where a program cannot be started', () => {
    const error = Object.assign(new Error('spawn ld ENOENT'), {
      code: 'ENOENT',
      path: 'ld',
      syscall: 'spawn ld',
    });
    expect(fileErrorText(error)).toBe('spawn ld ENOENT');
  });
});
