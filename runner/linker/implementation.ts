import type { HostName } from '../../reference';
import type { StoredCase } from '../case/case-store';
import type { AdapterOutcome } from './protocol/adapter-failure';
import type { LinkerLevel } from './protocol/linker-level';
import type { SymbolAddress } from './protocol/messages';

/** What a linker made of an update. */
export interface LinkedImage {
  readonly kind: 'image';
  readonly image: Uint8Array;
  /** Null if the linker gives none. */
  readonly nodes: string | null;
  /** Where symbols are; null if the linker does not say. */
  readonly symbols: readonly SymbolAddress[] | null;
}

/** Why there is no image of an update, nor of those behind it. */
export interface LinkFailure {
  readonly kind: 'failure';
  readonly outcome: AdapterOutcome;
  /** One line. */
  readonly reason: string;
  /** What the linker said besides. */
  readonly details: readonly string[];
}

export type LinkResult = LinkedImage | LinkFailure;

/** A linker that is held against the cases. */
export interface Implementation {
  /** What expectations and reports call it. */
  readonly name: string;
  /** Its name and version by its own word; null if it has not said any yet. */
  readonly identity: string | null;
  /** The host profiles on which it is judged, if none is asked for. */
  readonly hosts: readonly HostName[];
  /** What it is judged on. */
  readonly levels: readonly LinkerLevel[];
  /** Whether it is the linker that the cases' own #expect_failure is about. */
  readonly isReference: boolean;
  /**
   * Links a case, update by update; ends with its last update, or with a failure: that of an update,
   * or one after the last, where the linker does not end as it should.
   * @throws CaseError if the case itself is wrong; UsageError if the linker cannot be started
   */
  link(stored: StoredCase, host: HostName, stop: AbortSignal): AsyncIterable<LinkResult>;
}
