import type { Coff } from './coff';
import { byteArray, u32 } from './codec';
import { DirectoryEntry, type ImageDataDirectory } from './data-directory';
import { DebugDirectoryEntry, DebugType } from './debug-directory';
import { CoffError } from './error';
import { Layout } from './layout';
import { textUpToNul } from './text';

/**
 * The identity of a PDB, before its path: CodeView's PDB 7.0 form. No declaration of upstream's.
 */
const CodeViewRecord = new Layout(
  'CodeView',
  { size: 24, whenCut: 'MissingCoffSection' },
  {
    /** `RSDS`, little-endian. */
    signature: u32,
    guid: byteArray(16),
    age: u32,
  },
);
const RSDS = 0x53445352;

/** The PDB that an image names. */
export interface Pdb {
  readonly guid: Uint8Array<ArrayBuffer>;
  readonly age: number;
  /** Null if it does not end before the file does. */
  readonly path: string | null;
}

/** The PDB of the first CodeView entry of the debug directory, or null. See `Coff.getPdbPath`. */
export function getPdb(coff: Coff): Pdb | null {
  const directory = coff.getDataDirectories()[DirectoryEntry.DEBUG];
  if (directory === undefined) return null;
  const offset = codeViewOffset(coff, directory);
  if (offset === null) return null;
  const { signature, guid, age } = CodeViewRecord.read(coff.data, offset);
  if (signature !== RSDS) {
    throw new CoffError('InvalidPEMagic', {
      offset,
      field: 'CodeView.signature',
      expected: 'RSDS',
    });
  }
  const start = offset + CodeViewRecord.FILE_SIZE;
  const end = coff.data.indexOf(0, start);
  const path = end === -1 ? null : textUpToNul(coff.data.subarray(start, end));
  return { guid: new Uint8Array(guid), age, path };
}

/** Where the data of the first CodeView entry is, in bytes, or null if there is no such entry. */
function codeViewOffset(coff: Coff, directory: ImageDataDirectory): number | null {
  const start = directoryOffset(coff, directory);
  const count = Math.floor(directory.size / DebugDirectoryEntry.SIZE);
  for (let i = 0; i < count; i += 1) {
    const entry = DebugDirectoryEntry.read(coff.data, start + i * DebugDirectoryEntry.SIZE);
    if (entry.type !== DebugType.CODEVIEW) continue;
    return coff.is_loaded ? entry.address_of_raw_data : entry.pointer_to_raw_data;
  }
  return null;
}

/** Where the debug directory is in the data, in bytes. */
function directoryOffset(coff: Coff, { virtual_address: rva }: ImageDataDirectory): number {
  if (coff.is_loaded) return rva;
  const section = coff
    .getSectionHeaders()
    .find(({ virtual_address: at, virtual_size: size }) => rva >= at && rva < at + size);
  if (section !== undefined) return section.pointer_to_raw_data + (rva - section.virtual_address);
  throw new CoffError('MissingCoffSection', {
    offset: rva,
    field: 'ImageDataDirectory.virtual_address',
    expected: 'the debug directory to be inside a section',
  });
}
