import { DllFlags, Header, IMAGE, ImageDataDirectory, OptionalHeader, Subsystem } from '../coff';
import { NodeIndex, type FileOffset, type Rva } from './indices';
import { LinkError } from './link-error';
import type { MappedFile } from './mapped-file';
import { MSDOS_STUB } from './msdos-stub';
import type { NodeKinds, NodeTag } from './node-kinds';
import type { LinkOptions } from './options';

/** PE Format, "Optional Header Data Directories": index of each; upstream has all sixteen. */
export const DataDirectory = { IMPORT: 1 } as const;
const DATA_DIRECTORY_COUNT = 16;

const PE_SIGNATURE = Uint8Array.of(0x50, 0x45, 0, 0);

/** Bytes. Upstream: `link.File.Coff.default_*`. */
const DEFAULTS = {
  FILE_ALIGNMENT: 0x200,
  SECTION_ALIGNMENT: 0x1000,
  STACK_RESERVE: 0x100_0000,
  STACK_COMMIT: 0x1000,
  HEAP_RESERVE: 0x10_0000,
  HEAP_COMMIT: 0x1000,
} as const;

/** The preferred image base. Upstream: `initHeaders`. */
const IMAGE_BASE = {
  AMD64: { exe: 0x1_4000_0000, dll: 0x1_8000_0000 },
  I386: { exe: 0x40_0000, dll: 0x1000_0000 },
} as const;

/** Upstream: `create`, which leaves objects and archives without section data directories. */
function refuseWhatIsNoImage({ outputMode, linkMode }: LinkOptions): void {
  if (outputMode === 'Exe' || (outputMode === 'Lib' && linkMode === 'dynamic')) return;
  const what =
    outputMode === 'Obj' ? 'an object (outputMode Obj)' : 'a static library (Lib, static)';
  throw new LinkError(
    'unsupported',
    `the real linker cannot make ${what}: it makes an Exe, or a DLL (Lib, dynamic)`,
  );
}

/**
 * The header node of the image and its fixed children: signature, COFF header, optional header,
 * data directories, section table. Writes the headers, and patches their fields.
 *
 * Upstream: `Coff2.initHeaders`, `headerPtr`, `optionalHeaderPtr`, `dataDirectoriesSlice`.
 */
export class Headers {
  readonly headerNode: NodeIndex;
  readonly sectionTableNode: NodeIndex;
  /** Bytes. */
  readonly sectionAlignment = DEFAULTS.SECTION_ALIGNMENT;
  /** Preferred address of the image in memory; below 2^33. */
  readonly imageBase: number;
  /** Whether the optional header is PE32+; otherwise it is PE32. */
  readonly isPe32Plus: boolean;
  /** Size of an address in bytes: 8 in PE32+, 4 in PE32. */
  readonly addressSize: 4 | 8;

  readonly #mf: MappedFile;
  readonly #coffHeaderNode: NodeIndex;
  readonly #optionalHeaderNode: NodeIndex;
  readonly #dataDirectoriesNode: NodeIndex;
  readonly #layout: (typeof OptionalHeader)['PE32'] | (typeof OptionalHeader)['PE32+'];

