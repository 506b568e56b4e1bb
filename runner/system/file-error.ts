import * as fs from 'node:fs';
import { dirname } from 'node:path';
import { isNativeError } from 'node:util/types';

/** Whether an error comes from the file system: its message has its path and reason. */
export function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return isNativeError(error) && 'syscall' in error && 'code' in error;
}

/**
 * What a file system error says, for people: "no such file: a.exe" and not
 * "ENOENT: no such file or directory, open 'a.exe'". If the folder is what is missing, it names that.
 */
export function fileErrorText(error: NodeJS.ErrnoException): string {
  const { code, path, syscall = '' } = error;
  const isOfProgram = syscall.startsWith('spawn');
  // So Node.js answers where the folder above is there, and cannot be written.
  if (code === 'ENOENT' && path !== undefined && syscall === 'mkdir') {
    return `the folder cannot be made: ${path}`;
  }
  if (code === 'ELOOP' && path !== undefined) return circleText(path);
  if (code !== 'ENOENT' || path === undefined || isOfProgram) return error.message;
  if (syscall === 'scandir') return `no such folder: ${path}`;
  const folder = dirname(path);
  return fs.existsSync(folder) ? `no such file: ${path}` : `no such folder: ${folder}`;
}

/** What is in place of a file where the system follows no more symbolic links: `ELOOP`. */
export function circleText(file: string): string {
  return `${file}: expected a file, got a circle of symbolic links, or a chain of too many`;
}
