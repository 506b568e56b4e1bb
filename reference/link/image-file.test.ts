import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { ImageBytes } from './image-bytes';
import { InPlaceFile, isLeftOver, patchBetween, writeFileAtomically } from './image-file';
import type { FileOffset } from './indices';
import { filled, Session } from './testing/session';

// A module is given a copy of what a spy would replace, so the whole module is replaced.
jest.mock('node:fs', () => {
  const actual = jest.requireActual<typeof fs>('node:fs');
  return { ...actual, renameSync: jest.fn(actual.renameSync) };
});

let folder = '';
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'coff2-image-file-'));
});
afterEach(() => {
  fs.rmSync(folder, { recursive: true });
});

describe('InPlaceFile', () => {
  it('keeps the file equal to the image, and writes only what changed', () => {
    const session = new Session('linux-ext4');
    const name = path.join(folder, 'a.exe');
    session.func('f', filled(60));
    session.linker.flush();
    const file = new InPlaceFile(name, session.linker.image);
    const patch = () => {
      session.linker.flush();
      const done = file.patch();
      expect(fs.readFileSync(name).equals(session.linker.image.contents())).toBe(true);
      return done;
    };
    patch();
    expect(patch()).toEqual({ ranges: 0, bytes: 0, unchanged: 0 });

    // The same bytes again: nothing to write.
    session.func('f', filled(60));
    expect(patch()).toEqual({ ranges: 0, bytes: 0, unchanged: 0 });

    session.func('f', filled(20, 0xcc));
    expect(patch()).toEqual({ ranges: 1, bytes: 20, unchanged: 0 });

    // One byte in every 20 differs: nearby ranges are written as one.
    session.func('f', (writer) => {
      writer.write(Uint8Array.of(0xc3, ...Array<number>(18).fill(0xcc), 0xc3));
    });
    expect(patch()).toEqual({ ranges: 1, bytes: 20, unchanged: 18 });

    // Everything after .data moves up in the file.
    session.data('big', 16, filled(100_000));
    expect(patch().bytes).toBeGreaterThan(100_000);
    file.close();
  });

  it('writes the last byte of an image, and what a cut part holds when it is there again', () => {
    const image = new ImageBytes();
    const name = path.join(folder, 'a.exe');
    const file = new InPlaceFile(name, image);
    for (const [length, byte] of [
      [5000, 7],
      [4000, 7],
      [5000, 7],
    ] as const) {
      image.setLength(length);
      image.fill(3900 as FileOffset, byte, length - 3900);
      file.patch();
      expect(fs.readFileSync(name).equals(image.contents())).toBe(true);
    }
    file.close();
  });

  it('cuts the file where the image is cut', () => {
    const { linker } = new Session();
    const name = path.join(folder, 'a.exe');
    fs.writeFileSync(name, Buffer.alloc(1_000_000, 1));
    const file = new InPlaceFile(name, linker.image);
    file.patch();
    file.close();
    expect(fs.readFileSync(name).equals(linker.image.contents())).toBe(true);
  });
});

test('what is written between two images can be told without a file', () => {
  const before = new Uint8Array(5000).fill(0x90);
  const after = Uint8Array.from([...before, 0, 7]);
  after[4096] = 1;
  expect(patchBetween(before, before)).toEqual({ ranges: 0, bytes: 0, unchanged: 0 });
  expect(patchBetween(before, after)).toEqual({ ranges: 2, bytes: 2, unchanged: 0 });
  expect(patchBetween(after, before)).toEqual({ ranges: 1, bytes: 1, unchanged: 0 });
});

test('the temporary file of a process that was killed is known by its name', () => {
  expect(isLeftOver('.01-first.exe.0123456789ab.tmp')).toBe(true);
  expect(['01-first.exe', '.gitignore', 'x.tmp'].filter(isLeftOver)).toEqual([]);
});

