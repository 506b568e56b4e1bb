import type { Place } from '../read/place';

/**
 * How bad it is to break a rule. `broken`: a Windows loader refuses or misreads the image, or the PE
 * Format says that something must be otherwise. `unusual`: linkers do not do so, and loaders take it.
 */
export const GRADES = ['broken', 'unusual'] as const;

export type Grade = (typeof GRADES)[number];

/** What the PE format, or the loader, asks of every image. */
export interface Rule {
  /** In kebab-case; reports name the rule by it. */
  readonly id: string;
  /** Of images for Windows. */
  readonly grade: Grade;
  /** Of images for EFI, whose loaders ask less: null if they break no rule by it. */
  readonly gradeInEfi: Grade | null;
  /** `PE Format, 3.2 Signature (Image Only)`, or `Loader of Windows: ` and where that is known from. */
  readonly source: string;
  /** What holds in an image that keeps the rule: one sentence. */
  readonly sentence: string;
  /** Who refuses an image that breaks the rule, or what goes wrong with it; "nobody" if nobody does. */
  readonly witness: string;
}

/** One place where an image breaks a rule. */
export interface Violation extends Place {
  /** The id of a rule. */
  readonly rule: string;
  readonly grade: Grade;
  /** Where the rule comes from, as {@link Rule} has it. */
  readonly source: string;
  readonly found: string;
  readonly expected: string;
}
