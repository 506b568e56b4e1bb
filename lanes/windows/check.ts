import type { Done, WindowsNode } from './windows-node';

/** The compiled command line, in the folder of the suite. */
export const PROGRAM = 'dist/runner/main.js';

/** What the checks work with. */
export interface Lane {
  readonly node: WindowsNode;
  /** Linux path of the installed suite. */
  readonly suite: string;
}

/** Something that must be so on Windows. */
export interface Check {
  readonly name: string;
  /**
   * "beside": it mostly waits, while the usual ones are made one after the other. "after": it looks at what runs, or
   * at what is left, when all others have ended.
   */
  readonly when?: 'beside' | 'after';
  /** @returns what was seen; @throws if it is not so */
  readonly act: (lane: Lane) => Promise<string> | string;
}

/** Runs the command line on Windows, in the folder of the suite. */
export const coff2 = ({ node, suite }: Lane, ...args: readonly string[]): Done =>
  node.run([PROGRAM, ...args], suite);

/** The same, while other checks are made. */
export const coff2Beside = ({ node, suite }: Lane, ...args: readonly string[]): Promise<Done> =>
  node.runBeside([PROGRAM, ...args], suite);

/** @throws Error with all that the command printed, if it ended otherwise */
export function expectExit(done: Done, expected: number): Done {
  if (done.exitCode === expected) return done;
  throw new Error(
    `exit code ${done.exitCode ?? 'none'}, expected ${expected}\n${done.stdout}${done.stderr}`,
  );
}

/** @throws Error with the text, if it lacks a part */
export function expectText(text: string, part: string): void {
  if (!text.includes(part)) throw new Error(`expected ${JSON.stringify(part)} in:\n${text}`);
}
