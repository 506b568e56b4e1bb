import type { Comparison } from './comparison';
import type { DataObject } from './data-object';
import type { ExtentEvidence } from './extent-evidence';
import { settleGuesses } from './guesses';
import { Ledger } from './ledger';
import { reference, rootReference, type Reference } from './reference';

/** An object of which only the way to it matters. */
function object(at: number, way: Reference): DataObject {
  return { kind: 'data', a: at, b: at, reference: way } as DataObject;
}

/** What code refers to for certain: two tables, of which one goes on with pointers that may be its own. */
const believed = object(0x1000, rootReference('entry point'));
const doubted = object(0x2000, rootReference('entry point'));

/** Pointers behind a table are believed to be its own, or not. */
const evidence = {
  isConfirmed: () => false,
  isSameUpTo: () => true,
  isBacked: (owner: DataObject) => owner === believed,
} as unknown as ExtentEvidence;

/** A pointer that only may belong to a table. */
const guess = (owner: DataObject): Reference => ({
  ...reference(owner, owner.a + 8, owner.b + 8, 'pointer at +0x8'),
  guessedAt: 8,
});

/** What becomes of two ways that lead one place to two: how sure the difference is. */
function contradiction(way: Reference, otherWay: Reference): string {
  const ledger = new Ledger();
  const place = { reference: way, a: 0x3000, b: 0x4000 };
  ledger.differ('target', 'two variables', { ...place, other: object(0x3000, otherWay) });
  const [a, b] = [1, 2].map((number) => ({ contents: { u32: () => number } }));
  settleGuesses({ ledger, wordSize: 8, a, b } as unknown as Comparison, evidence);
  return [...ledger.differences, ...ledger.possible].map(({ confidence }) => confidence).join();
}

describe('two ways that contradict each other', () => {
  const certain = reference(believed, 0x1000, 0x1000, 'pointer at +0x0');

  it('are a sure difference if both are certain', () => {
    expect(contradiction(certain, certain)).toBe('sure');
  });

  it.each([
    ['the later', guess(believed), certain],
    ['the earlier', certain, guess(believed)],
    ['each', guess(believed), guess(believed)],
  ])('are a likely one if %s is a guess that is backed', (_which, way, other) => {
    expect(contradiction(way, other)).toBe('likely');
  });

  it.each([
    ['the later', guess(doubted), certain],
    ['the earlier', certain, guess(doubted)],
    ['the earlier, and the later is backed', guess(believed), guess(doubted)],
  ])('are a possible one if %s is a guess that is not', (_which, way, other) => {
    expect(contradiction(way, other)).toBe('possible');
  });
});
