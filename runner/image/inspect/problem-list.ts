import type { Problem as ReadProblem } from '../read/problem';
import type { InspectedProblem, Problems } from './inspection';

/** More is not listed, only counted. */
const PROBLEM_LIMIT = 20;

/** What goes wrong while a part is read. */
export class ProblemList implements Problems {
  readonly problems: InspectedProblem[] = [];
  more_problems = 0;

  /**
   * @param offset in the file, in bytes
   * @param expected what would have to be there, and what is
   */
  add(offset: number, expected: string): void {
    if (this.problems.length < PROBLEM_LIMIT) this.problems.push({ offset, expected });
    else this.more_problems += 1;
  }

  /** Those of the reader. */
  static of(problems: readonly ReadProblem[]): Problems {
    const list = new ProblemList();
    for (const { offset, field, found, expected } of problems) {
      list.add(offset, `${expected}, got ${found} (${field})`);
    }
    return list.fields;
  }

  /** As fields of a document. */
  get fields(): Problems {
    return { problems: this.problems, more_problems: this.more_problems };
  }
}
