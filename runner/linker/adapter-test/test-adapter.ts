import { CHECKS, type Check } from './checks';
import type { Finding } from './finding';
import { TestSession, type TestedAdapter } from './test-session';

/** A check and its result. */
export interface CheckedAdapter {
  readonly check: Check;
  readonly finding: Finding;
}

/**
 * Runs the checks of an adapter, each with a process of its own. Where a check fails, those that need it
 * are not tried: they would fail for the same reason, and their advice would lead astray.
 */
export async function* testAdapter(
  adapter: TestedAdapter,
): AsyncGenerator<CheckedAdapter, void, undefined> {
  /** What explains that a check fails, and with it those that need it: the name of a check. */
  const explained = new Map<string, string>();
  const isStopped = (): boolean => adapter.stop.aborted;
  for (const check of CHECKS) {
    if (isStopped()) return;
    const cause = check.needs === null ? undefined : explained.get(check.needs);
    const finding: Finding =
      cause === undefined
        ? await TestSession.with(adapter, (test) => check.run(test))
        : { verdict: 'not tried', seen: `explained by "${cause}"`, stderr: [] };
    // What the interruption itself made fail says nothing about the adapter.
    if (isStopped()) return;
    // Who does not greet, even with a reason, shows nothing of what the other checks look for.
    const explainsOthers =
      finding.verdict === 'fail' || (check.needs === null && finding.verdict !== 'ok');
    if (cause !== undefined) explained.set(check.name, cause);
    else if (explainsOthers) explained.set(check.name, check.name);
    yield { check, finding };
  }
}
