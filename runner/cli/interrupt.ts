import { ExitCode } from './exit-code';

/**
 * Runs an action that ends early and cleans up when the user interrupts it.
 * @param act the action, which gets a signal
 * @returns its exit code, or that of an interrupted command
 */
export async function withInterrupt(
  act: (stop: AbortSignal) => Promise<ExitCode>,
): Promise<ExitCode> {
  const stop = new AbortController();
  const interrupted = (): void => {
    stop.abort();
  };
  // Not `once`: without a listener, execa ends this process before it has cleaned up.
  process.on('SIGINT', interrupted).on('SIGTERM', interrupted);
  try {
    const code = await act(stop.signal);
    return stop.signal.aborted ? ExitCode.INTERRUPTED : code;
  } finally {
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
  }
}
