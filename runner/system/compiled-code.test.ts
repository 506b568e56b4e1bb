import * as path from 'node:path';
import { keepCompiledCode } from './compiled-code';

const enable = jest.fn();
const cacheFolder = jest.fn(() => 'caches');
let isThere = true;

jest.mock('node:module', () => ({
  get enableCompileCache() {
    return isThere ? enable : undefined;
  },
}));
jest.mock('./cache-folder', () => ({ cacheFolder: () => cacheFolder() }));

/** The folders in which code is kept. The lane of other releases of Node.js sees that it is. */
function foldersKeptIn(): readonly unknown[] {
  enable.mockClear();
  keepCompiledCode();
  return enable.mock.calls.flat();
}

describe('the compiled code of the program', () => {
  it("is kept in the user's cache folder", () => {
    expect(foldersKeptIn()).toEqual([path.join('caches', 'code')]);
  });

  it('is not kept by Node.js that cannot', () => {
    isThere = false;
    expect(foldersKeptIn()).toEqual([]);
    isThere = true;
  });

  it('is not kept for a user without a home', () => {
    cacheFolder.mockImplementationOnce(() => {
      throw new Error('ENOENT: no such file or directory, uv_os_homedir');
    });
    expect(foldersKeptIn()).toEqual([]);
  });
});
