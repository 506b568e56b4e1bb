import * as fs from 'node:fs';
import * as path from 'node:path';
import { writeFileAtomically } from '../../reference';
import { UsageError } from './usage-error';

/**
 * Writes a file that a command line names, whole or not at all. A device or pipe (/dev/stdout) is written to,
 * not replaced.
 * @throws the error of the file system, which names the file
 */
export function writeOutputFile(file: string, bytes: Uint8Array): void {
  namingFile(file, () => {
    const status = fs.statSync(file, { throwIfNoEntry: false });
    if (status === undefined || status.isFile()) writeFileAtomically(file, bytes);
    else fs.writeFileSync(file, bytes);
  });
}

/** Does what writes a file or folder; an error of it names that, even one of a write to an open file. */
export function namingFile<T>(file: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    const { message, syscall, path: named } = error as NodeJS.ErrnoException;
    if (syscall === undefined || named !== undefined) throw error;
    throw Object.assign(error as Error, { message: `${file}: ${message}`, path: file });
  }
}

/**
 * Checks before a long run that a file can be written, as far as that can be known.
 * @throws UsageError if it is a folder, or its folder is not there or not writable
 */
export function expectOutputFile(file: string): void {
  expectName(file, 'file');
  if (fs.existsSync(file) && fs.statSync(file).isDirectory()) {
    throw new UsageError(`${file}: expected a file for the report, got a folder`);
  }
  const folder = path.dirname(file);
  if (!fs.existsSync(folder)) {
    throw new UsageError(`${file}: there is no folder ${folder}; make it first`);
  }
  if (!fs.statSync(folder).isDirectory()) {
    throw new UsageError(`${file}: ${folder} is no folder; name another place`);
  }
  expectWritable(file, fs.existsSync(file) ? file : folder);
}

/**
 * Checks before a long run that a folder can be written to, or made.
 * @throws UsageError if something else is there, or it cannot be written
 */
export function expectOutputFolder(folder: string): void {
  expectName(folder, 'folder');
  let there = path.resolve(folder);
  while (!fs.existsSync(there)) there = path.dirname(there);
  if (!fs.statSync(there).isDirectory()) {
    throw new UsageError(`${folder}: expected a folder, but ${there} is none; name another one`);
  }
  expectWritable(folder, there);
}

/** An empty name, as an unset variable of a shell gives it, would mean the working directory. */
function expectName(name: string, what: 'file' | 'folder'): void {
  if (name === '') throw new UsageError(`expected the name of a ${what}, got an empty text`);
}

function expectWritable(named: string, there: string): void {
  try {
    fs.accessSync(there, fs.constants.W_OK);
  } catch (error) {
    const { code = 'for an unknown reason' } = error as NodeJS.ErrnoException;
    throw new UsageError(`${named}: cannot be written (${code}); name another place`);
  }
}
