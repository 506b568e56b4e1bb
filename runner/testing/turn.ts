import { env } from 'node:process';

/** Milliseconds. */
const DAY = 86_400_000;

/**
 * Whether a run tries this one of many tests that are long and alike, which have numbers from 0. Each day it
 * is the turn of other numbers, so that in so many days all are tried. With `COFF2_ALL` it is always the turn
 * of all, unless `COFF2_SAMPLE` is there as well. `COFF2_TURN` takes the place of the day (in UTC, since 1970).
 *
 * @param parts of so many numbers that follow each other, one is tried
 */
export function isInTurn(number: number, parts: number): boolean {
  if (env.COFF2_ALL !== undefined && env.COFF2_SAMPLE === undefined) return true;
  const turn = Number(env.COFF2_TURN ?? Math.floor(Date.now() / DAY));
  if (!Number.isSafeInteger(turn) || turn < 0) {
    throw new Error(`COFF2_TURN is ${String(env.COFF2_TURN)}, expected a whole number from 0`);
  }
  return (number + turn) % parts === 0;
}
