import { CHECKS, type Check } from './checks';
import type { Finding } from './finding';
import { TestSession, type TestedAdapter } from './test-session';

/** A check and its result. */
export interface CheckedAdapter {
  readonly check: Check;
  readonly finding: Finding;
}

/**
 * Runs the checks of an adapter, each with a process of its own. An adapter that does not greet is
 * not checked further.
 */
export async function* testAdapter(
  adapter: TestedAdapter,
): AsyncGenerator<CheckedAdapter, void, undefined> {
  for (const [index, check] of CHECKS.entries()) {
    if (adapter.stop.aborted) return;
    const finding = await TestSession.with(adapter, (test) => check.run(test));
    yield { check, finding };
    if (index === 0 && finding.verdict !== 'ok') return;
  }
}
