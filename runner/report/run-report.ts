import type { CaseResult, ImplementationResult, Verdict } from '../judge/result/case-result';

/** The form of what `--json` writes. */
export const REPORT_SCHEMA = 2;

/** A case and whether it holds. */
export type ReportedCase = CaseResult & { readonly holds: boolean };

/** How one implementation fared, as `--json` writes it. */
export interface ReportedImplementation extends Omit<ImplementationResult, 'cases'> {
  readonly holds: boolean;
  readonly verdicts: Readonly<Record<Verdict, number>>;
  /** How much of the cases' time was neither the compiler's nor Wine's, 0 to 1; where that is known. */
  readonly ownShare?: number;
  readonly cases: readonly ReportedCase[];
}

/** One run, or several that were merged, as `--json` writes it. */
export interface RunReport {
  readonly schema: typeof REPORT_SCHEMA;
  /** Version of this suite. */
  readonly suite: string;
  /** The real linker's revision, which goldens are held against. */
  readonly linker: string;
  readonly holds: boolean;
  readonly implementations: readonly ReportedImplementation[];
}
