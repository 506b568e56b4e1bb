import { CHECKS, type Check } from './checks';
import type { Finding } from './finding';
import { TestSession, type TestedAdapter } from './test-session';

/** A check, and what it came to. */
export interface CheckedAdapter {
  readonly check: Check;
  readonly finding: Finding;
}

/**
 * Checks an adapter's protocol, one thing at a time, each with a process of its own. What fails
 * first is the ground for all the rest: an adapter that does not greet is asked no more.
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
