import { coff } from '../../../reference';
import { Allowance } from '../read/budget';
import { readBaseRelocations } from './base-relocation-reader';
import { placeOf, readDirectories, type DirectoryPlace } from './directory-reader';
import { readExports } from './export-reader';
import { fileKind } from '../read/file-kind';
import { readHeaders } from './header-reader';
import { ImageMemory } from './image-memory';
import { readDelayImports, readImports } from './import-reader';
import { readImportObject } from './import-object-reader';
import type { Inspection, ObjectInspection } from './inspection';
import { readRelocations } from './relocation-reader';
import { readSections } from './section-reader';
import { StringTable } from '../read/string-table';
import { readSymbols } from './symbol-reader';

/**
 * Reads all of a PE image, a COFF object or an import object that can be read; each part says what
 * cannot. Time and memory are bounded by the size of the file, whatever is in it.
 *
 * @throws UnreadableFile if it is none of these
 */
export function inspect(bytes: Uint8Array): Inspection {
  const kind = fileKind(bytes);
  const size = bytes.length;
  if (kind.kind === 'import_object') {
    return { kind: kind.kind, size, headers: readImportObject(bytes) };
  }
  const headers = readHeaders(bytes, kind);
  const allowance = new Allowance(size);
  const strings = new StringTable(bytes, headers.header, allowance, headers.symbolSize);
  const { part: sections, views } = readSections(bytes, headers, strings);
  const front = { size, headers: headers.document, sections };
  const readBack = (): Pick<ObjectInspection, 'symbols' | 'relocations'> => {
    const symbols = readSymbols(bytes, headers, strings, allowance);
    const relocations = readRelocations(bytes, headers, views, symbols.rows, allowance);
    return { symbols, relocations };
  };
  if (kind.kind === 'object') return { kind: kind.kind, ...front, ...readBack() };
  const memory = new ImageMemory(bytes, headers, views, allowance);
  const directories = readDirectories(headers, memory);
  const place = (entry: coff.DirectoryEntry): DirectoryPlace | null =>
    placeOf(entry, headers, directories);
  const { IMPORT, DELAY_IMPORT, EXPORT, BASERELOC } = coff.DirectoryEntry;
  return {
    kind: kind.kind,
    ...front,
    directories,
    imports: readImports(memory, place(IMPORT)),
    delay_imports: readDelayImports(memory, place(DELAY_IMPORT), headers.imageBase),
    exports: readExports(memory, place(EXPORT)),
    base_relocations: readBaseRelocations(memory, place(BASERELOC)),
    ...readBack(),
  };
}
