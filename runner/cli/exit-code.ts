/** What the exit codes of `coff2` mean. */
export const ExitCode = {
  /** All that was asked for was done, and held. */
  OK: 0,
  /** Something was judged and did not hold: a script was refused, a vector differs. */
  FAILED: 1,
  /** The command line is wrong, or a file could not be read or written. */
  USAGE: 2,
  /** A signal ended the command, which cleaned up; as shells have it. */
  INTERRUPTED: 130,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
