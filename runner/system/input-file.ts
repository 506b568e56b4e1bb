import * as fs from 'node:fs';

/**
 * The bytes of a file that a command line names, or of a pipe.
 * @throws the error of the file system, with the path; also for a folder, or a device, which has no end
 */
export function readInputFile(file: string): Buffer {
  expectInputFile(file);
  return fs.readFileSync(file);
}

/** @throws an error if what is there cannot be read to an end */
export function expectInputFile(file: string): void {
  const status = fs.statSync(file, { throwIfNoEntry: false });
  // If nothing is there, opening it fails with a message.
  if (status === undefined || status.isFile() || status.isFIFO()) return;
  const found = status.isDirectory() ? 'folder' : 'device';
  const code = status.isDirectory() ? 'EISDIR' : 'EINVAL';
  const error = new Error(`${file}: expected a file, got a ${found}`);
  throw Object.assign(error, { code, syscall: 'read', path: file });
}
