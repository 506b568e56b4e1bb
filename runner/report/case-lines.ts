import * as fs from 'node:fs';
import { CaseError } from '../case/case-error';
import { loadCase } from '../case/case-store';
import { UnreadableCaseError } from '../case/unreadable-case-error';

/** Finds the lines of updates in case files, and reads each file once. */
export class CaseLines {
  readonly #lines = new Map<string, ReadonlyMap<string, number>>();

  /** The line of an update in its case file, from 1; null if the report was made where other files are. */
  lineOf(file: string, update: string): number | null {
    let lines = this.#lines.get(file);
    if (lines === undefined) {
      lines = linesOf(file);
      this.#lines.set(file, lines);
    }
    return lines.get(update) ?? null;
  }
}

function linesOf(file: string): ReadonlyMap<string, number> {
  if (!fs.existsSync(file)) return new Map();
  try {
    return new Map(loadCase(file).case.updates.map(({ name, line }) => [name, line]));
  } catch (error) {
    // The case was refused, or changed since the run.
    if (error instanceof CaseError || error instanceof UnreadableCaseError) return new Map();
    throw error;
  }
}
