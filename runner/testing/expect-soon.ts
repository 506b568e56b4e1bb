import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';

/** Milliseconds that a page has, on a machine where much else runs. */
const PATIENCE = 30_000;

/** Milliseconds between two looks at it. */
const PAUSE = 20;

/** Reads again until it is as expected: a page shows what was asked for a moment after a key or a click. */
export async function expectSoon<T>(read: () => T | Promise<T>, expected: T): Promise<void> {
  const end = Date.now() + PATIENCE;
  while (!isDeepStrictEqual(await read(), expected) && Date.now() < end) await sleep(PAUSE);
  expect(await read()).toEqual(expected);
}
