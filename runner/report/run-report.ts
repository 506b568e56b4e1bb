import type { CaseResult, ImplementationResult, Verdict } from '../judge/result/case-result';

/** The form of what `--json` writes. */
export const REPORT_SCHEMA = 3;

/** A case and whether it holds. */
export type ReportedCase = CaseResult & { readonly holds: boolean };

/** The result of one implementation, in the form of `--json`. */
export interface ReportedImplementation extends Omit<ImplementationResult, 'cases'> {
  readonly holds: boolean;
  readonly verdicts: Readonly<Record<Verdict, number>>;
  /** The share of the cases' time that was neither the compiler's nor Wine's, 0 to 1, if known. */
  readonly ownShare?: number;
  readonly cases: readonly ReportedCase[];
}

/** One run, or several merged ones, in the form of `--json`. */
export interface RunReport {
  readonly schema: typeof REPORT_SCHEMA;
  /** Version of this suite. */
  readonly suite: string;
  /** The revision of the real linker that the goldens reproduce. */
  readonly linker: string;
  readonly holds: boolean;
  readonly implementations: readonly ReportedImplementation[];
}
