import * as path from 'node:path';
import { readTextFile } from '../../system/input-file';
import { makeFolder } from '../../system/make-folder';
import { writeOutputFile } from '../../system/output-file';
import { expectationEntry, expectationFile, type Expectation } from './expectation';
import type { Spelling } from './spelling';

/** A file of expectations cannot be read. The message has path, field and what was expected. */
export class ExpectationError extends Error {
  override readonly name = 'ExpectationError';
}

/** The expectations of an implementation, and their file. */
export interface ExpectationFile {
  /** Its path, for messages. */
  readonly file: string;
  readonly expectations: readonly Expectation[];
  /** Its own spelling of messages; absent if it has none. */
  readonly spellings?: readonly Spelling[];
}

/**
 * Reads what an implementation is expected to fail.
 * @param serves whether a file about an implementation of this name is accepted too
 * @returns no expectations if there is no such file
 * @throws ExpectationError if it is about another implementation, or malformed
 */
export function readExpectations(
  file: string,
  implementation: string,
  serves = (name: string): boolean => name === implementation,
): ExpectationFile {
  let text: string;
  try {
    text = readTextFile(file).toString('utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { file, expectations: [] };
    throw new ExpectationError(`${file}: ${(error as Error).message}`);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new ExpectationError(`${file}: expected JSON: ${(error as Error).message}`);
  }
  const result = expectationFile.safeParse(json);
  if (!result.success) {
    const problems = result.error.issues.map(
      ({ path, message }) => `${file}: ${path.join('.') || 'the file'}: ${message}`,
    );
    throw new ExpectationError(problems.join('\n'));
  }
  if (!serves(result.data.implementation)) {
    throw new ExpectationError(
      `${file}: implementation: expected ${JSON.stringify(implementation)}, got ` +
        JSON.stringify(result.data.implementation),
    );
  }
  const { expectations, spellings } = result.data;
  return { file, expectations, ...(spellings === undefined ? {} : { spellings }) };
}

/** Writes the expectations of an implementation to their file, whole or not at all; makes its folder. */
export function writeExpectations(
  { file, expectations, spellings }: ExpectationFile,
  implementation: string,
): void {
  const entries = expectations.map(expectationEntry);
  // JSON leaves out what is undefined.
  const text = `${JSON.stringify({ implementation, spellings, expectations: entries }, null, 2)}\n`;
  makeFolder(path.dirname(file));
  writeOutputFile(file, Buffer.from(text));
}
