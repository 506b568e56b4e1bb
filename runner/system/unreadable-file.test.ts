import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { TemporaryFolder } from '../testing/temporary-folder';
import { readStoredFile } from './input-file';
import { readableText, unreadableFileText } from './unreadable-file';

const folder = TemporaryFolder.forEachTest();

/** What is said where an attempt to read a file fails. */
function textOf(act: () => unknown): string | null {
  try {
    act();
  } catch (error) {
    return unreadableFileText(error, 'asked.exe');
  }
  throw new Error('nothing was thrown');
}

/** What is said of an error that a test cannot bring about. */
function textOfCode(code: string, path?: string): string | null {
  const error = new Error(`${code}: as the system says it`);
  const named = path === undefined ? {} : { path };
  return unreadableFileText(Object.assign(error, { code, syscall: 'open', ...named }), 'asked.exe');
}

describe('a file that cannot be read', () => {
  it('is not there', () => {
    const file = folder.path('none.exe');
    expect(textOf(() => fs.readFileSync(file))).toBe(`no such file: ${file}; put it back`);
  });

  it('is in a folder that is a file, which is named', () => {
    const file = folder.write('two', '');
    expect(textOf(() => fs.readFileSync(folder.path('two/lib/a.exe')))).toBe(
      `${file}: expected a folder, got a file; move it away`,
    );
    expect(textOf(() => fs.readdirSync(file))).toBe(
      `${file}: expected a folder, got a file; move it away`,
    );
  });

  it('is a folder, which the system does not name', () => {
    expect(textOf(() => fs.readFileSync(folder.path()))).toBe(
      'asked.exe: expected a file, got a folder; move it away',
    );
  });

  it('is a circle of symbolic links', () => {
    expect(textOfCode('ELOOP', 'a.exe')).toBe(
      'a.exe: expected a file, got a circle of symbolic links, or a chain of too many; move it away',
    );
  });

  it.each(['EACCES', 'EPERM'])('is not for this user: %s', (code) => {
    expect(textOfCode(code, 'a.exe')).toBe(
      `a.exe: no permission to read it (${code}); let this user read it, and search its folders`,
    );
  });

  it('is told of as the system tells of it otherwise, with its name', () => {
    expect(textOfCode('EIO')).toBe('asked.exe: EIO: as the system says it');
    expect(textOfCode('ENXIO', 'a.exe')).toBe('ENXIO: as the system says it');
  });
});

it('its text is none, where it is not needed', () => {
  expect(readableText(folder.path())).toBeNull();
  expect(readableText(folder.path('none'))).toBeNull();
  expect(readableText(folder.write('grün', 'grün'))).toBe('grün');
});

it.each(['EMFILE', 'ENFILE', 'ENOMEM'])('%s is not about one file', (code) => {
  expect(textOfCode(code, 'a.exe')).toBeNull();
});

it('what is no error of the file system is not about a file', () => {
  expect(unreadableFileText(new TypeError('no'), 'a.exe')).toBeNull();
  expect(unreadableFileText('no', 'a.exe')).toBeNull();
});

// Windows has no pipes in folders.
const describePipes = process.platform === 'win32' ? describe.skip : describe;

describePipes('a pipe', () => {
  it('is no file, and is not waited for', () => {
    const pipe = folder.path('pipe');
    execFileSync('mkfifo', [pipe]);
    expect(textOf(() => readStoredFile(pipe))).toBe(
      `${pipe}: expected a file, got a pipe; move it away`,
    );
    expect(readableText(pipe)).toBeNull();
  });
});
