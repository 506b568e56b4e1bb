import type { Place } from './place';

/**
 * Something that is not as the reader expected. The reader goes on after it, as far as it can.
 *
 * A kind is the name of the rule of `coff2 check` that the problem breaks.
 */
export interface Problem<Kind extends string = string> extends Place {
  readonly kind: Kind;
  readonly found: string;
  readonly expected: string;
}

/** The kind of problem of tables that claim more than the budget of their image. */
export const TABLES_TOO_LARGE = 'tables-fit-file';

/** A problem as one sentence. */
export function problemText({ field, found, expected }: Problem): string {
  return `${field}: ${found}, expected ${expected}`;
}

/** Collects the problems of one part of an image. */
export class ProblemLog<Kind extends string> {
  readonly problems: Problem<Kind>[] = [];

  add(kind: Kind, { offset, field }: Place, found: string, expected: string): void {
    this.problems.push({ kind, offset, field, found, expected });
  }
}
