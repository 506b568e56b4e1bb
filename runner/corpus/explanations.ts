/** Why something that was found in the corpus is no fault of the suite. */
export interface Explanation {
  readonly kind: 'crash' | 'fault' | 'slow' | 'broken' | 'unusual' | 'count';
  /** The names of the files that it is about. */
  readonly file: RegExp;
  /** What was found. */
  readonly finding: RegExp;
  /** One sentence or more, in Markdown. */
  readonly text: string;
}

/** All explanations; the first that fits a finding is its. */
export const EXPLANATIONS: readonly Explanation[] = [];
