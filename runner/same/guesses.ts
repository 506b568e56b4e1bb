import type { Comparison } from './comparison';
import type { DataObject } from './data-object';
import type { ExtentEvidence } from './extent-evidence';
import type { FoundDifference } from './ledger';
import type { Procedure } from './procedures';
import type { Reference } from './reference';

/** Code that is the same for so many bytes is the same function: more than a prologue has. */
const CONFIRMED_CODE = 24;

/** Where most functions begin, in bytes. */
const CODE_ALIGNMENT = 16;

/** A pointer on the way to a difference which may be none. */
interface Guess {
  readonly pointer: Reference;
  /** What it leads to; null if the difference is in where it leads. */
  readonly pointee: Procedure | DataObject | null;
  /** Where in the pointee the way goes on, as an RVA in the first image. */
  readonly site: number;
}

/**
 * Differences that were come to through a guess are less sure: each guess on the way must be
 * confirmed by what it leads to, or backed by what lies around the pointer.
 */
export function settleGuesses(comparison: Comparison, evidence: ExtentEvidence): void {
  const { ledger } = comparison;
  const found = ledger.differences;
  ledger.differences = [];
  for (const difference of found) {
    const { other } = difference;
    // Of two ways that contradict each other, either may be the wrong one.
    const guesses = [difference, ...(other === null ? [] : [{ ...other, object: other }])].flatMap(
      guessesOf,
    );
    if (guesses.length === 0) ledger.differences.push(difference);
    else if (guesses.every((guess) => isSupported(guess, comparison, evidence))) {
      ledger.differences.push({ ...difference, confidence: 'likely' });
    } else ledger.possible.push({ ...difference, confidence: 'possible' });
  }
}

function guessesOf({
  reference,
  a,
  object,
}: Pick<FoundDifference, 'reference' | 'a' | 'object'>): Guess[] {
  const guesses: Guess[] = [];
  let site = a;
  for (let one = reference; one.owner !== null; one = one.owner.reference) {
    if (one.a >= 0) site = one.a;
    const { owner } = one;
    if (owner.reference.guessedAt !== null) {
      guesses.push({ pointer: owner.reference, pointee: owner, site });
    }
  }
  if (reference.guessedAt !== null) guesses.push({ pointer: reference, pointee: object, site: a });
  return guesses;
}

function isSupported(
  { pointer, pointee, site }: Guess,
  comparison: Comparison,
  evidence: ExtentEvidence,
): boolean {
  const { owner, guessedAt } = pointer;
  const table = owner?.kind === 'data' ? owner : null;
  const isWithin = table === null || evidence.isSameUpTo(table, guessedAt ?? 0);
  if (pointee !== null && isWithin) {
    const size = site - pointee.a;
    const isConfirmed =
      pointee.kind === 'procedure' ? size >= CONFIRMED_CODE : evidence.isConfirmed(pointee, size);
    if (isConfirmed) return true;
  }
  if (isAnyNumber(pointer, comparison)) return false;
  const isToCode = pointee?.kind === 'procedure';
  return table !== null && guessedAt !== null && evidence.isBacked(table, guessedAt, isToCode);
}

/**
 * Whether what was taken for a pointer may be any number: the same in both images, which an address need not be. Any four
 * bytes often are an address of a large image. Eight are where one field is a number as 2.2, and the next is 1: of the
 * images at 0x140000000; then code seldom begins at the address.
 */
function isAnyNumber({ a: x, b: y }: Reference, { a, b, wordSize }: Comparison): boolean {
  if (a.contents.u32(x) !== b.contents.u32(y)) return false;
  if (wordSize === 4) return true;
  if (a.contents.u32(x + 4) !== b.contents.u32(y + 4)) return false;
  const to = a.contents.pointerAt(x);
  return [a, b].every(({ contents, image }) => {
    return contents.isCode(to) && to % CODE_ALIGNMENT !== 0 && !image.functions.has(to);
  });
}
