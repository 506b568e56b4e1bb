import type { HostName } from '../../reference';
import type { Update } from '../case/case';
import type { LinkFailure } from '../linker/implementation';
import type { ProgramState } from '../case/program/program-state';
import type { Level } from '../linker/protocol/levels';
import type { Judgement } from './case-result';

/** An update of which there is no image. */
export interface MissingImage {
  readonly update: Update;
  readonly program: ProgramState;
  readonly host: HostName;
  /** What would have been judged, but for what this update has nothing of. */
  readonly levels: readonly Level[];
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

/** How the reason begins where the linker failed in an update before: what that one says is enough. */
export const NO_IMAGE_SINCE = 'no image since an update before: ';

/** Judges an update of which a linker made no image: the same on all levels. */
export function judgeFailure(
  { outcome, reason, details }: LinkFailure,
  { update, program, host, levels, isRun, isFirst }: MissingImage,
): readonly Judgement[] {
  const isAsked: Record<Level, boolean> = {
    valid: program.wasFlushed,
    runs: isRun && update.outcome?.kind === 'run',
    meaning: program.isFlushed,
    nodes: true,
    bytes: true,
  };
  const told = `${FAILED[outcome]}: ${reason}`;
  const common = {
    host,
    verdict: outcome === 'unsupported' ? 'unsupported' : 'fail',
    reason: isFirst || outcome === 'unsupported' ? told : `${NO_IMAGE_SINCE}${told}`,
    details: isFirst ? details : [],
    outcome,
  } as const;
  return levels.filter((level) => isAsked[level]).map((aspect) => ({ aspect, ...common }));
}
