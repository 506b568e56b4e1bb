import { type Landmark, type MappedRegion } from './memory-model';
import { grownOrShrunk, type Change, type ChangeKind } from '../../image/node-dump/node-changes';
import { count, hex } from '../../text/numbers';

/** A short text on a ground whose colour says what kind of change it tells; "plain" is none. */
export interface Chip {
  readonly kind: ChangeKind | 'gone' | 'plain';
  readonly text: string;
}

/** What happened to a node, in few words. */
export function chipOf(change: Change): Chip {
  const { kind } = change;
  switch (kind) {
    case 'new':
      return { kind, text: 'new' };
    case 'moved':
      return { kind, text: `moved ${fromTo(change)}` };
    case 'resized':
      return { kind, text: `${grownOrShrunk(change.from, change.to)} ${fromTo(change)}` };
    case 'bytes':
      return { kind, text: count(change.count, 'other byte') };
    case 'attribute':
      return { kind, text: change.text };
  }
}

/** What happened to a part of memory. `was` is null if there was none of that name. */
export function regionChips(region: MappedRegion, was: MappedRegion | null): Chip[] {
  if (was === null) return [{ kind: 'new', text: 'new' }];
  const chips: Chip[] = [];
  if (region.rva !== was.rva) {
    chips.push({ kind: 'moved', text: `moved ${fromTo({ from: was.rva, to: region.rva })}` });
  }
  if (region.virtualSize !== was.virtualSize) {
    const sizes = { from: was.virtualSize, to: region.virtualSize };
    const text = `${grownOrShrunk(sizes.from, sizes.to)} ${fromTo(sizes)}`;
    chips.push({ kind: 'resized', text });
  }
  if (protection(region) !== protection(was)) {
    const text = `${protection(was)} → ${protection(region)}`;
    chips.push({ kind: 'attribute', text });
  }
  return chips;
}

/** What happened to something that the headers point to. `was` is null if it was not there. */
export function landmarkChips(landmark: Landmark, was: Landmark | null): Chip[] {
  if (was === null) return [{ kind: 'new', text: 'new' }];
  const chips: Chip[] = [];
  if (landmark.rva !== was.rva) chips.push({ kind: 'moved', text: `was ${hex(was.rva)}` });
  if (landmark.size !== was.size && was.size !== null && landmark.size !== null) {
    const word = grownOrShrunk(was.size, landmark.size);
    chips.push({ kind: 'resized', text: `${word} from ${hex(was.size)}` });
  }
  return chips;
}

function fromTo({ from, to }: { readonly from: number; readonly to: number }): string {
  return `${hex(from)} → ${hex(to)}`;
}

function protection({ canRead, canWrite, canExecute }: MappedRegion): string {
  return `${canRead ? 'R' : '-'}${canWrite ? 'W' : '-'}${canExecute ? 'X' : '-'}`;
}
