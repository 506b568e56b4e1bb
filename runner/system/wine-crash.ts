import type { ProgramRun } from './program-runner';

/**
 * How Wine says that an exception ended a program. The exit code does not tell: of an NTSTATUS Linux has the lowest
 * 8 bits, and an access violation (0xc0000005) exits with 5, as a program may that is right.
 */
const CRASH =
  /^(?:wine: Unhandled |[0-9a-f]+:err:seh:NtRaiseException Unhandled exception |[0-9a-f]+:err:virtual:virtual_setup_exception stack overflow )/;

/** What Wine says of the debugger that the suite leaves out. */
const NO_DEBUGGER =
  /^(?:[0-9a-f]+:err:seh:start_debugger |Read the Wine Developers Guide on how to set up winedbg )/;

/**
 * What Wine says where it gives up before it looks at the image: Linux has put something where each process of Windows
 * has a page of the system. It happens once in a thousand starts or so.
 */
const NOT_STARTED =
  /^(?:[0-9a-f]+:)?err:virtual:virtual_alloc_first_teb wine: failed to map the shared user data: .*/m;

/** Why Wine did not start a program, by its own words on standard error; null if it did. */
export function whyNotStarted({
  stdout,
  stderr,
}: Pick<ProgramRun, 'stdout' | 'stderr'>): string | null {
  return stdout === '' ? (NOT_STARTED.exec(stderr)?.[0] ?? null) : null;
}

/** What of standard error is the program's, or tells of it. */
export interface WineMessages {
  readonly stderr: string;
  /** The line that tells of the crash; absent if there was none. */
  readonly crash?: string;
}

/** Reads what Wine and a program wrote to standard error. */
export function wineMessages(stderr: string): WineMessages {
  const lines = stderr.split('\n').filter((line) => !NO_DEBUGGER.test(line));
  const crash = lines.find((line) => CRASH.test(line))?.trim();
  return { stderr: lines.join('\n'), ...(crash === undefined ? {} : { crash }) };
}
