import * as os from 'node:os';

/** On what, and when, something was measured. */
export interface Machine {
  /** Day, as 2026-01-31. */
  readonly date: string;
  readonly cores: number;
  /** Version of Node.js. */
  readonly node: string;
}

export function thisMachine(): Machine {
  return {
    date: new Date().toISOString().slice(0, 10),
    cores: os.availableParallelism(),
    node: process.versions.node,
  };
}
