import type { Machine } from '../../../reference';
import type { PatchedPlace } from '../../image/read/base-relocations';
import { hex } from '../../text/numbers';
import type { PlacedSymbol } from './check-placement';
import { fieldType } from './field-value';
import type { MisfitList } from './misfit-list';

/** Bytes of the widest base relocation, DIR64. */
export const WIDEST = 8;

/** What is expected where another place is patched. */
export const UNEXPECTED_PLACE = 'base relocations for absolute addresses alone';

/**
 * Checks that the loader, if it moves the image, patches nothing of the program but absolute
 * addresses: RVAs, distances and plain bytes stay as they are. Jumps to imports are checked by `checkThunks`;
 * what else lies outside of the program's symbols is the linker's own.
 * @param places by rising RVA
 */
export function checkPatchedPlaces(
  machine: Machine,
  symbols: Iterable<PlacedSymbol>,
  places: readonly PatchedPlace[],
  list: MisfitList,
): void {
  for (const symbol of symbols) {
    const end = symbol.rva + symbol.content.bytes.length;
    if (end === symbol.rva) continue;
    const widths = addressWidths(machine, symbol);
    for (let i = firstFrom(places, symbol.rva - WIDEST + 1); i < places.length; i += 1) {
      const place = places[i];
      if (place === undefined || place.rva >= end) break;
      if (place.rva + place.width <= symbol.rva) continue;
      const offset = place.rva - symbol.rva;
      if (widths.get(offset)?.has(place.width) === true) continue;
      const found = `a base relocation of ${hex(place.width)} bytes at ${hex(place.rva)}`;
      const where = { symbol: symbol.key, offset: Math.max(0, offset) };
      list.add('unexpected-base-relocation', where, found, UNEXPECTED_PLACE);
    }
  }
}

/** The widths in bytes of the absolute addresses in a symbol, by offset. */
function addressWidths(
  machine: Machine,
  { content }: PlacedSymbol,
): ReadonlyMap<number, ReadonlySet<number>> {
  const widths = new Map<number, Set<number>>();
  for (const { type: name, offset } of content.fields) {
    const type = fieldType(machine, name);
    if (type?.kind !== 'address') continue;
    widths.set(offset, (widths.get(offset) ?? new Set()).add(type.width));
  }
  return widths;
}

/** Index of the first place at an RVA or after it. */
export function firstFrom(places: readonly PatchedPlace[], rva: number): number {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle]?.rva ?? 0) < rva) low = middle + 1;
    else high = middle;
  }
  return low;
}