describe('writeFileAtomically', () => {
  it('replaces a file whole', () => {
    const name = path.join(folder, 'a.exe');
    fs.writeFileSync(name, 'something much longer');
    writeFileAtomically(name, Buffer.from('new'));
    expect(fs.readFileSync(name, 'utf8')).toBe('new');
    expect(fs.readdirSync(folder)).toEqual(['a.exe']);
  });

  it('replaces what a symbolic link leads to, and not the link', () => {
    const [link, file] = [path.join(folder, 'link'), path.join(folder, 'real')];
    fs.symlinkSync('real', link);
    // Nothing is behind the link yet; then the file is.
    for (const text of ['new', 'newer']) {
      writeFileAtomically(link, Buffer.from(text));
      expect(fs.readFileSync(file, 'utf8')).toBe(text);
    }
    expect(fs.readlinkSync(link)).toBe('real');
    expect(fs.readdirSync(folder).sort()).toEqual(['link', 'real']);
  });

  it('leaves the permissions of a file as they are', () => {
    const file = path.join(folder, 'private');
    fs.writeFileSync(file, 'old', { mode: 0o600 });
    writeFileAtomically(file, Buffer.from('new'));
    expect(fs.statSync(file).mode & 0o777).toBe(0o600);
  });

  describe('where somebody has the file open', () => {
    const renameSync = jest.mocked(fs.renameSync);
    const rename = jest.requireActual<typeof fs>('node:fs').renameSync;

    /** Renaming fails so many times. */
    function busy(times: number, code: string): void {
      renameSync.mockClear().mockImplementation((from, to) => {
        const { length: tries } = renameSync.mock.calls;
        if (tries <= times) throw Object.assign(new Error(code), { code });
        rename(from, to);
      });
    }
    const { platform } = process;
    const onPlatform = (value: NodeJS.Platform) => {
      Object.defineProperty(process, 'platform', { value });
    };
    const write = () => {
      const name = path.join(folder, 'a.exe');
      writeFileAtomically(name, Buffer.from('new'));
      return fs.readFileSync(name, 'utf8');
    };
    afterEach(() => {
      onPlatform(platform);
      jest.restoreAllMocks();
      renameSync.mockImplementation(rename);
    });

    it.each(['EPERM', 'EACCES', 'EBUSY'])('tries again on Windows after %s', (code) => {
      onPlatform('win32');
      busy(2, code);
      expect(write()).toBe('new');
      expect(renameSync).toHaveBeenCalledTimes(3);
    });

    /** The file is there, and nothing can be renamed over it; it can be renamed itself if `isShared`. */
    function open(isShared: boolean): void {
      onPlatform('win32');
      jest.spyOn(Atomics, 'wait').mockReturnValue('timed-out');
      fs.writeFileSync(path.join(folder, 'a.exe'), 'old');
      renameSync.mockClear().mockImplementation((from, to) => {
        if (fs.existsSync(to) || !isShared)
          throw Object.assign(new Error('EPERM'), { code: 'EPERM' });
        rename(from, to);
      });
    }

    it('moves a file aside that stays open, and leaves nothing behind', () => {
      open(true);
      expect(write()).toBe('new');
      expect(fs.readdirSync(folder)).toEqual(['a.exe']);
    });

    it('gives up in the end where that is not shared, and leaves the file as it was', () => {
      open(false);
      expect(write).toThrow('EPERM');
      expect(fs.readdirSync(folder)).toEqual(['a.exe']);
      expect(fs.readFileSync(path.join(folder, 'a.exe'), 'utf8')).toBe('old');
    });

    it('fails at once on other systems, where it is a matter of rights', () => {
      onPlatform('linux');
      busy(1, 'EPERM');
      expect(write).toThrow('EPERM');
      expect(renameSync).toHaveBeenCalledTimes(1);
    });
  });

  it('leaves nothing behind where it fails', () => {
    const name = path.join(folder, 'taken');
    fs.mkdirSync(path.join(name, 'not empty'), { recursive: true });
    expect(() => {
      writeFileAtomically(name, Buffer.from('new'));
    }).toThrow();
    expect(fs.readdirSync(folder)).toEqual(['taken']);
  });
});
