import { MISLEADING } from '../text/misleading';
import { printable } from '../text/printable';
import { CaseError } from './case-error';

/** A name that a folder of its own could not have. */
const UNUSABLE = /^\.{1,2}$/;

/**
 * Results name a case by its file, and what is kept of it lies in a folder of that name.
 * @param name of a case file, without folder and suffix
 * @throws CaseError if no case can be called so
 */
export function expectCaseName(name: string, file: string): void {
  if (!UNUSABLE.test(name) && !MISLEADING.test(name)) return;
  const reason = `no case can be called "${printable(name)}": rename the file; expected no control characters, no marks of text direction, and more than dots`;
  throw new CaseError(file, [{ line: 1, reason }]);
}
