import type { Check, Checked, Failure } from './check/failure';
import type { FuzzScript } from './script/fuzz-script';
import { isMeaningful } from './meaningful';
import { smaller } from './smaller';

/** A script that still fails in the same way. */
export interface Shrunk {
  readonly script: FuzzScript;
  readonly failure: Failure;
  /** Whether it was ended before nothing smaller fails. */
  readonly isCutShort: boolean;
}

/**
 * Makes a failing script as small as it gets: each smaller one that has a meaning and fails in the same way takes
 * its place.
 * @param isOver asked before each try
 */
export async function shrunk(
  script: FuzzScript,
  failure: Failure,
  check: Check<FuzzScript>,
  isOver: () => boolean,
): Promise<Shrunk> {
  let best = { script, failure };
  for (let isBetter = true; isBetter;) {
    isBetter = false;
    for (const candidate of smaller(best.script)) {
      if (isOver()) return { ...best, isCutShort: true };
      if (!isMeaningful(candidate)) continue;
      // Signals are heard only in between.
      await new Promise((resolve) => setImmediate(resolve));
      const { failure: same }: Checked = await check(candidate);
      if (same?.kind !== failure.kind) continue;
      best = { script: candidate, failure: same };
      isBetter = true;
      break;
    }
  }
  return { ...best, isCutShort: false };
}
