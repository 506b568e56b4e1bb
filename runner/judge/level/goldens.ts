import type { LinkedImage } from '../../image/linked-image';
import type { HostName } from '../../../reference/index';
import { explainFailure } from '../../golden/explain-failure';
import type { GoldenComparison, GoldenCase } from '../../golden/golden-case';
import type { LinkerLevel } from '../../linker/protocol/linker-level';
import type { Level } from '../result/level';
import type { Judgement } from '../result/case-result';
import { GOLDEN_HOST } from '../../case/golden-host';

/** What is compared with the goldens. */
export interface GoldenJudging {
  readonly golden: GoldenCase;
  readonly levels: readonly LinkerLevel[];
  /** Whether the picture is compared. It is drawn from the linker's node dumps. */
  readonly hasPicture: boolean;
  /** Folder for the full explanations of differences. */
  readonly reports: string | null;
  /**
   * Whether it was not yet told what is wrong with the digests as a whole. The first judgement that would pass fails
   * in its place: once for a case, and never where a failure is expected.
   */
  isOriginUntold: boolean;
}

/** Compares the node dump, bytes and picture of an update with its goldens, and explains it once. */
export function judgeGolden(
  judging: GoldenJudging,
  index: number,
  host: HostName,
  { nodes }: LinkedImage,
): readonly Judgement[] {
  const { golden, levels, hasPicture, reports } = judging;
  const judge = (level: Level, comparison: GoldenComparison, isExplained: boolean): Judgement => {
    const common = { level, variant: host, details: [] };
    if (comparison.result === 'same') {
      const origin = judging.isOriginUntold ? golden.compareOrigin() : comparison;
      judging.isOriginUntold = false;
      return origin.result === 'different'
        ? { ...common, verdict: 'fail', ...whatDiffers(origin) }
        : { ...common, verdict: 'pass', reason: null };
    }
    if (comparison.result === 'missing' && golden.isWithoutGoldens) {
      const reason = `there are no goldens; accept what the reference makes with: ${golden.acceptCommand}`;
      return { ...common, verdict: 'unsupported', reason };
    }
    const found =
      comparison.result === 'missing'
        ? { reason: `there is no golden; accept one with: ${golden.acceptCommand}` }
        : whatDiffers(comparison);
    const details = isExplained ? explainFailure(golden, index, host, reports) : [];
    return { ...common, verdict: 'fail', ...found, details };
  };
  const judgements: Judgement[] = [];
  const bytes = levels.includes('bytes') ? golden.compareImage(index, host) : null;
  // A difference of the bytes explains that of the dump.
  const isExplained = bytes === null || bytes.result === 'same';
  if (levels.includes('nodes')) {
    judgements.push(
      nodes === null
        ? {
            level: 'nodes',
            variant: host,
            verdict: 'fail',
            reason: 'the linker gives no node dump',
            details: [],
          }
        : judge('nodes', golden.compareNodes(index, host), isExplained),
    );
  }
  if (bytes !== null) judgements.push(judge('bytes', bytes, true));
  if (hasPicture && host === GOLDEN_HOST) {
    judgements.push(judge('picture', golden.comparePicture(index), false));
  }
  return judgements;
}

/** The reason, and the cause that failures of other cases share, if it is known. */
function whatDiffers({
  reason,
  cause,
}: Extract<GoldenComparison, { result: 'different' }>): Pick<Judgement, 'reason' | 'cause'> {
  return cause === undefined ? { reason } : { reason, cause };
}
