import * as fs from 'node:fs';

/**
 * The bytes of a file that a command line names, or of a pipe.
 * @throws the file system's error, with the path in it; for a folder or a device, which has no end, too
 */
export function readInputFile(file: string): Buffer {
  expectInputFile(file);
  return fs.readFileSync(file);
}

/** @throws an error as of the file system if what is there cannot be read to an end */
export function expectInputFile(file: string): void {
  const status = fs.statSync(file, { throwIfNoEntry: false });
  // What is not there is told by the one who opens it.
  if (status === undefined || status.isFile() || status.isFIFO()) return;
  const found = status.isDirectory() ? 'folder' : 'device';
  const code = status.isDirectory() ? 'EISDIR' : 'EINVAL';
  const error = new Error(`${file}: expected a file, got a ${found}`);
  throw Object.assign(error, { code, syscall: 'read', path: file });
}
