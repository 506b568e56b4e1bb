/** The exit codes of `coff2`. */
export const ExitCode = {
  /** Everything was done, and everything that was judged holds. */
  OK: 0,
  /** Something was judged and does not hold: a script was refused, a vector differs. */
  FAILED: 1,
  /** The command line is wrong, or a file could not be read or written. */
  USAGE: 2,
  /** A signal ended the command, which cleaned up. The number is that of shells. */
  INTERRUPTED: 130,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
