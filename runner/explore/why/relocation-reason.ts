import type { LinkTables, SymbolIndex } from '../../../reference';
import type { RelocationEvent, StepEvents } from '../events/step-events';
import type { Reason } from './reason';
import { count, hex } from '../../text/numbers';
import { listed } from './listed';

/** Which relocations were applied, and which were put off and why. */
export function relocationReasons(
  { relocations }: StepEvents,
  tables: LinkTables,
): readonly Reason[] {
  const reasons: Reason[] = [];
  const last = new Map<string, RelocationEvent>();
  for (const event of relocations) last.set(`${event.location}+${event.offset}`, event);
  const events = [...last.values()];
  const applied = events.filter(({ waitsFor }) => waitsFor === null);
  if (applied.length > 0) reasons.push(reason(appliedText(applied, tables)));
  const waiting = new Map<SymbolIndex, RelocationEvent[]>();
  for (const event of events) {
    if (event.waitsFor === null) continue;
    waiting.set(event.waitsFor, [...(waiting.get(event.waitsFor) ?? []), event]);
  }
  for (const [end, group] of waiting) reasons.push(reason(waitingText(end, group, tables)));
  return reasons;
}

function appliedText(applied: readonly RelocationEvent[], tables: LinkTables): string {
  const places = applied.map(
    (event) => `${fieldName(event, tables)} to ${targetName(event, tables)}`,
  );
  const [first = ''] = places;
  return applied.length === 1
    ? `Both ends of the relocation at ${first} are at rest, so it is applied.`
    : `${count(applied.length, 'relocation')} of which both ends are at rest are applied: ${listed(places)}.`;
}

function waitingText(
  end: SymbolIndex,
  group: readonly RelocationEvent[],
  tables: LinkTables,
): string {
  const name = tables.symbolName(end);
  const isPlaced = tables.nodeOf(end) !== null;
  const why = isPlaced
    ? `${name} has moved, and that was not acted on yet`
    : `${name} is not placed yet`;
  const [first] = group;
  if (group.length === 1 && first !== undefined) {
    const then = isPlaced ? 'Acting on it applies it.' : 'It is applied once it is.';
    const field = `${fieldName(first, tables)} to ${targetName(first, tables)}`;
    return `The relocation at ${field} is not applied: ${why}. ${then}`;
  }
  const then = isPlaced ? 'Acting on it applies them.' : 'They are applied once it is.';
  const fields = listed(group.map((event) => fieldName(event, tables)));
  return `${count(group.length, 'relocation')} are not applied, at ${fields}: ${why}. ${then}`;
}

function fieldName({ location, offset }: RelocationEvent, tables: LinkTables): string {
  return `${tables.symbolName(location)}+${hex(offset)}`;
}

function targetName({ target }: RelocationEvent, tables: LinkTables): string {
  return tables.symbolName(target);
}

function reason(text: string): Reason {
  return {
    text,
    upstream: 'Coff2.Reloc.apply',
    file: 'reference/link/relocator.ts',
    quirk: null,
  };
}
