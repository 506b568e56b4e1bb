import type { HostName } from '../../reference';
import type { SourceText } from './script-source';

/** A case or a script that the page can open. */
export interface ExplorerEntry extends SourceText {
  /** What the address of the page calls it. */
  readonly name: string;
  /** What it shows, in a sentence or two; empty for a script. */
  readonly story: string;
}

/** What a linker made where it failed: the drawn layout. */
export interface MadePicture {
  readonly linker: string;
  /** Name of the entry. */
  readonly entry: string;
  readonly host: HostName;
  /** Number of the update, from 1. */
  readonly update: number;
  /** Address, relative to the page of the explorer. */
  readonly picture: string;
}

/** What a folder of the explorer has besides its program. */
export interface ExplorerData {
  readonly version: string;
  readonly entries: readonly ExplorerEntry[];
  /** The blocks that #link blocks include, by name. */
  readonly library: Readonly<Record<string, string>>;
  /** What the linkers of a report made where they failed; absent if the explorer belongs to no report. */
  readonly made?: readonly MadePicture[];
  /** The entry to open first; null for the list of all. */
  readonly open: { readonly name: string; readonly host: HostName } | null;
}
