import * as fs from 'node:fs';
import * as path from 'node:path';
import { WorkFolder } from './work-folder';

jest.mock('node:fs', () => {
  const real = jest.requireActual<typeof fs>('node:fs');
  return { ...real, rmSync: jest.fn(real.rmSync) };
});

const { rmSync } = jest.mocked(fs);

/** What Windows says of a folder in which a program still works. */
function refuse(): never {
  throw Object.assign(new Error('EBUSY: resource busy or locked, rmdir'), { code: 'EBUSY' });
}

describe('the work folder of an adapter', () => {
  it('is removed with everything beside it', () => {
    const folder = new WorkFolder();
    fs.writeFileSync(path.join(folder.path, 'image.exe'), 'MZ');
    folder.remove();
    expect(fs.existsSync(path.dirname(folder.path))).toBe(false);
  });

  it('is removed although the adapter has taken the permissions of a folder away', () => {
    const folder = new WorkFolder();
    fs.mkdirSync(path.join(folder.path, 'locked', 'inner'), { recursive: true });
    fs.chmodSync(path.join(folder.path, 'locked'), 0);
    folder.remove();
    expect(fs.existsSync(path.dirname(folder.path))).toBe(false);
  });

  it('stays, and a warning names it, while a program works in it', () => {
    const warn = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const folder = new WorkFolder();
    rmSync.mockImplementationOnce(refuse).mockImplementationOnce(refuse);
    folder.remove();
    const parent = path.dirname(folder.path);
    expect(warn).toHaveBeenCalledWith(
      expect.stringContaining(`${parent} cannot be removed (EBUSY)`),
    );
    fs.rmSync(parent, { recursive: true });
  });
});
