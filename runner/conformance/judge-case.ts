import type { HostName } from '../../reference';
import { CaseError } from '../case/case-error';
import { linkCase } from '../case/case-replay';
import { isLinked } from '../case/case-script';
import { loadCase } from '../case/case-store';
import { DigestsError } from '../golden/digests';
import { explainFailure } from '../golden/explain-failure';
import { GoldenCase, type Comparison } from '../golden/golden-case';
import { GOLDEN_HOST } from '../golden/golden-files';
import type { ProgramRunner } from '../wine/program-runner';
import type { Aspect, CaseResult, Judgement, UpdateResult } from './case-result';
import { judgeRun } from './judge-run';

/** What a run needs besides cases. */
export interface RunContext {
  readonly hosts: readonly HostName[];
  /** Folder of the goldens. */
  readonly goldens: string;
  /** Null if images are not to be run: Wine is missing. Undefined if that was not asked for. */
  readonly runner: Pick<ProgramRunner, 'run'> | null | undefined;
  /** Folder for what explains differences at length. */
  readonly reports: string;
  /** Ends the run before the next update. */
  readonly stop: AbortSignal;
}

/** Links a case with the reference and judges all of its updates. */
export async function judgeCase(file: string, context: RunContext): Promise<CaseResult> {
  const start = performance.now();
  const name = file.replace(/^.*[/\\]/, '').replace(/\.incr$/, '');
  const updates: UpdateResult[] = [];
  let refusal: string | null = null;
  try {
    const stored = loadCase(file);
    if (!isLinked(stored.case)) refusal = 'it has no #link block: it says nothing to a linker';
    else {
      const linked = linkCase(stored.case, file, context.hosts);
      const golden = new GoldenCase(stored, linked, context.goldens);
      for (const [index, update] of stored.case.updates.entries()) {
        if (context.stop.aborted) break;
        const judgements: Judgement[] = [];
        for (const host of context.hosts) {
          judgements.push(...judgeImage(golden, index, host, context));
          if (context.runner === undefined) continue;
          const { image } = golden.actual(index, host);
          const run = await judgeRun(update, host, image, context.runner);
          if (run !== null) judgements.push(run);
        }
        updates.push({ update: update.name, judgements });
      }
    }
  } catch (error) {
    if (!(error instanceof CaseError) && !(error instanceof DigestsError)) throw error;
    refusal = error.message;
  }
  return { name, file, updates, refusal, milliseconds: performance.now() - start };
}

/** Bytes first, then the dump, then the picture. */
function judgeImage(
  golden: GoldenCase,
  index: number,
  host: HostName,
  { reports }: RunContext,
): readonly Judgement[] {
  const judge = (aspect: Aspect, comparison: Comparison): Judgement => {
    const common = { aspect, host, details: [] };
    if (comparison.result === 'same') return { ...common, verdict: 'pass', reason: null };
    const reason =
      comparison.result === 'missing'
        ? 'there is no golden; accept one with: npm run goldens'
        : comparison.reason;
    const details = aspect === 'picture' ? [] : explainFailure(golden, index, host, reports);
    return { ...common, verdict: 'fail', reason, details };
  };
  const image = judge('bytes', golden.compareImage(index, host));
  const nodes = golden.compareNodes(index, host);
  return [
    image,
    // One explanation is enough.
    image.verdict === 'fail' ? { ...judge('nodes', nodes), details: [] } : judge('nodes', nodes),
    ...(host === GOLDEN_HOST ? [judge('picture', golden.comparePicture(index))] : []),
  ];
}
