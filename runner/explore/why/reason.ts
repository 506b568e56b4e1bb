import type { QuirkName } from '../../../reference';

/** One thing that happened in a step, and why. */
export interface Reason {
  /** Whole sentences. */
  readonly text: string;
  /** The function of upstream that does it: "MappedFile.resizeNode". */
  readonly upstream: string;
  /** The file that does it here. */
  readonly file: string;
  /** The quirk that decided it, if one did. */
  readonly quirk: QuirkName | null;
}
