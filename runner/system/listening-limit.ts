/** Milliseconds between two looks at the clock. */
const INTERVAL = 250;

/** Milliseconds that count at most from one look to the next. */
const LONGEST_INTERVAL = 2 * INTERVAL;

/**
 * The time that another process has, as far as this process listens to it. Time in which this one computes, or is stopped,
 * does not count: what the other process said or how it ended meanwhile is heard only afterwards, so with a plain timer a
 * long computation here would look like a program that hangs.
 */
export class ListeningTime {
  /** Milliseconds. */
  #left: number;

  /** @param limit milliseconds */
  constructor(limit: number) {
    this.#left = limit;
  }

  /**
   * Goes on with the time.
   * @param onOver called once it is over
   * @returns what stops it, so that what is left can be had later
   */
  start(onOver: () => void): () => void {
    let last = performance.now();
    let immediate: NodeJS.Immediate | undefined;
    const count = (): void => {
      const now = performance.now();
      this.#left -= Math.min(now - last, LONGEST_INTERVAL);
      last = now;
    };
    const look = (): void => {
      count();
      if (this.#left > 0) timer = this.#lookLater(look);
      // Timers come before what has arrived, and this after it.
      else immediate = setImmediate(onOver);
    };
    let timer = this.#lookLater(look);
    return () => {
      clearTimeout(timer);
      clearImmediate(immediate);
      count();
    };
  }

  #lookLater(look: () => void): NodeJS.Timeout {
    return setTimeout(look, Math.max(0, Math.min(INTERVAL, this.#left)));
  }
}

/**
 * Calls back once another process has had some time, as {@link ListeningTime} counts it.
 * @param limit milliseconds
 * @returns what ends the wait before
 */
export function afterListening(limit: number, callBack: () => void): () => void {
  return new ListeningTime(limit).start(callBack);
}
