/*
 * The JSON data in the page of a report. The scripts of the page are checked against these types, so
 * this file imports nothing that a browser does not have.
 */

/** A piece of text that is in both, or only in the expected text, or only in the other. */
export type TextPart = readonly [side: 'both' | 'expected' | 'got', text: string];

/** What a program printed, and what it should have printed. */
export interface PageRun {
  /** Null if the case does not say. */
  readonly parts: readonly TextPart[] | null;
  /** What was printed, if the case does not say what is expected. */
  readonly printed: string;
  readonly expectedExitCode: number | null;
  /** Null if it did not end on its own. */
  readonly exitCode: number | null;
}

/** The reason of a verdict other than a pass. Equal judgements share it. */
export interface PageReason {
  readonly reason: string;
  readonly details: readonly string[];
  /** How the linker failed; null if it did not. */
  readonly outcome: string | null;
  readonly run: PageRun | null;
  /** An address where to read more. */
  readonly link: string | null;
}

/** One judgement: indices in the lists of the page. A pass has no reason. */
export type PageJudgement = readonly [
  level: number,
  host: number,
  verdict: number,
  reason?: number,
];

/** The result of one implementation for one case. */
export interface PageResult {
  readonly refusal: string | null;
  readonly milliseconds: number;
  readonly updates: readonly (readonly PageJudgement[])[];
}

/** What an update changed in the golden. */
export interface PageChange {
  /** One line with sizes. */
  readonly summary: string;
  /** Explained differences, as text; "" if there are none. */
  readonly explained: string;
  /** Unified diff of the node dumps; for the first update, the nodes. */
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

/** One case, and the results of all implementations. */
export interface PageCase {
  readonly name: string;
  readonly file: string;
  readonly updates: readonly PageUpdate[];
  /** In the order of the implementations; null if one did not get the case. */
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
  /** Names of the cases that the explorer beside the page can open; empty if there is none. */
  readonly explored: readonly string[];
}
