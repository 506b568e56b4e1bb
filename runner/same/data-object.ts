import type { Reference } from './reference';

/** A place of data in both images that something refers to. */
export interface DataObject {
  readonly kind: 'data';
  /** RVA in the first image. */
  readonly a: number;
  /** RVA in the second image. */
  readonly b: number;
  readonly reference: Reference;
  readonly isWritable: boolean;
  /** Whether it lies in sections with code: pointers in there are not followed. */
  readonly isCode: boolean;
  /** Bytes that are certainly part of it. */
  sure: number;
  /** Bytes that instructions read, of which the last may be padding. */
  read: number;
  /** Bytes that are likely part of it: the length of a slice. */
  likely: number;
  /** Whether its address went where the walk cannot follow: there may be more than is read. */
  isOpen: boolean;
  /** Whether all that refers to it are slices of no elements. */
  isEmpty: boolean;
  /** Whether registers are added to its address wherever it is used: what is used may begin after it. */
  isIndexed: boolean;
  /** Whether one of its two places is also paired with another: one of the pairs may be wrong. */
  isAmbiguous: boolean;
  /** Whether all of it was compared as a jump table. */
  isJumpTable: boolean;
  /** Up to where its pointers were followed as certain ones, in bytes. */
  scannedSure: number;
  /** Up to where its pointers were followed as guesses, in bytes. */
  scannedOpen: number;
  /** Whether it waits for its pointers to be followed. */
  isQueued: boolean;
}
