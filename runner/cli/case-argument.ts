import {
  caseFile,
  caseFolder,
  caseNames,
  loadCase,
  sourceCaseFolder,
  type StoredCase,
} from '../case/case-store';
import { isDeviceName } from '../case/device-name';
import { UsageError } from '../system/usage-error';

/**
 * The case that an argument names: a case of this suite, or the path of a case file.
 * @throws UsageError if there is none; CaseError if it is wrong
 */
export function namedCase(nameOrPath: string): StoredCase {
  return loadCase(namedCaseFile(nameOrPath));
}

/**
 * @param own folder of cases of one's own, which is looked through before the suite's; null if there is
 *   none
 * @throws UsageError if there is none, or if Windows could not read it
 */
export function namedCaseFile(nameOrPath: string, own: string | null = null): string {
  const stem = nameOrPath.replace(/^.*[/\\]/, '').replace(/\..*$/s, '');
  // Windows would wait for input from the console, or lose the goldens.
  if (isDeviceName(stem)) {
    throw new UsageError(
      `${nameOrPath}: Windows keeps the name ${stem} for a device; rename the case`,
    );
  }
  const folders = own === null ? [] : [own, caseFolder(), sourceCaseFolder()];
  const file = caseFile(nameOrPath, ...folders);
  if (file === null) {
    throw new UsageError(
      `no case is named ${nameOrPath}, and there is no such file; the cases are ${caseNames().join(', ')}`,
    );
  }
  return file;
}
