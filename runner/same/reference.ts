import type { Procedure } from './procedures';
import type { DataObject } from './data-object';

/** Why a place was visited: what referred to it, in both images. */
export interface Reference {
  /** The procedure or object that refers; null for a root. */
  readonly owner: Procedure | DataObject | null;
  /** RVA in the first image of the instruction or pointer; -1 for a root. */
  readonly a: number;
  /** RVA in the second image of the same. */
  readonly b: number;
  /** "call", "pointer at +0x8", "entry point". */
  readonly how: string;
  /**
   * Bytes from the start of the owner, if the reference is a pointer in bytes that only may belong
   * to the owner; null if it is certain.
   */
  readonly guessedAt: number | null;
}

/** A reference by which a walk starts. */
export function rootReference(how: string): Reference {
  return { owner: null, a: -1, b: -1, how, guessedAt: null };
}

/** A reference that certainly is one. */
export function reference(
  owner: Procedure | DataObject | null,
  a: number,
  b: number,
  how: string,
): Reference {
  return { owner, a, b, how, guessedAt: null };
}
