/**
 * How an adapter fails: it says that it will not link this; it says that it cannot be judged by
 * this; it ends too early; it takes too long; it breaks the protocol.
 */
export type AdapterOutcome = 'refused' | 'unsupported' | 'crash' | 'timeout' | 'protocol';

/** An adapter failed. */
export class AdapterFailure extends Error {
  override readonly name: string = 'AdapterFailure';

  constructor(
    readonly outcome: AdapterOutcome,
    /** One line. */
    readonly reason: string,
    /** The end of what it wrote to standard error. */
    readonly stderr: readonly string[] = [],
  ) {
    super(`${outcome}: ${reason}`);
  }
}

/** There is no process: the adapter's program cannot be started. No case says anything about it then. */
export class AdapterStartFailure extends AdapterFailure {
  override readonly name = 'AdapterStartFailure';

  constructor(startError: string) {
    super('crash', `it cannot be started: ${startError}`);
  }
}
