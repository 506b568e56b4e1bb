import type { HostName } from '../../reference';
import type { SourceText } from './script-source';

/** A case or a script that the page can open. */
export interface ExplorerEntry extends SourceText {
  /** What the address of the page calls it. */
  readonly name: string;
  /** What it shows, in a sentence or two; empty for a script. */
  readonly story: string;
}

/** What a folder of the explorer has besides its program. */
export interface ExplorerData {
  readonly version: string;
  readonly entries: readonly ExplorerEntry[];
  /** The blocks that #link blocks include, by name. */
  readonly library: Readonly<Record<string, string>>;
  /** The entry to open first; null for the list of all. */
  readonly open: { readonly name: string; readonly host: HostName } | null;
}
