import { itemSize, type Item, type ItemTarget } from '../script/fuzz-script';
import type { Chance } from './chance';

/** A field of a piece that gets an address. */
export interface PieceField {
  /** Bytes from the start of the piece. */
  readonly offset: number;
  readonly target: ItemTarget;
  readonly type: string;
  readonly addend: number;
}

/** A part of content that is written as a whole: an instruction, a pointer, a number. */
export interface Piece {
  readonly item: Item;
  readonly fields: readonly PieceField[];
}

/** A piece of bytes with at most one field. */
export function bytes(hex: string, ...fields: readonly PieceField[]): Piece {
  return { item: hex, fields };
}

/**
 * Pieces as the items of an op. A code generator adds a relocation right after it has written the field;
 * here it may also come long before or after.
 */
export function itemsOf(pieces: readonly Piece[], pointerSize: number, chance: Chance): Item[] {
  const items: Item[] = [];
  let end = 0;
  const isJumbled = chance.percent(20);
  const later: Item[] = [];
  for (const { item, fields } of pieces) {
    const start = end;
    end += itemSize(item, pointerSize);
    const last = items.at(-1);
    // A write that follows another one may have been one with it.
    if (isJumbled && typeof last === 'string' && typeof item === 'string' && chance.percent(30)) {
      items[items.length - 1] = last + item;
    } else items.push(item);
    for (const field of fields) {
      const offset = start + field.offset;
      const reloc = relocItem(field, isJumbled || offset !== end - 4 ? offset : null);
      (isJumbled ? later : items).push(reloc);
    }
    if (chance.percent(2)) items.push({ rebase: chance.integer(0, 40) });
  }
  for (const item of later) items.splice(chance.integer(0, items.length), 0, item);
  return items;
}

function relocItem({ target, type, addend }: PieceField, offset: number | null): Item {
  return {
    reloc: target,
    type,
    ...(addend === 0 ? {} : { addend }),
    ...(offset === null ? {} : { offset }),
  };
}
