import { ExitCode } from './exit-code';
import type { Io } from './io';

/** By Ctrl-C, by `kill`, and by a terminal that is closed. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs what ends early, and cleans up, when the user interrupts it.
 * A second signal ends it at once.
 * @param act is told by its signal
 * @param stderr where the user is told that it may take a moment
 * @returns its exit code, or that of an interrupted command
 */
export async function withInterrupt(
  act: (stop: AbortSignal) => Promise<ExitCode>,
  stderr: Io['stderr'],
): Promise<ExitCode> {
  const stop = new AbortController();
  const interrupted = (): void => {
    // What must not stay behind is ended by those who listen for the exit.
    if (stop.signal.aborted) process.exit(ExitCode.INTERRUPTED);
    stderr.write('coff2: interrupted; cleaning up (once more ends at once)\n');
    stop.abort();
  };
  // Not `once`: where no listener is left, execa ends this process, cleaned up or not.
  for (const signal of SIGNALS) process.on(signal, interrupted);
  try {
    const code = await act(stop.signal);
    return stop.signal.aborted ? ExitCode.INTERRUPTED : code;
  } finally {
    for (const signal of SIGNALS) process.off(signal, interrupted);
  }
}
