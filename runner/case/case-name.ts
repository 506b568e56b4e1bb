import { CaseError } from './case-error';

/** A name that a folder of its own could not have, or that would break the lines it stands in. */
const UNUSABLE = /^\.{1,2}$|\p{Cc}/u;

/**
 * Results name a case by its file, and what is kept of it lies in a folder of that name.
 * @param name of a case file, without folder and suffix
 * @throws CaseError if no case can be called so
 */
export function expectCaseName(name: string, file: string): void {
  if (!UNUSABLE.test(name)) return;
  const reason = `no case can be called ${JSON.stringify(name)}: rename the file; expected no control characters, and more than dots`;
  throw new CaseError(file, [{ line: 1, reason }]);
}