  /** @throws LinkError `unsupported` for an output that upstream cannot make */
  constructor(mf: MappedFile, kinds: NodeKinds, options: LinkOptions) {
    refuseWhatIsNoImage(options);
    const isDll = options.outputMode === 'Lib';
    this.#mf = mf;
    this.isPe32Plus = options.machine === 'AMD64';
    this.addressSize = this.isPe32Plus ? 8 : 4;
    this.imageBase = IMAGE_BASE[options.machine][isDll ? 'dll' : 'exe'];
    this.#layout = this.isPe32Plus ? OptionalHeader['PE32+'] : OptionalHeader.PE32;

    kinds.set(NodeIndex.ROOT, 'file');
    this.headerNode = mf.addLastChild(NodeIndex.ROOT, {
      alignment: mf.host.blockSize,
      fixed: true,
    });
    kinds.set(this.headerNode, 'header');

    const part = (tag: NodeTag, size: number): NodeIndex => {
      const ni = mf.addLastChild(this.headerNode, { size, alignment: 4, fixed: true });
      kinds.set(ni, tag);
      return ni;
    };
    const signature = part('signature', MSDOS_STUB.length + PE_SIGNATURE.length);
    const signatureAt = mf.slice(signature);
    mf.image.write(signatureAt, MSDOS_STUB);
    mf.image.write((signatureAt + MSDOS_STUB.length) as FileOffset, PE_SIGNATURE);

    this.#coffHeaderNode = part('coff_header', Header.SIZE);
    const directoriesSize = DATA_DIRECTORY_COUNT * ImageDataDirectory.SIZE;
    this.#write(this.#coffHeaderNode, Header.SIZE, (bytes) => {
      Header.write(bytes, 0, {
        machine: IMAGE.FILE.MACHINE[options.machine],
        number_of_sections: 0,
        time_date_stamp: 0,
        pointer_to_symbol_table: 0,
        number_of_symbols: 0,
        size_of_optional_header: this.#layout.SIZE + directoriesSize,
        flags: Header.Flags.init({
          RELOCS_STRIPPED: true,
          EXECUTABLE_IMAGE: true,
          DEBUG_STRIPPED: true,
          '32BIT_MACHINE': !this.isPe32Plus,
          LARGE_ADDRESS_AWARE: this.isPe32Plus,
          DLL: isDll,
        }),
      });
    });

    this.#optionalHeaderNode = part('optional_header', this.#layout.SIZE);
    this.#writeOptionalHeader(options);

    this.#dataDirectoriesNode = part('data_directories', directoriesSize);
    mf.slice(this.#dataDirectoriesNode);
    this.sectionTableNode = part('section_table', 0);
  }

  setNumberOfSections(count: number): void {
    const at = this.#mf.slice(this.#coffHeaderNode) + Header.offsetOf('number_of_sections');
    this.#mf.image.setUint16(at as FileOffset, count);
  }

  setAddressOfEntryPoint(rva: Rva): void {
    const field = OptionalHeader.offsetOf('address_of_entry_point');
    const at = this.#mf.slice(this.#optionalHeaderNode) + field;
    this.#mf.image.setUint32(at as FileOffset, rva);
  }

  /** `size` of the header in the file, in bytes. */
  setSizeOfHeaders(size: number): void {
    this.#setOptional('size_of_headers', size);
  }

  /** `size` in memory from the image base to the end of the last section, in bytes. */
  setSizeOfImage(size: number): void {
    this.#setOptional('size_of_image', size);
  }

  setDataDirectoryAddress(directory: number, rva: Rva): void {
    this.#setDirectory(directory, 'virtual_address', rva);
  }

  /** Bytes. */
  setDataDirectorySize(directory: number, size: number): void {
    this.#setDirectory(directory, 'size', size);
  }

  #setOptional(field: 'size_of_headers' | 'size_of_image', value: number): void {
    const at = this.#mf.slice(this.#optionalHeaderNode) + this.#layout.offsetOf(field);
    this.#mf.image.setUint32(at as FileOffset, value);
  }

  #setDirectory(directory: number, field: 'virtual_address' | 'size', value: number): void {
    const entry = directory * ImageDataDirectory.SIZE + ImageDataDirectory.offsetOf(field);
    this.#mf.image.setUint32(
      (this.#mf.slice(this.#dataDirectoriesNode) + entry) as FileOffset,
      value,
    );
  }

  #write(ni: NodeIndex, size: number, fill: (bytes: Uint8Array) => void): void {
    const bytes = new Uint8Array(size);
    fill(bytes);
    this.#mf.image.write(this.#mf.slice(ni), bytes);
  }

  #writeOptionalHeader(options: LinkOptions): void {
    const standard = {
      magic: this.isPe32Plus ? OptionalHeader.Magic['PE32+'] : OptionalHeader.Magic.PE32,
      major_linker_version: 0,
      minor_linker_version: 0,
      size_of_code: 0,
      size_of_initialized_data: 0,
      size_of_uninitialized_data: 0,
      address_of_entry_point: 0,
      base_of_code: 0,
    };
    const common = {
      standard,
      section_alignment: DEFAULTS.SECTION_ALIGNMENT,
      file_alignment: DEFAULTS.FILE_ALIGNMENT,
      major_operating_system_version: 6,
      minor_operating_system_version: 0,
      major_image_version: 0,
      minor_image_version: 0,
      major_subsystem_version: options.majorSubsystemVersion,
      minor_subsystem_version: options.minorSubsystemVersion,
      win32_version_value: 0,
      size_of_image: 0,
      size_of_headers: 0,
      checksum: 0,
      subsystem: Subsystem.WINDOWS_CUI,
      dll_flags: DllFlags.init({
        HIGH_ENTROPY_VA: true,
        DYNAMIC_BASE: true,
        TERMINAL_SERVER_AWARE: true,
        NX_COMPAT: true,
      }),
      loader_flags: 0,
      number_of_rva_and_sizes: DATA_DIRECTORY_COUNT,
    };
    this.#write(this.#optionalHeaderNode, this.#layout.SIZE, (bytes) => {
      if (this.isPe32Plus) {
        OptionalHeader['PE32+'].write(bytes, 0, {
          ...common,
          image_base: BigInt(this.imageBase),
          size_of_stack_reserve: BigInt(DEFAULTS.STACK_RESERVE),
          size_of_stack_commit: BigInt(DEFAULTS.STACK_COMMIT),
          size_of_heap_reserve: BigInt(DEFAULTS.HEAP_RESERVE),
          size_of_heap_commit: BigInt(DEFAULTS.HEAP_COMMIT),
        });
      } else {
        OptionalHeader.PE32.write(bytes, 0, {
          ...common,
          base_of_data: 0,
          image_base: this.imageBase,
          size_of_stack_reserve: DEFAULTS.STACK_RESERVE,
          size_of_stack_commit: DEFAULTS.STACK_COMMIT,
          size_of_heap_reserve: DEFAULTS.HEAP_RESERVE,
          size_of_heap_commit: DEFAULTS.HEAP_COMMIT,
        });
      }
    });
  }
}
