import { failureGroups, type Failure } from '../judge/result/failure-groups';
import { LEVELS } from '../judge/result/level';
import { VARIANTS, type CaseResult, type Judgement } from '../judge/result/case-result';
import type { PageGroup, PagePlace } from './page-data';
import { VERDICTS } from './report-file';

/** What a page calls a case, and where its reasons are. */
export interface PageNames {
  readonly nameOf: (result: CaseResult) => string;
  readonly reasonOf: (judgement: Judgement) => number;
}

/** The failures of an implementation, grouped as the summary in a terminal groups them. */
export function pageGroups(
  implementation: number,
  results: readonly CaseResult[],
  names: PageNames,
): readonly PageGroup[] {
  return failureGroups(results).map(
    ({ levels, verdict, cause, cases, updates, example, failures }) => {
      const places = placesOf(failures, names);
      const { result, index, judgement } = example;
      const first = places.find(
        (place) =>
          place.case === names.nameOf(result) &&
          place.update === index + 1 &&
          place.reason === names.reasonOf(judgement),
      );
      return {
        implementation,
        levels: levels.map((level) => LEVELS.indexOf(level)),
        verdict: VERDICTS.indexOf(verdict),
        ...{ cause, cases, updates },
        example: first ?? placeOf(example, names),
        places,
      };
    },
  );
}

/** Failures of one update that say the same are at one place. */
function placesOf(failures: readonly Failure[], names: PageNames): readonly PagePlace[] {
  const places = new Map<string, PagePlace>();
  for (const failure of failures) {
    const place = placeOf(failure, names);
    const key = JSON.stringify([place.case, place.update, place.reason]);
    const known = places.get(key);
    places.set(
      key,
      known === undefined
        ? place
        : {
            ...known,
            levels: [...new Set([...known.levels, ...place.levels])],
            hosts: [...new Set([...known.hosts, ...place.hosts])],
          },
    );
  }
  return [...places.values()];
}

function placeOf({ result, index, judgement }: Failure, names: PageNames): PagePlace {
  return {
    case: names.nameOf(result),
    update: index + 1,
    levels: [LEVELS.indexOf(judgement.level)],
    hosts: [VARIANTS.indexOf(judgement.variant)],
    reason: names.reasonOf(judgement),
  };
}
