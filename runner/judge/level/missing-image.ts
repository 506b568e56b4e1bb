import type { HostName } from '../../../reference/index';
import type { Update } from '../../case/case';
import type { LinkFailure } from '../../linker/implementation';
import type { ProgramState } from '../../case/program/program-state';
import type { LinkerLevel } from '../../linker/protocol/linker-level';
import type { Level } from '../result/level';
import type { Judgement } from '../result/case-result';

/** An update of which there is no image. */
export interface MissingImage {
  readonly update: Update;
  readonly program: ProgramState;
  readonly host: HostName;
  /** What would have been judged, but for what this update has nothing of. */
  readonly levels: readonly LinkerLevel[];
  /** Whether images are run. */
  readonly isRun: boolean;
  /** Whether it is with this update that the linker failed; if not, it was one before. */
  readonly isFirst: boolean;
}

/** How a failure is told. */
const FAILED = {
  refused: 'refused',
  unsupported: 'unsupported',
  crash: 'crash',
  timeout: 'timeout',
  protocol: 'protocol error',
} as const;

/**
 * The reason of a judgement on an image that is missing.
 * @param isFirst whether the failure is this update's own; if not, an earlier update failed so
 */
export function failureReason(
  reason: string,
  isFirst: boolean,
): Pick<Judgement, 'reason' | 'isConsequence'> {
  if (isFirst) return { reason };
  return { reason: `no image since an earlier update: ${reason}`, isConsequence: true };
}

/** Judges an update of which a linker made no image: the same on all levels. */
export function judgeFailure(
  { outcome, reason, details }: LinkFailure,
  { update, program, host, levels, isRun, isFirst }: MissingImage,
): readonly Judgement[] {
  const isAsked: Record<LinkerLevel, boolean> = {
    valid: program.wasFlushed,
    runs: isRun && update.outcome?.kind === 'run',
    meaning: program.isFlushed,
    nodes: true,
    bytes: true,
  };
  const what = `${FAILED[outcome]}: ${reason}`;
  const common = {
    variant: host,
    verdict: outcome === 'unsupported' ? 'unsupported' : 'fail',
    details: isFirst ? details : [],
    outcome,
    ...failureReason(what, isFirst || outcome === 'unsupported'),
  } as const;
  const judged: readonly Level[] = levels.filter((level) => isAsked[level]);
  // How a linker fails is told even where the update has nothing to judge an image on.
  const told: readonly Level[] = judged.length === 0 && isFirst ? ['outcome'] : judged;
  return told.map((level) => ({ level, ...common }));
}
