import { coff } from '../../../reference';
import type { Reader } from './reader';
import { imagePlaces } from './image-places';
import { objectPlaces } from './object-places';
import { seedFile } from './seed-files';

/** Every method of `std.coff` that reads a file. */
export const COFF_STRUCTURES: Reader = {
  name: 'std-coff',
  what: 'the structures of std.coff',
  form: 'bytes',
  seeds: () => [
    ...['goldens/dll/01-initial-version.exe', 'runner/image/check/fixtures/features.dll']
      .map((name) => seedFile(name))
      .map((seed) => ({ ...seed, places: imagePlaces(seed.bytes) })),
    ...['clang-O2', 'gcc-O0', 'nasm']
      .map((name) => seedFile(`runner/case/object-import/fixtures/${name}.obj`))
      .map((seed) => ({ ...seed, places: objectPlaces(seed.bytes) })),
  ],
  read: (bytes) => {
    for (const isLoaded of [false, true]) readAll(bytes, isLoaded);
  },
  refusals: [],
};

/** What a reader gives; null for the error that says where. */
function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof coff.Error) return null;
    throw error;
  }
}

function readAll(bytes: Uint8Array, isLoaded: boolean): void {
  const file = attempt(() => coff.Coff.init(bytes, isLoaded));
  if (file === null) return;
  attempt(() => file.getPdbPath());
  attempt(() => file.getOptionalHeader());
  attempt(() => file.getOptionalHeader32());
  attempt(() => file.getOptionalHeader64());
  attempt(() => file.getImageBase());
  attempt(() => file.getNumberOfDataDirectories());
  attempt(() => file.getDataDirectories());
  attempt(() => file.strtabRequired());
  attempt(() => file.getSectionByName('.text'));
  for (const header of attempt(() => file.getSectionHeadersAlloc()) ?? []) {
    attempt(() => file.getSectionName(header));
    attempt(() => file.getSectionDataAlloc(header));
  }
  const strings = attempt(() => file.getStrtab());
  const symbols = attempt(() => file.getSymtab())?.slice(0, null);
  if (symbols === undefined) return;
  for (let one = attempt(() => symbols.next()); one !== null; one = attempt(() => symbols.next())) {
    const offset = coff.Symbol.getNameOffset(one);
    if (offset !== null) attempt(() => strings?.get(offset));
  }
}
