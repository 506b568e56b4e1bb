import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import {
  Coff,
  DebugDirectoryEntry,
  DebugType,
  DirectoryEntry,
  Header,
  ImageDataDirectory,
  OptionalHeader,
  SectionHeader,
} from '..';
import { concat, padded } from './bytes';

/** A PE32+ image that upstream's linker wrote, from the oracle. */
export function helloImage(): Uint8Array {
  const path = join(__dirname, '../../../oracle/full/hello.linux-tmpfs.0.img.gz');
  return new Uint8Array(gunzipSync(readFileSync(path)));
}

export const PDB = {
  guid: Uint8Array.from({ length: 16 }, (_, i) => i),
  age: 7,
  path: 'C:\\a.pdb',
};

const PE_OFFSET = 0x40;
const SECTION_OFFSET = 0x400;
const SECTION_RVA = 0x800;
const CODE_VIEW = DebugDirectoryEntry.SIZE * 2;

/**
 * The smallest image with a PDB: one section, `.rdata`, that holds a debug directory of two entries
 * (of no kind, and CodeView) and the CodeView record. In memory it starts 0x400 bytes later than in
 * the file.
 */
export function imageWithPdb(form: 'PE32' | 'PE32+' = 'PE32+'): Uint8Array {
  const optional = OptionalHeader[form];
  const bytes = new Uint8Array(SECTION_OFFSET);
  bytes.set(padded('MZ', 2));
  bytes[0x3c] = PE_OFFSET;
  bytes.set(padded('PE', 4), PE_OFFSET);
  const at = PE_OFFSET + 4;
  const directories = at + Header.SIZE + optional.SIZE;
  const sections = directories + 16 * ImageDataDirectory.SIZE;
  Header.write(bytes, at, {
    ...Header.read(bytes, at),
    number_of_sections: 1,
    size_of_optional_header: sections - at - Header.SIZE,
  });
  const view = new DataView(bytes.buffer);
  const standard = at + Header.SIZE;
  view.setUint16(standard, OptionalHeader.Magic[form], true);
  view.setUint32(standard + optional.offsetOf('image_base'), 0x40_0000, true);
  view.setUint32(standard + optional.offsetOf('number_of_rva_and_sizes'), 16, true);
  const debug = directories + ImageDataDirectory.SIZE * DirectoryEntry.DEBUG;
  ImageDataDirectory.write(bytes, debug, { virtual_address: SECTION_RVA, size: CODE_VIEW });

  const section = sectionWithPdb();
  SectionHeader.write(bytes, sections, {
    ...SectionHeader.read(bytes, sections),
    name: padded('.rdata', 8),
    virtual_size: section.length,
    virtual_address: SECTION_RVA,
    size_of_raw_data: section.length,
    pointer_to_raw_data: SECTION_OFFSET,
  });
  return concat(bytes, section);
}

function sectionWithPdb(): Uint8Array {
  const directory = new Uint8Array(CODE_VIEW);
  const second = DebugDirectoryEntry.SIZE;
  DebugDirectoryEntry.write(directory, second, {
    ...DebugDirectoryEntry.read(directory, second),
    type: DebugType.CODEVIEW,
    address_of_raw_data: SECTION_RVA + CODE_VIEW,
    pointer_to_raw_data: SECTION_OFFSET + CODE_VIEW,
  });
  const age = Uint8Array.of(PDB.age, 0, 0, 0);
  return concat(directory, padded('RSDS', 4), PDB.guid, age, padded(PDB.path, PDB.path.length + 1));
}

/** The image as the loader places it: each section at its RVA. */
export function loaded(file: Uint8Array): Uint8Array {
  const sections = Coff.init(file, false).getSectionHeaders();
  const size = Math.max(...sections.map((each) => each.virtual_address + each.virtual_size));
  const memory = new Uint8Array(size);
  memory.set(file.subarray(0, Math.min(...sections.map((each) => each.pointer_to_raw_data))));
  for (const { virtual_address, virtual_size, pointer_to_raw_data: at } of sections) {
    memory.set(file.subarray(at, at + virtual_size), virtual_address);
  }
  return memory;
}
