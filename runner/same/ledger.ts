import type { DataObject } from './data-object';
import type { Reference } from './reference';
import type { Confidence, DifferenceKind, SameNote } from './same-result';

/** A difference as the walk finds it, before it is explained. */
export interface FoundDifference {
  readonly kind: DifferenceKind;
  readonly what: string;
  readonly confidence: Confidence;
  /** What led to the procedure or object that differs, or to the place itself. */
  readonly reference: Reference;
  /** RVA in the first image; -1 for none. */
  readonly a: number;
  /** RVA in the second image; -1 for none. */
  readonly b: number;
  /** The object that differs; null for everything but data. */
  readonly object: DataObject | null;
  /** Another way to the place, which contradicts this one. */
  readonly other: DataObject | null;
  /** Whether nothing was seen to be read at the place: it may be the end of what lies before, or lie before that. */
  readonly isAddressOnly: boolean;
}

/** Differences that are kept: what follows from the first ones is of no use. */
const KEPT = 200;

/** What a walk found out. */
export class Ledger {
  differences: FoundDifference[] = [];
  readonly possible: FoundDifference[] = [];
  unlisted = 0;
  readonly #notes = new Map<string, number>();

  differ(
    kind: DifferenceKind,
    what: string,
    place: Pick<FoundDifference, 'reference' | 'a' | 'b'> & {
      readonly confidence?: Confidence;
      readonly object?: DataObject;
      readonly other?: DataObject;
      readonly isAddressOnly?: boolean;
    },
  ): void {
    const { reference, a, b, confidence = 'sure', object = null, other = null } = place;
    const { isAddressOnly = false } = place;
    const list = confidence === 'possible' ? this.possible : this.differences;
    if (list.length >= KEPT) this.unlisted += 1;
    else list.push({ kind, what, confidence, reference, a, b, object, other, isAddressOnly });
  }

  /** Counts something that limits what the comparison can claim. */
  note(what: string, count = 1): void {
    this.#notes.set(what, (this.#notes.get(what) ?? 0) + count);
  }

  get notes(): SameNote[] {
    return [...this.#notes].map(([what, count]) => ({ what, count }));
  }
}
