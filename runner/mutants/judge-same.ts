import type { HostName } from '../../reference';
import { judgeLinkedCase } from '../judge/linked-case';
import type { CaseBaseline } from './case-baseline';
import { foreignLinker } from './foreign-linker';
import type { Begin } from './judge-vectors';
import type { Catches, LayerState } from './layer';
import type { MutatedLinker } from './mutant-tree';

/** The levels that tell by another image of the same program, in the order of cost. */
const LEVELS = ['same', 'incremental'] as const;

type SameLevel = (typeof LEVELS)[number];

/** A level of an update that does not hold. */
interface Failure {
  readonly level: SameLevel;
  /** From 0. */
  readonly update: number;
}

/**
 * What the linker without a mutation fails itself, as is expected of it: that catches nothing. A case is judged when
 * it is asked for first.
 */
export class KnownFailures {
  readonly #linker: Pick<MutatedLinker, 'linkCase' | 'linkFresh'>;
  readonly #known = new Map<string, readonly Failure[]>();

  /** @param linker the one without a mutation */
  constructor(linker: Pick<MutatedLinker, 'linkCase' | 'linkFresh'>) {
    this.#linker = linker;
  }

  async has(baseline: CaseBaseline, host: HostName, { level, update }: Failure): Promise<boolean> {
    const key = `${baseline.stored.name} on ${host}`;
    let failures = this.#known.get(key);
    if (failures === undefined) {
      failures = await failuresOf(this.#linker, baseline, host);
      this.#known.set(key, failures);
    }
    return failures.some((known) => known.level === level && known.update === update);
  }
}

/**
 * The first update that is another program than the reference links from nothing, or than the mutated linker
 * itself does in a new process: judged as a foreign linker is. Of cases whose images are as without the mutation,
 * nothing is judged; of the others, those of the first host whose images differ.
 */
export async function judgeSame(
  linker: MutatedLinker,
  baselines: Iterable<CaseBaseline>,
  expected: KnownFailures,
  known: LayerState,
  begin: Begin,
): Promise<LayerState> {
  if (isCaughtBySame(known.catches)) return known;
  const cases = [...known.cases];
  for (const baseline of baselines) {
    const { stored } = baseline;
    if (cases.includes(stored.digest)) continue;
    begin(stored.name);
    cases.push(stored.digest);
    const host = baseline.firstDifferentImage(linker.linkCase(stored.case, stored.file));
    if (host === null) continue;
    const catches: Partial<Record<SameLevel, string>> = {};
    for (const failure of await failuresOf(linker, baseline, host)) {
      if (await expected.has(baseline, host, failure)) continue;
      catches[failure.level] ??= `${stored.name} ${failure.update + 1} on ${host}`;
    }
    if (isCaughtBySame(catches)) return { catches, cases };
  }
  return { catches: {}, cases };
}

/** Whether no further case can add to what this layer knows. */
export function isCaughtBySame({ same, incremental }: Catches): boolean {
  return same !== undefined || incremental !== undefined;
}

async function failuresOf(
  linker: Pick<MutatedLinker, 'linkCase' | 'linkFresh'>,
  { stored }: CaseBaseline,
  host: HostName,
): Promise<readonly Failure[]> {
  const { updates, refusal } = await judgeLinkedCase(stored.file, foreignLinker(linker), {
    hosts: [host],
    goldens: null,
    runner: undefined,
    reports: null,
    stop: new AbortController().signal,
  });
  if (refusal !== null) throw new Error(`${stored.name} cannot be judged: ${refusal}`);
  return updates.flatMap(({ judgements }, update) =>
    LEVELS.filter((level) =>
      judgements.some((one) => one.level === level && one.verdict === 'fail'),
    ).map((level) => ({ level, update })),
  );
}
