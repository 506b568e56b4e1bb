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
 * its place. The search goes on where it was, since what was refused before is likely to be refused again; it ends
 * when nothing is left that is smaller and was not tried.
 * @param isOver asked before each try
 */
export async function shrunk(
  script: FuzzScript,
  failure: Failure,
  check: Check<FuzzScript>,
  isOver: () => boolean,
): Promise<Shrunk> {
  const tried = new Set<string>();
  let best = { script, failure };
  let place = 0;
  for (let isBetter = true; isBetter;) {
    isBetter = false;
    const candidates = [...smaller(best.script)];
    const order = [...candidates.keys()].map((index) => (index + place) % candidates.length);
    for (const index of order) {
      const candidate = candidates[index] as FuzzScript;
      if (isOver()) return { ...best, isCutShort: true };
      const text = JSON.stringify(candidate);
      if (tried.has(text)) continue;
      tried.add(text);
      if (!isMeaningful(candidate)) continue;
      // Signals are heard only in between.
      await new Promise((resolve) => setImmediate(resolve));
      const { failure: same }: Checked = await check(candidate);
      if (same?.kind !== failure.kind) continue;
      best = { script: candidate, failure: same };
      place = index;
      isBetter = true;
      break;
    }
  }
  return { ...best, isCutShort: false };
}
