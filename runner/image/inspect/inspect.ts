import { coff } from '../../../reference';
import { fileKind } from '../read/file-kind';
import { readImage } from '../read/image';
import { DelayLoadDescriptor } from '../read/layouts';
import { imageAsCoffFile, readBigObject, readCoffObject, type CoffFile } from './coff-file';
import { imageHeaders, objectHeaders } from './header-document';
import { baseRelocationPart, directoryPart, exportPart, importPart } from './image-document';
import { readImportObject } from './import-object-reader';
import type { ImageInspection, Inspection, ObjectInspection } from './inspection';
import { readRelocations } from './relocation-reader';
import { sectionPart } from './section-document';
import { readSymbols } from './symbol-reader';

/**
 * Reads all of a PE image, a COFF object or an import object that can be read; each part says what
 * cannot. Time and memory are bounded by the size of the file, whatever is in it.
 *
 * @throws UnreadableFile if it is none of these
 */
export function inspect(bytes: Uint8Array): Inspection {
  const { kind, header, isBig } = fileKind(bytes);
  const size = bytes.length;
  if (kind === 'import_object') return { kind, size, headers: readImportObject(bytes) };
  if (kind === 'image') return inspectImage(bytes, header);
  const file = isBig === true ? readBigObject(bytes) : readCoffObject(bytes);
  const sections = sectionPart(file);
  return { kind, size, headers: objectHeaders(file), sections, ...inspectSymbols(file) };
}

/** @param header file offset of the COFF header, which is there */
function inspectImage(bytes: Uint8Array, header: number): ImageInspection {
  const image = readImage(bytes);
  const file = imageAsCoffFile(image, coff.Header.read(bytes, header));
  return {
    kind: 'image',
    size: bytes.length,
    headers: imageHeaders(file, image.headers),
    sections: sectionPart(file),
    directories: directoryPart(image),
    imports: importPart(image, image.imports, coff.ImportDirectoryEntry),
    delay_imports: importPart(image, image.delayImports, DelayLoadDescriptor),
    exports: exportPart(image.exports),
    base_relocations: baseRelocationPart(image, image.baseRelocations),
    ...inspectSymbols(file),
  };
}

function inspectSymbols(file: CoffFile): Pick<ObjectInspection, 'symbols' | 'relocations'> {
  const symbols = readSymbols(file);
  return { symbols, relocations: readRelocations(file, symbols.rows) };
}
