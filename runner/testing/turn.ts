import { env } from 'node:process';

/** Milliseconds. */
const DAY = 86_400_000;

/** Whether a run is to try only a sample of what is long and alike, as CI does. */
export function isSample(): boolean {
  return env.COFF2_SAMPLE !== undefined;
}

/**
 * Whether a run tries this one of many tests that are long and alike, which have numbers from 0. In a sample it
 * is the turn of other numbers each day, so that all are tried in as many days as there are parts.
 * `COFF2_TURN` takes the place of the day (in UTC, since 1970).
 *
 * @param parts of so many numbers that follow each other, a sample tries one
 */
export function isInTurn(number: number, parts: number, isPart = isSample()): boolean {
  return !isPart || (number + turn()) % parts === 0;
}

/**
 * The shard that a sample of a command takes, for its option `--shard`; none where all is tried.
 * @param parts of so many cases, a sample takes one
 * @param first for commands that are to take different ones on a day
 */
export function shardInTurn(parts: number, first = 0): readonly string[] {
  return isSample() ? ['--shard', `${((first + turn()) % parts) + 1}/${parts}`] : [];
}

/** @throws Error if `COFF2_TURN` is no number */
function turn(): number {
  const number = Number(env.COFF2_TURN ?? Math.floor(Date.now() / DAY));
  if (Number.isSafeInteger(number) && number >= 0) return number;
  throw new Error(`COFF2_TURN is ${String(env.COFF2_TURN)}, expected a whole number from 0`);
}
