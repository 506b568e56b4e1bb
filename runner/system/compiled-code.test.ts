import * as path from 'node:path';
import { codeFolder, keepCompiledCode } from './compiled-code';

const enable = jest.fn();
const cacheFolder = jest.fn(() => 'caches');
const makeFolder = jest.fn();
let isThere = true;

jest.mock('node:module', () => ({
  get enableCompileCache() {
    return isThere ? enable : undefined;
  },
}));
jest.mock('./cache-folder', () => ({ cacheFolder: () => cacheFolder() }));
jest.mock('./make-folder', () => ({ makeFolder: (folder: string): unknown => makeFolder(folder) }));

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
    expect(keepCompiledCode()).toBe(true);
    isThere = false;
    expect(keepCompiledCode()).toBe(false);
    expect(foldersKeptIn()).toEqual([]);
    isThere = true;
  });

  it('is not kept with NODE_DISABLE_COMPILE_CACHE=1', () => {
    const before = process.env.NODE_DISABLE_COMPILE_CACHE;
    process.env.NODE_DISABLE_COMPILE_CACHE = '1';
    try {
      expect(codeFolder()).toBeNull();
      expect(foldersKeptIn()).toEqual([]);
    } finally {
      if (before === undefined) Reflect.deleteProperty(process.env, 'NODE_DISABLE_COMPILE_CACHE');
      else process.env.NODE_DISABLE_COMPILE_CACHE = before;
    }
  });

  it('is not kept where its folder cannot be made', () => {
    makeFolder.mockImplementationOnce(() => {
      throw new Error('ENOENT: no such file or directory, mkdir');
    });
    expect(foldersKeptIn()).toEqual([]);
    expect(makeFolder).toHaveBeenLastCalledWith(path.join('caches', 'code'));
  });

  it('is not kept for a user without a home', () => {
    cacheFolder.mockImplementationOnce(() => {
      throw new Error('ENOENT: no such file or directory, uv_os_homedir');
    });
    expect(foldersKeptIn()).toEqual([]);
  });
});
