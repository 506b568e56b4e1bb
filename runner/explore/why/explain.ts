import type { LinkDecision, LinkTables } from '../../../reference';
import type { Op } from '../../case/link-script/op';
import type { StepEvents } from '../events/step-events';
import { decisionReason } from './decision-reason';
import { openingReason } from './opening-reason';
import type { Reason } from './reason';
import { relocationReasons } from './relocation-reason';
import { sectionReasons } from './section-reason';

/**
 * Says what happened in a step, and why. Every sentence comes from an event of the linker; none is
 * guessed from a difference.
 * @param op null for the start of the linker
 */
export function explain(op: Op | null, events: StepEvents, tables: LinkTables): readonly Reason[] {
  const opening = openingReason(op, events, tables);
  const decided = withoutRepeats(events.decisions)
    .map((decision) => decisionReason(decision, tables))
    .filter((reason) => reason !== null);
  return [
    ...(opening === null ? [] : [opening]),
    ...decided,
    ...sectionReasons(events.decisions, tables),
    ...relocationReasons(events, tables),
  ];
}

/** A node that tries again after its parent grew tells the same once more. */
function withoutRepeats(decisions: readonly LinkDecision[]): readonly LinkDecision[] {
  const told = new Set<string>();
  return decisions.filter((decision) => {
    const key = JSON.stringify(decision);
    if (told.has(key)) return false;
    told.add(key);
    return true;
  });
}
