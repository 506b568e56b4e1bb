import type { SymbolAddress } from '../../image/linked-image';
import type { ProgramState } from '../../case/program/program-state';
import { checkExports } from './check-exports';
import { checkHeader } from './check-header';
import { checkImports } from './check-imports';
import { checkPatchedPlaces } from './check-patched-places';
import { checkPlacement } from './check-placement';
import { checkContents } from './check-contents';
import { checkThunks, type ReachedThunk } from './check-thunks';
import { ImportIndex } from './import-index';
import { importList } from './import-list';
import { patchedPlaces, relocatedAddresses } from '../../image/read/base-relocations';
import { LoadedImage } from '../../image/read/loaded-image';
import type { Misfit } from './misfit';
import { MisfitList } from './misfit-list';

/**
 * Compares an image with the program that it should be, whatever its layout. Any bytes and addresses
 * may be given; the work is bounded by their number.
 *
 * @param program what was handed over. An image must contain a program only after a flush, so it is
 *   judged only if `program.isFlushed`, and not after an update with compile errors
 * @param symbols the linker's symbol map
 * @returns the misfits, at most `MISFITS_OF_A_KIND` of each kind; null if `program` is not flushed
 */
export function checkMeaning(
  program: ProgramState,
  image: Uint8Array,
  symbols: readonly SymbolAddress[],
): readonly Misfit[] | null {
  if (!program.isFlushed) return null;
  const list = new MisfitList();
  const loaded = LoadedImage.read(image);
  if (typeof loaded === 'string') {
    list.add('unreadable-image', { symbol: '' }, loaded, 'a PE image');
    return list.misfits;
  }
  checkHeader(program, loaded, list);
  const placed = checkPlacement(program, loaded, symbols, list);
  const importedNow = importList(loaded.image);
  const imports = new ImportIndex(importedNow.functions);
  const relocated = relocatedPlaces(loaded);
  const thunks = new Map<number, ReachedThunk>();
  checkContents({ program, loaded, placed, imports, relocated, thunks, list });
  if (relocated !== null) {
    const { machine } = program.options;
    const { baseRelocations } = loaded.image;
    const places = baseRelocations === null ? [] : patchedPlaces(baseRelocations);
    checkPatchedPlaces(machine, placed.values(), places, list);
    checkThunks(machine, thunks.values(), places, list);
  }
  checkImports(program, importedNow, imports, list);
  checkExports(program, loaded, placed, list);
  return list.misfits;
}

/** Null for an image that cannot be moved, and needs no base relocations. */
function relocatedPlaces({ image, headers }: LoadedImage): ReadonlyMap<number, number> | null {
  if (headers.header.value.flags.RELOCS_STRIPPED) return null;
  const { baseRelocations } = image;
  return baseRelocations === null ? new Map() : relocatedAddresses(baseRelocations);
}
