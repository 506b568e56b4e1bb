import { hex } from '../text/numbers';
import type { Comparison } from './comparison';
import type { FoundDifference } from './ledger';
import type { SameDifference } from './same-result';
import type { Hints } from './hints';
import { pathTo } from './difference-path';
import { sideView } from './side-view';

/** A difference with all that a reader needs to judge it, as plain data. */
export function explainDifference(
  comparison: Comparison,
  hints: Hints,
  found: FoundDifference,
): SameDifference {
  const { kind, what, confidence, reference, a, b, other } = found;
  const contradiction =
    other === null
      ? []
      : [`the other way leads from ${hex(other.a)} to ${hex(other.b)}: ${other.reference.how}`];
  return {
    confidence,
    kind,
    what,
    path: pathTo(comparison, reference),
    sides: { a: sideView(comparison.a, a), b: sideView(comparison.b, b) },
    hints: [...hints.of(found), ...contradiction],
  };
}
