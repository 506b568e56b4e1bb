/** What a check came to. */
export interface Finding {
  readonly verdict: 'ok' | 'fail' | 'skipped';
  /** What was seen; why it was skipped. */
  readonly seen: string;
  /** What the adapter wrote to standard error, if that may tell why. */
  readonly stderr: readonly string[];
}

export const ok = (seen: string): Finding => ({ verdict: 'ok', seen, stderr: [] });

export const skipped = (seen: string): Finding => ({ verdict: 'skipped', seen, stderr: [] });

export const fail = (seen: string, stderr: readonly string[] = []): Finding => ({
  verdict: 'fail',
  seen,
  stderr,
});
