/*
 * What the page of a report has inside, as JSON. The page's own scripts are checked against these
 * types, so nothing is imported here that a browser does not have.
 */

/** A piece of text that both sides have, or only what was expected, or only what was got. */
export type TextPart = readonly [side: 'both' | 'expected' | 'got', text: string];

/** What a program printed, and should have. */
export interface PageRun {
  /** Null if the case does not say. */
  readonly parts: readonly TextPart[] | null;
  /** What was printed, where the case does not say what should have been. */
  readonly printed: string;
  readonly expectedExitCode: number | null;
  /** Null if it did not end by itself. */
  readonly exitCode: number | null;
}

/** Why a verdict is no pass. Judgements that say the same have the same one. */
export interface PageReason {
  readonly reason: string;
  readonly details: readonly string[];
  /** How the linker failed; null if it did not. */
  readonly outcome: string | null;
  readonly run: PageRun | null;
  /** Where it is followed up: an address. */
  readonly link: string | null;
}

/** One judgement: indices in the page's lists; of a pass there is no reason. */
export type PageJudgement = readonly [
  level: number,
  host: number,
  verdict: number,
  reason?: number,
];

/** What one implementation made of one case. */
export interface PageResult {
  readonly refusal: string | null;
  readonly milliseconds: number;
  readonly updates: readonly (readonly PageJudgement[])[];
}

/** What an update changed in the golden. */
export interface PageChange {
  /** One line: sizes. */
  readonly summary: string;
  /** Explained differences, to be shown as they are; "" if there are none. */
  readonly explained: string;
  /** Unified diff of the node dumps; of the first update, the nodes. */
  readonly nodes: string;
}

/** One update of a case. */
export interface PageUpdate {
  readonly name: string;
  /** Path beside the page; null if there is no golden. */
  readonly picture: string | null;
  /** Null if there is no golden. */
  readonly change: PageChange | null;
}

/** One case, and what each implementation made of it. */
export interface PageCase {
  readonly name: string;
  readonly file: string;
  readonly updates: readonly PageUpdate[];
  /** In the order of the implementations; null if it did not get the case. */
  readonly results: readonly (PageResult | null)[];
}

/** One implementation. */
export interface PageImplementation {
  readonly name: string;
  readonly identity: string | null;
  /** Indices in the page's list. */
  readonly hosts: readonly number[];
  readonly holds: boolean;
  readonly stale: readonly string[];
  readonly milliseconds: number;
}

/** Everything that a page shows. */
export interface PageData {
  readonly suite: string;
  readonly linker: string;
  readonly holds: boolean;
  readonly levels: readonly string[];
  readonly hosts: readonly string[];
  readonly verdicts: readonly string[];
  readonly implementations: readonly PageImplementation[];
  readonly cases: readonly PageCase[];
  readonly reasons: readonly PageReason[];
}
