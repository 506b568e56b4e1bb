import type { CaseBaseline, CaseDifference } from './case-baseline';
import type { Begin } from './judge-vectors';
import type { Catches } from './layer';
import type { MutatedLinker } from './mutant-tree';

/** "export_aliases 3 on windows": an update of a case, counted from 1. */
function placeOf({ stored }: CaseBaseline, { update, host }: CaseDifference): string {
  return `${stored.name} ${update + 1} on ${host}`;
}

/**
 * By which cases a mutant is caught, without running anything: the first place for each level. Ends
 * with the first case by which both the bytes and a level for any linker have caught it.
 */
export function judgeCases(
  { linkCase }: MutatedLinker,
  baselines: readonly CaseBaseline[],
  begin: Begin,
): Catches {
  const catches: { -readonly [C in keyof Catches]: Catches[C] } = {};
  for (const baseline of baselines) {
    const { stored } = baseline;
    begin(stored.name);
    let linked;
    try {
      linked = linkCase(stored.case, stored.file, undefined, true);
    } catch {
      // No image is worse than a wrong one: each level judges the lack of one as a failure.
      const place = `${stored.name} (it throws)`;
      return { valid: place, meaning: place, nodes: place, bytes: place, ...catches };
    }
    for (const difference of baseline.differences(linked)) {
      const place = placeOf(baseline, difference);
      if (!difference.sameImage) catches.bytes ??= place;
      if (!difference.sameNodes) catches.nodes ??= place;
      for (const level of difference.fails) catches[level] ??= place;
    }
    const isForeign = catches.valid !== undefined || catches.meaning !== undefined;
    const isByBytes = catches.bytes !== undefined || catches.nodes !== undefined;
    if (isForeign && isByBytes) break;
  }
  return catches;
}

/** Runs the images that differ from those without the mutation, up to the first that fails. */
export async function judgeRuns(
  { linkCase }: MutatedLinker,
  baselines: readonly CaseBaseline[],
  runs: (difference: CaseDifference, baseline: CaseBaseline) => Promise<boolean>,
  begin: Begin,
): Promise<Catches> {
  for (const baseline of baselines) {
    const { stored } = baseline;
    begin(stored.name);
    for (const difference of baseline.differences(
      linkCase(stored.case, stored.file, undefined, true),
    )) {
      if (difference.sameImage) continue;
      const place = placeOf(baseline, difference);
      begin(place);
      if (!(await runs(difference, baseline))) return { runs: place };
    }
  }
  return {};
}
