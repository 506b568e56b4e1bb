import { coff } from '../../../reference';
import { alignUp } from '../../text/numbers';

/** Alignment of sections in memory. */
export const PAGE = 0x1000;
const FILE_ALIGNMENT = 0x200;
const HEADERS_SIZE = 0x400;
const PE_OFFSET = 0x80;

/** A section of an image. */
export interface FileSection {
  readonly name: string;
  readonly rva: number;
  /** Bytes in memory. */
  readonly size: number;
  /** Bytes in the file, which has zeroes after them up to its alignment. */
  readonly raw: Uint8Array;
}

/** Where an image has a table that the loader reads. */
export interface FileDirectory {
  readonly rva: number;
  readonly size: number;
}

/** What the headers of an image say, and its sections. */
export interface FileContents {
  readonly is64: boolean;
  readonly isDll: boolean;
  readonly hasBaseRelocations: boolean;
  readonly imageBase: number;
  /** RVA; 0 for none. */
  readonly entry: number;
  readonly subsystem: coff.EnumValue<'coff.Subsystem'>;
  readonly sections: readonly FileSection[];
  /** By name: "IMPORT". */
  readonly directories: Readonly<Record<string, FileDirectory>>;
}

/** Room for bytes of a section in a file. */
export function rawBytes(size: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(alignUp(size, FILE_ALIGNMENT));
}

/** The file of an image. */
export function programFile(contents: FileContents): Uint8Array {
  const { sections } = contents;
  const raws = sections.map(({ raw }) => alignUp(raw.length, FILE_ALIGNMENT));
  const file = new Uint8Array(HEADERS_SIZE + raws.reduce((sum, size) => sum + size, 0));
  file.set(Buffer.from('MZ'));
  new DataView(file.buffer).setUint32(0x3c, PE_OFFSET, true);
  file.set(Buffer.from('PE'), PE_OFFSET);
  const optional = writeHeaders(file, contents);
  let pointer = HEADERS_SIZE;
  sections.forEach(({ name, rva, size, raw }, i) => {
    const at = optional + i * coff.SectionHeader.FILE_SIZE;
    const header = coff.SectionHeader.read(file, at);
    const rawSize = raws[i] ?? 0;
    coff.SectionHeader.write(file, at, {
      ...header,
      name: Uint8Array.from(Buffer.from(name.padEnd(8, '\0'))),
      virtual_size: size,
      virtual_address: rva,
      size_of_raw_data: rawSize,
      pointer_to_raw_data: rawSize === 0 ? 0 : pointer,
      flags: {
        ...header.flags,
        MEM_READ: true,
        MEM_EXECUTE: name === '.text',
        MEM_WRITE: ['.data', '.idata', '.tls'].includes(name),
      },
    });
    file.set(raw, pointer);
    pointer += rawSize;
  });
  return file;
}

/** @returns file offset of the section table */
function writeHeaders(file: Uint8Array, contents: FileContents): number {
  const { is64, imageBase, sections } = contents;
  const { AMD64, I386 } = coff.IMAGE.FILE.MACHINE;
  const { PE32, 'PE32+': PE32Plus, Magic } = coff.OptionalHeader;
  const layout = is64 ? PE32Plus : PE32;
  const directories = 16;
  const start = PE_OFFSET + 4;
  const optional = start + coff.Header.SIZE;
  const size = layout.SIZE + directories * coff.ImageDataDirectory.SIZE;
  const header = coff.Header.read(file, start);
  coff.Header.write(file, start, {
    ...header,
    machine: is64 ? AMD64 : I386,
    number_of_sections: sections.length,
    size_of_optional_header: size,
    flags: {
      ...header.flags,
      EXECUTABLE_IMAGE: true,
      DLL: contents.isDll,
      RELOCS_STRIPPED: !contents.hasBaseRelocations,
    },
  });
  const last = sections.at(-1);
  const standard = {
    ...coff.OptionalHeader.read(file, optional),
    magic: is64 ? Magic['PE32+'] : Magic.PE32,
    address_of_entry_point: contents.entry,
  };
  const common = {
    section_alignment: PAGE,
    file_alignment: FILE_ALIGNMENT,
    size_of_image: last === undefined ? PAGE : alignUp(last.rva + last.size, PAGE),
    size_of_headers: HEADERS_SIZE,
    subsystem: contents.subsystem,
    number_of_rva_and_sizes: directories,
  };
  // Both forms begin with the standard fields, which are read back with the rest.
  coff.OptionalHeader.write(file, optional, standard);
  if (is64) {
    const image_base = BigInt(imageBase);
    const before = PE32Plus.read(file, optional);
    PE32Plus.write(file, optional, { ...before, ...common, standard, image_base });
  } else {
    const before = PE32.read(file, optional);
    PE32.write(file, optional, { ...before, ...common, standard, image_base: imageBase });
  }
  writeDirectories(file, optional + layout.SIZE, contents);
  return optional + size;
}

function writeDirectories(file: Uint8Array, offset: number, { directories }: FileContents): void {
  for (const [name, { rva, size }] of Object.entries(directories)) {
    const index = coff.DirectoryEntry[name as 'IMPORT'];
    const at = offset + index * coff.ImageDataDirectory.SIZE;
    coff.ImageDataDirectory.write(file, at, { virtual_address: rva, size });
  }
}
