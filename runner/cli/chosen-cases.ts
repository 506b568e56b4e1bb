import * as path from 'node:path';
import { caseNames } from '../case/case-store';
import { UsageError } from '../system/usage-error';
import { namedCaseFile } from './case-argument';
import { filesOf, type OwnCases } from './own-cases';
import type { RunOptions } from './run-options';
import { ofShard } from './shard-option';

/**
 * The case files that a linker is judged by.
 * @param more cases that only this linker is judged by
 * @throws UsageError if there is none, or two have one name
 */
export function chosenFiles(
  names: readonly string[],
  more: readonly string[],
  own: OwnCases | null,
  { filter, shard }: RunOptions,
): readonly string[] {
  const all =
    names.length === 0
      ? allFiles(more, own)
      : names.map((name) => namedCaseFile(name, own?.folder ?? null));
  const files = all
    .filter((file) => filter?.test(path.basename(file, '.incr')) ?? true)
    .filter((_file, index) => ofShard(index, shard));
  if (files.length === 0) throw new UsageError('no case matches --filter and --shard');
  checkNames(files);
  return files;
}

/** What is judged if no case is named. @throws UsageError if a folder of cases has none */
function allFiles(more: readonly string[], own: OwnCases | null): readonly string[] {
  const ownFiles = own === null ? [] : filesOf(own.folder);
  if (own?.isAlone === true) return ownFiles;
  return [...caseNames().map((name) => namedCaseFile(name)), ...more, ...ownFiles];
}

/** Results and goldens are told apart by the name of their case. @throws UsageError */
function checkNames(files: readonly string[]): void {
  const seen = new Map<string, string>();
  for (const file of files) {
    const name = path.basename(file, '.incr');
    const known = seen.get(name.toLowerCase());
    if (known !== undefined) {
      const where = known === file ? file : `${known} and ${file}`;
      const isSame = path.basename(known, '.incr') === name;
      throw new UsageError(
        isSame
          ? `the case ${name} is named twice (${where}); name it once, or rename one`
          : `two cases differ only in upper and lower case (${where}), which Windows and macOS take for one; rename one`,
      );
    }
    seen.set(name.toLowerCase(), file);
  }
}
