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
  /** By update, from 0: what was made where it failed. Others are left out. */
  readonly failed: Readonly<Record<number, PageFailed>>;
}

/** An update that failed. */
export interface PageFailed {
  /** The command that repeats it; null if that is not known. */
  readonly command: string | null;
  readonly images: readonly PageImage[];
  /** Why there are no images; "" if there are. */
  readonly without: string;
}

/** An image that does not hold. */
export interface PageImage {
  /** Indices of the hosts that it is the same on. */
  readonly hosts: readonly number[];
  /** Paths beside the page; null if there is none. */
  readonly picture: string | null;
  readonly difference: string | null;
  /** Why something is missing; null if nothing is. */
  readonly note: string | null;
}

/** What an update hands the linker. */
export interface PageSource {
  /** The #link block; null if the case has none. */
  readonly link: { readonly line: number; readonly text: string } | null;
  /** Its lines of the link script. */
  readonly ops: string;
  /** Path beside the page of the whole link script up to this update. */
  readonly script: string;
}

/** Failures that likely have one cause. */
export interface PageGroup {
  /** Index in the page's list. */
  readonly implementation: number;
  readonly levels: readonly number[];
  readonly verdict: number;
  readonly cause: string;
  /** Number of cases and updates. */
  readonly cases: number;
  readonly updates: number;
  /** The place that takes the fewest lines to explain, on all hosts that say the same. */
  readonly example: PagePlace;
  /** All places; the hosts of an update together. */
  readonly places: readonly PagePlace[];
}

/** Where something fails. */
export interface PagePlace {
  readonly case: string;
  /** Number of the update, from 1. */
  readonly update: number;
  readonly levels: readonly number[];
  readonly hosts: readonly number[];
  /** Index of its reason. */
  readonly reason: number;
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
  /** The line of its case file, from 1; null if that is not known. */
  readonly line: number | null;
  /** What it hands the linker, if it fails; null otherwise, and if the case is not here. */
  readonly source: PageSource | null;
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
  /** ISO 8601; null if it is not known. */
  readonly started: string | null;
  /** What the run used, and its version. */
  readonly versions: Readonly<Record<string, string>>;
  /** Why the run ended early, in words; null if it did not. */
  readonly ended: string | null;
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
  /** The failures of all implementations; the largest group of each comes first. */
  readonly groups: readonly PageGroup[];
  readonly reasons: readonly PageReason[];
  /** Names of the cases that the explorer beside the page can open; empty if there is none. */
  readonly explored: readonly string[];
}
