import * as fs from 'node:fs';
import * as path from 'node:path';
import { caseFolder } from '../case/case-store';
import { writeExpectations } from '../judge/expectations/expectation-file';
import type { Expectation } from '../judge/expectations/expectation';
import { suggestExpectations } from '../judge/expectations/suggest-expectations';
import type { ImplementationResult } from '../judge/result/case-result';
import { expectOutputFolder } from '../system/output-file';
import { packageRoot } from '../system/package-root';
import { UsageError } from '../system/usage-error';
import type { ChosenLinker } from './chosen-linker';
import type { Io } from './io';

/** A linker, and the files of the cases that it is judged by. */
type JudgedByFiles = ChosenLinker & { readonly files: readonly string[] };

/**
 * Sees to it that the expectations of `--suggest-expectations` can be written.
 * @throws UsageError if their folder cannot be written, or if cases of the user's own would get into the
 *   expectations that this package comes with
 */
export function expectSuggestible(linkers: readonly JudgedByFiles[]): void {
  for (const { expectations, files } of linkers) {
    const foreign = files.find((file) => !isWithin(caseFolder(), file));
    if (
      foreign !== undefined &&
      isWithin(path.join(packageRoot(), 'expectations'), expectations.file)
    ) {
      throw new UsageError(
        `--suggest-expectations would write about ${foreign} into ${expectations.file}, which this package comes with; leave the option out, or with --linker zig name a file of your own with --expectations`,
      );
    }
    expectOutputFolder(path.dirname(expectations.file));
  }
}

/** Writes the expectations with which a run would hold, and says what has changed in each file. */
export function writeSuggested(
  results: readonly ImplementationResult[],
  linkers: readonly ChosenLinker[],
  io: Io,
): void {
  for (const [index, { cases }] of results.entries()) {
    const { expectations, expectedAs } = linkers[index] as ChosenLinker;
    const before = expectations.expectations;
    const suggested = suggestExpectations(cases, before);
    writeExpectations({ ...expectations, expectations: suggested }, expectedAs);
    const added = without(suggested, before);
    const removed = without(before, suggested);
    io.stdout.write(
      `${expectations.file}: ${suggested.length} expectations, ${added} of them new, ${removed} removed; check that each reason is true\n`,
    );
  }
}

/** How many expectations are not among others. */
function without(these: readonly Expectation[], others: readonly Expectation[]): number {
  const known = new Set(others.map((one) => keyOf(one)));
  return these.filter((one) => !known.has(keyOf(one))).length;
}

function keyOf(expectation: Expectation): string {
  return JSON.stringify(Object.entries(expectation).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function isWithin(folder: string, file: string): boolean {
  const real = (each: string): string =>
    fs.existsSync(each) ? fs.realpathSync(each) : path.resolve(each);
  const way = path.relative(real(folder), real(file));
  return !way.startsWith('..') && !path.isAbsolute(way);
}
