import type { Procedure } from './procedures';
import type { Reference } from './reference';

/** Where a walk of code is: the instruction that is being compared. */
export class WalkPlace {
  /** The procedure whose code is being walked; null before the first. */
  procedure: Procedure | null = null;
  /** RVA in the first image. */
  a = 0;
  /** RVA in the second image. */
  b = 0;

  /** A reference by the instruction here. @param how see {@link Reference} */
  reference(how: string, guessedAt: number | null = null): Reference {
    return { owner: this.procedure, a: this.a, b: this.b, how, guessedAt };
  }
}
