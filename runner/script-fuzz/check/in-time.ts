import type { LinkResult } from '../../linker/implementation';

/** Whether a linker gave no answer in its time. */
function isLate(result: LinkResult): boolean {
  return result.kind === 'failure' && result.outcome === 'timeout';
}

/**
 * Has a linker link once more if it gives no answer in its time: random scripts are small, so that one which is
 * late either never answers, or waited for a busy machine.
 */
export async function linkedInTime<Results extends readonly LinkResult[]>(
  link: () => Promise<Results>,
  stop: AbortSignal,
): Promise<Results> {
  const results = await link();
  return results.some(isLate) && !stop.aborted ? link() : results;
}
