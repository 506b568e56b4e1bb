import { coff, type LinkOptions } from '../../reference';
import { alignUp, PAGE, type FilledSection } from './section-list';

/** The file alignment. */
const BLOCK = 0x200;

const HEADER_START = 0x40;
const { Header, OptionalHeader, SectionHeader, DllFlags, Subsystem } = coff;

/** What a section is, in its header. */
export type SectionFlags = Parameters<typeof SectionHeader.Flags.init>[0];

export const CODE: SectionFlags = { CNT_CODE: true, MEM_EXECUTE: true, MEM_READ: true };
export const READ_ONLY: SectionFlags = { CNT_INITIALIZED_DATA: true, MEM_READ: true };
export const READ_WRITE: SectionFlags = { ...READ_ONLY, MEM_WRITE: true };
export const DISCARDABLE: SectionFlags = { ...READ_ONLY, MEM_DISCARDABLE: true };

/** A data directory. */
export interface DirectoryPlace {
  readonly rva: number;
  /** Bytes. */
  readonly size: number;
}

/** What the headers say, besides the sections. */
export interface ImageFacts {
  readonly options: LinkOptions;
  readonly imageBase: bigint;
  readonly entryPoint: number;
  readonly isMovable: boolean;
  /** By index of {@link coff.DirectoryEntry}. */
  readonly directories: ReadonlyMap<number, DirectoryPlace>;
}

/** The preferred image base of the sound linker. It is not that of the reference. */
export function imageBaseOf({ machine, outputMode }: LinkOptions): bigint {
  if (machine === 'I386') return outputMode === 'Exe' ? 0x41_0000n : 0x1001_0000n;
  return outputMode === 'Exe' ? 0x1_5000_0000n : 0x1_9000_0000n;
}

/** The whole file. PE Format, "Overview". */
export function imageFile(facts: ImageFacts, sections: readonly FilledSection[]): Buffer {
  const isPe32Plus = facts.options.machine === 'AMD64';
  const layout = isPe32Plus ? OptionalHeader['PE32+'] : OptionalHeader.PE32;
  const optionalSize = layout.FILE_SIZE + 16 * 8;
  const tableAt = HEADER_START + 4 + Header.FILE_SIZE + optionalSize;
  const headerSize = alignUp(tableAt + sections.length * SectionHeader.FILE_SIZE, BLOCK);
  const head = Buffer.alloc(headerSize);
  head.write('MZ', 'latin1');
  head.writeUInt32LE(HEADER_START, 0x3c);
  head.write('PE\0\0', HEADER_START, 'latin1');
  const bodies: Buffer[] = [];
  let at = headerSize;
  for (const [index, { name, flags, rva, bytes }] of sections.entries()) {
    const used = bytes.findLastIndex((byte) => byte !== 0) + 1;
    const body = Buffer.alloc(alignUp(used, BLOCK));
    body.set(bytes.subarray(0, used));
    SectionHeader.write(head, tableAt + index * SectionHeader.FILE_SIZE, {
      name: Uint8Array.from(Buffer.from(name.padEnd(8, '\0'))),
      virtual_size: bytes.length,
      virtual_address: rva,
      size_of_raw_data: body.length,
      pointer_to_raw_data: body.length === 0 ? 0 : at,
      pointer_to_relocations: 0,
      pointer_to_linenumbers: 0,
      number_of_relocations: 0,
      number_of_linenumbers: 0,
      flags: SectionHeader.Flags.init(flags),
    });
    bodies.push(body);
    at += body.length;
  }
  writeHeader(head, facts, sections.length, optionalSize);
  writeOptionalHeader(head, facts, sections, headerSize);
  const directoriesAt = tableAt - 16 * 8;
  for (const [index, { rva, size }] of facts.directories) {
    head.writeUInt32LE(rva, directoriesAt + 8 * index);
    head.writeUInt32LE(size, directoriesAt + 8 * index + 4);
  }
  return Buffer.concat([head, ...bodies]);
}

function writeHeader(
  head: Buffer,
  { options: { machine, outputMode }, isMovable }: ImageFacts,
  sections: number,
  optionalSize: number,
): void {
  Header.write(head, HEADER_START + 4, {
    machine: machine === 'AMD64' ? coff.IMAGE.FILE.MACHINE.AMD64 : coff.IMAGE.FILE.MACHINE.I386,
    number_of_sections: sections,
    time_date_stamp: 0,
    pointer_to_symbol_table: 0,
    number_of_symbols: 0,
    size_of_optional_header: optionalSize,
    flags: Header.Flags.init({
      RELOCS_STRIPPED: !isMovable,
      EXECUTABLE_IMAGE: true,
      LARGE_ADDRESS_AWARE: machine === 'AMD64',
      '32BIT_MACHINE': machine === 'I386',
      DLL: outputMode === 'Lib',
    }),
  });
}

function writeOptionalHeader(
  head: Buffer,
  { options, imageBase, entryPoint }: ImageFacts,
  sections: readonly FilledSection[],
  headerSize: number,
): void {
  const isPe32Plus = options.machine === 'AMD64';
  const sizeOf = (isCode: boolean): number =>
    sections
      .filter(({ flags }) => (flags?.CNT_CODE === true) === isCode)
      .reduce((sum, { bytes }) => sum + alignUp(bytes.length, BLOCK), 0);
  const last = sections.at(-1);
  const common = {
    standard: {
      magic: isPe32Plus ? OptionalHeader.Magic['PE32+'] : OptionalHeader.Magic.PE32,
      major_linker_version: 1,
      minor_linker_version: 0,
      size_of_code: sizeOf(true),
      size_of_initialized_data: sizeOf(false),
      size_of_uninitialized_data: 0,
      address_of_entry_point: entryPoint,
      base_of_code: sections.find(({ flags }) => flags?.CNT_CODE === true)?.rva ?? 0,
    },
    section_alignment: PAGE,
    file_alignment: BLOCK,
    major_operating_system_version: 6,
    minor_operating_system_version: 0,
    major_image_version: 0,
    minor_image_version: 0,
    major_subsystem_version: options.majorSubsystemVersion,
    minor_subsystem_version: options.minorSubsystemVersion,
    win32_version_value: 0,
    size_of_image: last === undefined ? PAGE : alignUp(last.rva + last.bytes.length, PAGE),
    size_of_headers: headerSize,
    checksum: 0,
    subsystem: Subsystem.WINDOWS_CUI,
    dll_flags: DllFlags.init({ NX_COMPAT: true }),
    loader_flags: 0,
    number_of_rva_and_sizes: 16,
  };
  const at = HEADER_START + 4 + Header.FILE_SIZE;
  if (isPe32Plus) {
    OptionalHeader['PE32+'].write(head, at, {
      ...common,
      image_base: imageBase,
      ...{ size_of_stack_reserve: 0x10_0000n, size_of_stack_commit: 0x1000n },
      ...{ size_of_heap_reserve: 0x10_0000n, size_of_heap_commit: 0x1000n },
    });
  } else {
    OptionalHeader.PE32.write(head, at, {
      ...common,
      base_of_data: sections.find(({ flags }) => flags?.CNT_CODE !== true)?.rva ?? 0,
      image_base: Number(imageBase),
      ...{ size_of_stack_reserve: 0x10_0000, size_of_stack_commit: 0x1000 },
      ...{ size_of_heap_reserve: 0x10_0000, size_of_heap_commit: 0x1000 },
    });
  }
}
