import { execFileSync, spawn } from 'node:child_process';
import * as fs from 'node:fs';
import { readInputFile, readTextFile } from './input-file';
import { TemporaryFolder } from '../testing/temporary-folder';

const folder = TemporaryFolder.forEachTest();

/** A file of 4 GiB that takes no space. */
function hugeFile(): string {
  const file = folder.write('huge', '');
  fs.truncateSync(file, 0x1_0000_0000);
  return file;
}

describe('a file that a command line names', () => {
  it('is read, and so is a pipe', () => {
    expect(readInputFile(folder.write('file', 'text')).toString()).toBe('text');
    const pipe = folder.path('pipe');
    execFileSync('mkfifo', [pipe]);
    spawn('sh', ['-c', 'echo text > "$0"', pipe], { stdio: 'ignore' });
    expect(readInputFile(pipe).toString()).toBe('text\n');
  });

  it.each([
    ['a folder', () => folder.path(), 'EISDIR', 'expected a file, got a folder'],
    ['a device, which has no end', () => '/dev/zero', 'EINVAL', 'expected a file, got a device'],
    ['a file of more than 2 GiB', hugeFile, 'EFBIG', '4294967296 bytes are too many'],
    ['what is not there', () => folder.path('none'), 'ENOENT', 'no such file or directory'],
  ])('is not %s', (_what, file, code, message) => {
    const read = (): unknown => readInputFile(file());
    expect(read).toThrow(message);
    expect(read).toThrow(file());
    expect(read).toThrow(expect.objectContaining({ code }) as Error);
  });

  it('is not made text if no string can be that long', () => {
    const file = folder.write('long', '');
    fs.truncateSync(file, 0x6000_0000);
    expect(() => readTextFile(file)).toThrow(`${file}: 1610612736 bytes are too many; at most`);
  });
});
