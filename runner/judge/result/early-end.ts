import { caseFails, type ImplementationResult } from './case-result';

/** A run, and why it did not judge every case of a linker. */
type CutShort = Pick<ImplementationResult, 'unjudged' | 'ended' | 'cases'>;

/** "interrupted" or "bailed after 2 failing cases"; null for a run that judged every case. */
export function earlyEndText({ unjudged, ended, cases }: CutShort): string | null {
  if (unjudged === undefined) return null;
  if (ended !== 'bail') return 'interrupted';
  const failing = cases.filter(caseFails).length;
  return `bailed after ${failing} failing ${failing === 1 ? 'case' : 'cases'}`;
}

/** "ended early (interrupted): 3 cases were not judged"; null for a run that judged every case. */
export function earlyEndSentence(run: CutShort): string | null {
  const text = earlyEndText(run);
  if (text === null) return null;
  const { unjudged = 0 } = run;
  return `ended early (${text}): ${unjudged} ${unjudged === 1 ? 'case was' : 'cases were'} not judged`;
}
