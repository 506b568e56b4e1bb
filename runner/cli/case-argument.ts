import * as fs from 'node:fs';
import * as path from 'node:path';
import {
  caseFile,
  caseFolder,
  caseNames,
  loadCase,
  sourceCaseFolder,
  type StoredCase,
} from '../case/case-store';
import { isDeviceName } from '../case/device-name';
import { didYouMean } from '../text/nearest-name';
import { ownCases, type OwnCasesOptions } from './own-cases';
import { UsageError } from '../system/usage-error';

/**
 * The case that an argument names: a case of this suite or of one's own, or the path of a case file.
 * @throws UsageError if there is none; CaseError if it is wrong
 */
export function namedCase(nameOrPath: string, options: OwnCasesOptions = {}): StoredCase {
  return loadCase(namedCaseFile(nameOrPath, ownCases(options)?.folder ?? null));
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
    expectNothingElse(nameOrPath);
    const known = [...folders, caseFolder(), sourceCaseFolder()].flatMap((each) => caseNames(each));
    throw new UsageError(
      `no case is named ${nameOrPath}, and there is no such file${didYouMean(nameOrPath, known)}; coff2 list lists the cases`,
    );
  }
  return asSpelled(file);
}

/** @throws UsageError that says what is there, if it is no file */
function expectNothingElse(named: string): void {
  const status = fs.statSync(named, { throwIfNoEntry: false });
  if (status === undefined) return;
  if (status.isDirectory()) {
    throw new UsageError(`${named}: expected a case file, got a folder; name a case file in it`);
  }
  const found = status.isFIFO() ? 'a pipe' : 'a device';
  throw new UsageError(
    `${named}: expected a case file, got ${found}; write the case to a file NAME.incr first: its name is the case's`,
  );
}

/**
 * A file as its folder spells its name. Windows and macOS open hello.incr for HELLO.incr, but expectations and
 * goldens belong to hello.
 */
export function asSpelled(file: string, names = fs.readdirSync(path.dirname(file))): string {
  const name = path.basename(file);
  if (names.includes(name)) return file;
  const spelled = names.find((each) => each.toLowerCase() === name.toLowerCase());
  return spelled === undefined ? file : path.join(path.dirname(file), spelled);
}
