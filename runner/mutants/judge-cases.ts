import type { CaseBaseline, CaseDifference } from './case-baseline';
import type { Begin } from './judge-vectors';
import type { Catches, LayerState } from './layer';
import type { MutatedLinker } from './mutant-tree';

/** "export_aliases 3 on windows": an update of a case, counted from 1. */
function placeOf({ stored }: CaseBaseline, { update, host }: CaseDifference): string {
  return `${stored.name} ${update + 1} on ${host}`;
}

/**
 * By which cases a mutant is caught, without running anything: the first place for each level. Ends
 * with the first case by which both the bytes and a level for any linker have caught it.
 * @param isFirst whether the first case ends it that catches it in any way
 */
export function judgeCases(
  { linkCase }: MutatedLinker,
  baselines: Iterable<CaseBaseline>,
  known: LayerState,
  begin: Begin,
  isFirst: boolean,
): LayerState {
  const catches: { -readonly [C in keyof Catches]: Catches[C] } = { ...known.catches };
  const cases = [...known.cases];
  for (const baseline of baselines) {
    const { stored } = baseline;
    if (isFirst ? Object.keys(catches).length > 0 : areCaught(catches)) break;
    if (cases.includes(stored.digest)) continue;
    begin(stored.name);
    cases.push(stored.digest);
    let linked;
    try {
      linked = linkCase(stored.case, stored.file, undefined, true);
    } catch {
      // No image is worse than a wrong one: each level judges the lack of one as a failure.
      const place = `${stored.name} (it throws)`;
      const every = { valid: place, meaning: place, nodes: place, bytes: place };
      return { catches: { ...every, ...catches }, cases };
    }
    for (const difference of baseline.differences(linked)) {
      const place = placeOf(baseline, difference);
      if (!difference.sameImage) catches.bytes ??= place;
      if (!difference.sameNodes) catches.nodes ??= place;
      for (const level of difference.fails) catches[level] ??= place;
    }
  }
  return { catches, cases };
}

/** Whether no further case can add to what caught a mutant. */
export function areCaught({ valid, meaning, bytes, nodes }: Catches): boolean {
  return (
    (valid !== undefined || meaning !== undefined) && (bytes !== undefined || nodes !== undefined)
  );
}

/**
 * Runs the images that differ from those without the mutation, one of each update, up to the first that
 * fails. The hosts differ in layout only, and a run takes as long as judging a case.
 */
export async function judgeRuns(
  { linkCase }: MutatedLinker,
  baselines: Iterable<CaseBaseline>,
  runs: (difference: CaseDifference, baseline: CaseBaseline) => Promise<boolean>,
  known: LayerState,
  begin: Begin,
): Promise<LayerState> {
  if (known.catches.runs !== undefined) return known;
  const cases = [...known.cases];
  for (const baseline of baselines) {
    const { stored } = baseline;
    if (cases.includes(stored.digest)) continue;
    begin(stored.name);
    cases.push(stored.digest);
    let lastUpdate = -1;
    for (const difference of baseline.differences(
      linkCase(stored.case, stored.file, undefined, true),
    )) {
      if (difference.sameImage || difference.update === lastUpdate) continue;
      lastUpdate = difference.update;
      const place = placeOf(baseline, difference);
      begin(place);
      if (!(await runs(difference, baseline))) return { catches: { runs: place }, cases };
    }
  }
  return { catches: {}, cases };
}
