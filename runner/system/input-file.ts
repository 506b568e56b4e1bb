import { constants } from 'node:buffer';
import * as fs from 'node:fs';

/** The most bytes that Node.js reads at once. */
const MAX_SIZE = 0x7fff_ffff;

/** The most bytes of a file that is text: a string has as many characters. */
const MAX_TEXT_SIZE = constants.MAX_STRING_LENGTH;

/**
 * The bytes of a file that a command line names, or of a pipe.
 * @throws the error of the file system, with the path; also for a folder, or a device, which has no end
 */
export function readInputFile(file: string): Buffer {
  expectInputFile(file);
  return fs.readFileSync(file);
}

/**
 * The bytes of a file, like {@link readInputFile}, that will be made a string.
 * @throws also for a file that is larger than a string can be
 */
export function readTextFile(file: string): Buffer {
  expectInputFile(file, MAX_TEXT_SIZE);
  return fs.readFileSync(file);
}

/**
 * The bytes of a file that the suite finds by itself, as a golden or a block of a case, like {@link readTextFile}.
 * @throws also for a pipe: reading waits for who writes to it, and nobody may
 */
export function readStoredFile(file: string): Buffer {
  expectNoPipe(file);
  return readTextFile(file);
}

/** @throws an error if there is a pipe: for a file that the suite finds by itself */
export function expectNoPipe(file: string): void {
  if (fs.statSync(file, { throwIfNoEntry: false })?.isFIFO() === true) {
    throw noFile(file, 'pipe', 'EINVAL');
  }
}

/**
 * @param most bytes
 * @throws an error if what is there cannot be read to an end
 */
export function expectInputFile(file: string, most = MAX_SIZE): void {
  const status = fs.statSync(file, { throwIfNoEntry: false });
  // If nothing is there, opening it fails with a message.
  if (status === undefined || status.isFIFO()) return;
  if (status.isFile()) {
    if (status.size <= most) return;
    const error = new Error(`${file}: ${status.size} bytes are too many; at most ${most} are read`);
    throw Object.assign(error, { code: 'EFBIG', syscall: 'read', path: file });
  }
  throw status.isDirectory() ? noFile(file, 'folder', 'EISDIR') : noFile(file, 'device', 'EINVAL');
}

/** An error as the file system's. */
function noFile(file: string, found: string, code: string): Error {
  const error = new Error(`${file}: expected a file, got a ${found}`);
  return Object.assign(error, { code, syscall: 'read', path: file });
}
