import { buffer } from 'node:stream/consumers';
import { readInputFile } from '../system/input-file';
import { UsageError } from '../system/usage-error';
import { STANDARD_INPUT } from './dash-option';
import type { Io } from './io';

/** Reads a file that the command line names. @throws the error of the file system, with the path */
export type ReadInput = (name: string) => Buffer;

/**
 * Reads what the names of a command line stand for: files, and standard input for "-", which is read to its end
 * at once.
 * @throws UsageError if standard input is named twice
 */
export async function inputReader(names: readonly string[], io: Io): Promise<ReadInput> {
  const count = names.filter((name) => name === STANDARD_INPUT).length;
  if (count > 1) throw new UsageError('- stands for standard input, which can be read once');
  if (count === 0) return readInputFile;
  const bytes = await buffer(io.stdin);
  return (name) => (name === STANDARD_INPUT ? bytes : readInputFile(name));
}

/** A name as messages have it. */
export function shownName(name: string): string {
  return name === STANDARD_INPUT ? 'standard input' : name;
}
