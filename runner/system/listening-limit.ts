/** Milliseconds between two looks at the clock. */
const INTERVAL = 250;

/**
 * Calls back once another process has had some time, as far as this process listened to it. Time in which this one
 * computes does not count: what the other process said or how it ended meanwhile is heard only afterwards, so with a
 * plain timer a long computation here would look like a program that hangs.
 * @param limit milliseconds
 * @returns what ends the wait before
 */
export function afterListening(limit: number, callBack: () => void): () => void {
  const interval = Math.min(INTERVAL, limit);
  let left = limit;
  let timer = setTimeout(look, interval);
  function look(): void {
    // However late it is, one interval: events that wait are heard before the next look.
    left -= interval;
    if (left <= 0) callBack();
    else timer = setTimeout(look, Math.min(interval, left));
  }
  return () => {
    clearTimeout(timer);
  };
}
