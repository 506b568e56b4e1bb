import type { HostName } from '../../../reference/index';
import type { Update } from '../../case/case';
import type { LinkFailure } from '../../linker/implementation';
import type { ProgramState } from '../../case/program/program-state';
import type { LinkerLevel } from '../../linker/protocol/linker-level';
import type { Level } from '../result/level';
import type { Judgement } from '../result/case-result';
import { failureCause } from '../result/failure-cause';

/** An update without an image. */
export interface MissingImage {
  readonly update: Update;
  readonly program: ProgramState;
  readonly host: HostName;
  /** The levels that it would have been judged on. */
  readonly levels: readonly LinkerLevel[];
  /** Whether images are run. */
  readonly isRun: boolean;
  /** Whether the linker failed in this update; otherwise it failed in an earlier one. */
  readonly isFirst: boolean;
}

/** Names of the failures in messages. */
const FAILED = {
  refused: 'refused',
  unsupported: 'unsupported',
  crash: 'crash',
  timeout: 'timeout',
  protocol: 'protocol error',
} as const;

/**
 * The reason of a judgement if there is no image.
 * @param isFirst whether this update failed; otherwise an earlier one did
 */
export function failureReason(
  reason: string,
  isFirst: boolean,
): Pick<Judgement, 'reason' | 'cause' | 'isConsequence'> {
  if (isFirst) return { reason };
  return {
    reason: `no image since an earlier update: ${reason}`,
    cause: failureCause({ reason }),
    isConsequence: true,
  };
}

/** Judges an update without an image: the verdict is the same on all levels. */
export function judgeFailure(
  { outcome, reason, details }: LinkFailure,
  { update, program, host, levels, isRun, isFirst }: MissingImage,
): readonly Judgement[] {
  const isAsked: Record<LinkerLevel | 'same', boolean> = {
    valid: program.wasFlushed,
    runs: isRun && update.outcome?.kind === 'run',
    meaning: program.isFlushed,
    same: program.isFlushed && levels.includes('runs'),
    incremental: program.isFlushed,
    nodes: update.isWithoutGoldens !== true,
    bytes: update.isWithoutGoldens !== true,
  };
  const what = `${FAILED[outcome]}: ${reason}`;
  const common = {
    variant: host,
    verdict: outcome === 'unsupported' ? 'unsupported' : 'fail',
    details: isFirst ? details : [],
    outcome,
    ...failureReason(what, isFirst || outcome === 'unsupported'),
  } as const;
  const judged: readonly Level[] = [...levels, 'same' as const].filter((level) => isAsked[level]);
  // How a linker fails is told even where the update has nothing to judge an image on.
  const told: readonly Level[] = judged.length === 0 && isFirst ? ['outcome'] : judged;
  return told.map((level) => ({ level, ...common }));
}
