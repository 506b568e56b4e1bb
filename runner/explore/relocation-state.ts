import type { LinkTables, RelocationRow, SymbolIndex } from '../../reference';
import type { RelocationEvent } from './events/step-events';
import type { Step } from './step';

/** How it stands with a relocation after a step. */
export type RelocationState =
  /** Its field holds what it should. */
  | { readonly kind: 'applied'; readonly step: number }
  /** An end is not placed, or has moved; acting on that applies it. */
  | { readonly kind: 'waits'; readonly waitsFor: SymbolIndex }
  /** Both ends are at rest, and yet nothing has applied it: see the quirk import-thunk-raises-no-move. */
  | { readonly kind: 'never_applied' };

/** How it stands with a relocation, from what the linker told up to a step. */
export function relocationState(
  steps: readonly Step[],
  upTo: number,
  tables: LinkTables,
  row: RelocationRow,
): RelocationState {
  for (const end of [row.location, row.target]) {
    if (!tables.isAtRest(end)) return { kind: 'waits', waitsFor: end };
  }
  const isOfRow = (event: RelocationEvent): boolean =>
    event.location === row.location && event.offset === row.offset && event.target === row.target;
  for (let index = upTo; index >= 0; index -= 1) {
    const step = steps[index];
    if (step === undefined) continue;
    const last = step.relocations.findLast(isOfRow);
    if (last?.waitsFor === null) return { kind: 'applied', step: index };
    // An older event is about the relocations of the content before.
    if (writesContent(step, row.location)) break;
  }
  return { kind: 'never_applied' };
}

function writesContent({ touches }: Step, symbol: SymbolIndex): boolean {
  return touches.some(
    (touch) =>
      touch.kind === 'write' && touch.cause.kind === 'content' && touch.cause.symbol === symbol,
  );
}
