import { writeObject, type WrittenObject } from '../../../image/coff-object/testing/write-object';
import { importListing, importObject, type ImportedObject } from '../import-object';
import { FROM_KERNEL32 } from './fixtures';

/** What is imported of a written object. */
export function imported(object: WrittenObject): ImportedObject {
  return importObject(writeObject(object), FROM_KERNEL32);
}

/** The lines of a written object's #link block. */
export function listing(object: WrittenObject): readonly string[] {
  return importListing(imported(object), null);
}

/** The blocks that an object is cut into: the symbols of its listing, less the jumps into them. */
export function named(object: WrittenObject): readonly string[] {
  const { symbols, exportedJumps } = imported(object);
  return symbols.map(({ key }) => key).slice(0, symbols.length - exportedJumps.length);
}
