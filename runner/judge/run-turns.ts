/** Who runs: some together, or one alone. */
export class RunTurns {
  readonly #together = new Set<Promise<unknown>>();
  /** When the last one has run that runs alone. */
  #alone: Promise<unknown> = Promise.resolve();

  /** Runs something beside others, but not beside what runs alone. */
  async together<T>(run: () => Promise<T>): Promise<T> {
    // While one was awaited, another one may have come.
    let awaited: Promise<unknown>;
    do {
      awaited = this.#alone;
      await awaited;
    } while (awaited !== this.#alone);
    const running = run();
    this.#together.add(running);
    try {
      return await running;
    } finally {
      this.#together.delete(running);
    }
  }

  /** Runs something when all that was begun before has ended, and nothing else until it ends. */
  alone<T>(run: () => Promise<T>): Promise<T> {
    const running = this.#alone.then(async () => {
      await Promise.allSettled(this.#together);
      return run();
    });
    this.#alone = running.catch(() => undefined);
    return running;
  }
}
