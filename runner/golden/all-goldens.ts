import { CaseError } from '../case/case-error';
import { isLinked } from '../case/case-script';
import { caseFile, caseFolder, caseNames, loadCase } from '../case/case-store';
import { expectedFiles, goldenFolder, removeGoldens, staleGoldens } from './golden-files';

/** Goldens without a case or update, as paths relative to the folder of goldens. */
export function allStaleGoldens(cases = caseFolder(), goldens = goldenFolder()): readonly string[] {
  const expected = new Map(caseNames(cases).map((name) => [name, filesOf(name, cases)]));
  return staleGoldens(goldens, expected);
}

/** Removes goldens of the suite, which are named as {@link allStaleGoldens} does. */
export function removeStaleGoldens(stale: readonly string[]): void {
  removeGoldens(goldenFolder(), stale);
}

/**
 * None for a case without #link blocks. Null for a case that cannot be read, because its goldens are
 * then unknown.
 */
function filesOf(name: string, folder: string): readonly string[] | null {
  try {
    const read = loadCase(caseFile(name, folder) ?? name).case;
    return isLinked(read) ? expectedFiles(read.updates) : [];
  } catch (error) {
    if (error instanceof CaseError) return null;
    throw error;
  }
}
