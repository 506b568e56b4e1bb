import type { Place } from '../read/place';

/** What the PE format, or the loader, asks of every image. */
export interface Rule {
  /** In kebab-case; reports name the rule by it. */
  readonly id: string;
  /** Where Microsoft's specification has it: `PE Format, 3.2 Signature (Image Only)`. */
  readonly section: string;
  /** What holds in an image that keeps the rule: one sentence. */
  readonly sentence: string;
}

/** One place where an image breaks a rule. */
export interface Violation extends Place {
  /** The id of a rule. */
  readonly rule: string;
  /** Where Microsoft's specification has the rule. */
  readonly section: string;
  readonly found: string;
  readonly expected: string;
}
