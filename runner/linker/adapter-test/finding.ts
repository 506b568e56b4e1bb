/** The result of a check. */
export interface Finding {
  /**
   * - skipped: there is nothing to check
   * - not tried: a check that failed before would make this one fail, too
   */
  readonly verdict: 'ok' | 'fail' | 'skipped' | 'not tried';
  /** What was seen, or why the check was skipped or not tried. */
  readonly seen: string;
  /** The adapter's standard error, if it may explain a failure. */
  readonly stderr: readonly string[];
}

export const ok = (seen: string): Finding => ({ verdict: 'ok', seen, stderr: [] });

export const skipped = (seen: string): Finding => ({ verdict: 'skipped', seen, stderr: [] });

export const fail = (seen: string, stderr: readonly string[] = []): Finding => ({
  verdict: 'fail',
  seen,
  stderr,
});
