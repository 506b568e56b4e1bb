import * as os from 'node:os';

/** On what, and when, something was measured. */
export interface MeasuredMachine {
  /** Day, as 2026-01-31. */
  readonly date: string;
  readonly cores: number;
  /** Processes that wanted to run, on average over the last quarter of an hour. */
  readonly load: number;
  /** Version of Node.js. */
  readonly node: string;
}

export function thisMachine(): MeasuredMachine {
  return {
    date: new Date().toISOString().slice(0, 10),
    cores: os.availableParallelism(),
    load: os.loadavg()[2] ?? 0,
    node: process.versions.node,
  };
}
