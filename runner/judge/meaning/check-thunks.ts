import type { Machine } from '../../../reference';
import type { PatchedPlace } from '../../image/read/base-relocations';
import { hex } from '../../text/numbers';
import { firstFrom, UNEXPECTED_PLACE, WIDEST } from './check-patched-places';
import type { MisfitList } from './misfit-list';

/** Bytes of what leads to a slot. */
const FIELD_SIZE = 4;

/** A jump to an import that a field of the program leads to. */
export interface ReachedThunk {
  /** The import, as `importKey` names it. */
  readonly key: string;
  /** RVA of its first byte. */
  readonly start: number;
  /** RVA of the 4 bytes that lead to the slot, its last ones. */
  readonly field: number;
}

/**
 * Checks that the loader, if it moves the image, patches of the jumps to imports the address of the slot, which
 * only those of i386 have, and nothing else.
 * @param places by rising RVA
 */
export function checkThunks(
  machine: Machine,
  thunks: Iterable<ReachedThunk>,
  places: readonly PatchedPlace[],
  list: MisfitList,
): void {
  const hasAddress = machine === 'I386';
  for (const { key, start, field } of thunks) {
    let isPatched = false;
    for (let i = firstFrom(places, start - WIDEST + 1); i < places.length; i += 1) {
      const place = places[i];
      if (place === undefined || place.rva >= field + FIELD_SIZE) break;
      if (place.rva + place.width <= start) continue;
      if (hasAddress && place.rva === field && place.width === FIELD_SIZE) {
        isPatched = true;
        continue;
      }
      const found = `a base relocation of ${hex(place.width)} bytes at ${hex(place.rva)}, in the jump to it`;
      list.add('unexpected-base-relocation', { symbol: key }, found, UNEXPECTED_PLACE);
    }
    if (!hasAddress || isPatched) continue;
    const found = `the address in the jump to it at ${hex(field)}, in an image that may be moved`;
    list.add('no-base-relocation', { symbol: key }, found, 'a base relocation for it');
  }
}
