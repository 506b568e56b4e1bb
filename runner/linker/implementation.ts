import type { LinkedImage } from '../image/linked-image';
import type { HostName } from '../../reference';
import type { StoredCase } from '../case/case-store';
import type { ProgramState } from '../case/program/program-state';
import type { AdapterOutcome } from './protocol/adapter-failure';
import type { LinkerLevel } from './protocol/linker-level';

/** Why there is no image of an update, and of all later ones. */
export interface LinkFailure {
  readonly kind: 'failure';
  readonly outcome: AdapterOutcome;
  /** One line. */
  readonly reason: string;
  /** More that the linker said. */
  readonly details: readonly string[];
}

export type LinkResult = (LinkedImage & { readonly kind: 'image' }) | LinkFailure;

/** Told each line that the suite and a linker in another process say to each other, without its end. */
export type LineListener = (from: 'suite' | 'adapter', line: string) => void;

/** A linker that the cases judge. */
export interface Implementation {
  /** Its name in expectations and reports. */
  readonly name: string;
  /** Name and version as it gives them; null if it gave none yet. */
  readonly identity: string | null;
  /** The host profiles on which it is judged by default. */
  readonly hosts: readonly HostName[];
  /** The levels that it is judged on. */
  readonly levels: readonly LinkerLevel[];
  /** Whether the cases' #expect_failure is about this linker. */
  readonly isReference: boolean;
  /**
   * Links a case, update by update; ends with its last update, or with a failure: that of an update,
   * or one after the last, where the linker does not end as it should.
   * @param onLine never called by a linker in this process
   * @throws CaseError if the case itself is wrong; UsageError if the linker cannot be started
   */
  link(
    stored: StoredCase,
    host: HostName,
    stop: AbortSignal,
    onLine?: LineListener,
  ): AsyncIterable<LinkResult>;
  /**
   * Links a program from nothing, with a process of its own: what an image of the same program that was
   * patched is compared with.
   * @param name the name of its case, for messages
   */
  linkFresh(
    name: string,
    program: ProgramState,
    host: HostName,
    stop: AbortSignal,
  ): Promise<LinkResult>;
}
