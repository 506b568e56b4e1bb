import { coff } from '../../reference';
import { visitRows } from '../image/read/null-ended-rows';
import { TablesTooLarge } from '../image/read/memory';
import type { Section } from '../image/read/section';
import type { StructureLayout } from '../image/read/structure';
import {
  DelayLoadDescriptor,
  ExportDirectory,
  TlsDirectory32,
  TlsDirectory64,
} from '../image/read/layouts';
import { readExports } from '../image/read/export-table';
import { readImports } from '../image/read/import-table';
import { LoadedImage } from '../image/read/loaded-image';
import { relocatedPlaces } from '../image/read/base-relocations';
import { ImageContents, type SectionToMap } from './image-contents';
import { NotComparable } from './not-comparable';

/** A row of the exception directory. PE Format, 6.5 The .pdata Section, of x64. */
export interface FunctionRow {
  /** RVA of the row. */
  readonly row: number;
  /** RVA of the function's first byte. */
  readonly start: number;
  /** RVA behind its last byte. */
  readonly end: number;
  /** RVA of its unwind information. */
  readonly unwind: number;
}

/** What an image exports under a name: an RVA, or the text of a forwarder. */
export type Exported = { readonly rva: number } | { readonly forwarder: string };

/** The addresses of a TLS directory, as RVAs; -1 for none. PE Format, 6.7.1. */
export interface ThreadStorage {
  /** RVA of the directory. */
  readonly directory: number;
  readonly templateStart: number;
  readonly templateEnd: number;
  readonly index: number;
  readonly callbacks: number;
}

/** A row of the delay-load directory table. PE Format, 5.8.1. */
export interface DelayLoad {
  /** In lower case. */
  readonly dll: string;
  /** RVA of the variable for the DLL's handle. */
  readonly moduleHandle: number;
}

/** What the comparison needs of an image: all of its knowledge of the PE format is behind this. */
export interface ProgramImage {
  readonly machine: number;
  readonly isDll: boolean;
  readonly subsystem: number;
  readonly is64: boolean;
  /** Bytes of the file. */
  readonly fileSize: number;
  /** RVA; 0 for none. */
  readonly entryPoint: number;
  readonly contents: ImageContents;
  /** RVA behind the headers. */
  readonly headersEnd: number;
  /** Import slots by RVA: "kernel32.dll!ExitProcess". */
  readonly slots: ReadonlyMap<number, string>;
  /** RVAs of those slots that are filled in at the first call. */
  readonly delayed: ReadonlySet<number>;
  /** Rows of the delay-load directory table by RVA. */
  readonly delayLoads: ReadonlyMap<number, DelayLoad>;
  readonly exports: ReadonlyMap<string, Exported>;
  /** RVAs of the addresses that the loader relocates; null if the image has no such table. */
  readonly relocations: ReadonlySet<number> | null;
  /** Rows of the exception directory by the RVA of their function. */
  readonly functions: ReadonlyMap<number, FunctionRow>;
  readonly threadStorage: ThreadStorage | null;
  /** Ranges of RVAs that the loader reads: compared by what they say, or not at all. */
  readonly tables: readonly (readonly [number, number])[];
  /** RVAs of all directories: data ends before them. */
  readonly directories: readonly number[];
}

/** Raw data of all sections together, in sizes of the file: honest sections do not overlap. */
const TIMES_OF_THE_FILE = 2;
/** Longest name that is taken out of the tables' ranges. */
const NAME_LIMIT = 0x1000;
const FUNCTION_ROW_SIZE = 12;
const DESCRIPTOR_SIZE = coff.ImportDirectoryEntry.FILE_SIZE;

/**
 * Reads an image as the loader would.
 * @param which names the image in messages: "the first image"
 * @throws NotComparable if it is no PE image for AMD64 or I386, or its import, export or delay-load
 * tables cannot be read
 */
export function readProgramImage(bytes: Uint8Array, which: string): ProgramImage {
  const loaded = LoadedImage.read(bytes);
  if (typeof loaded === 'string') throw new NotComparable(`${which} is no PE image: ${loaded}`);
  return new Reader(loaded, which).read();
}

class Reader {
  readonly #loaded: LoadedImage;
  readonly #which: string;
  readonly #is64: boolean;
  readonly #wordSize: 4 | 8;
  readonly #contents: ImageContents;
  readonly #tables: [number, number][] = [];
  readonly #slots = new Map<number, string>();
  readonly #delayed = new Set<number>();
  readonly #delayLoads = new Map<number, DelayLoad>();
  /** Bytes of names that may still be read. */
  #namesLeft: number;

  constructor(loaded: LoadedImage, which: string) {
    this.#loaded = loaded;
    this.#which = which;
    this.#is64 = loaded.image.is64;
    this.#wordSize = this.#is64 ? 8 : 4;
    this.#contents = this.#map();
    this.#namesLeft = loaded.image.bytes.length * TIMES_OF_THE_FILE + NAME_LIMIT;
  }

  read(): ProgramImage {
    const { image } = this.#loaded;
    const { header, standard, windows } = image;
    const { AMD64, I386 } = coff.IMAGE.FILE.MACHINE;
    const { machine } = header.value;
    const isKnown = this.#is64 ? machine === AMD64 : machine === I386;
    if (!isKnown) {
      throw new NotComparable(
        `${this.#which} is for machine ${hex(machine)} as ${this.#is64 ? 'PE32+' : 'PE32'}: ` +
          'PE32+ for AMD64 and PE32 for I386 can be compared',
      );
    }
    this.#noteDirectories();
    this.#readImports();
    this.#readDelayLoads();
    const relocations = relocatedPlaces(this.#loaded);
    return {
      machine,
      isDll: header.value.flags.DLL,
      subsystem: windows.value.subsystem,
      is64: this.#is64,
      fileSize: image.bytes.length,
      entryPoint: standard.value.address_of_entry_point,
      contents: this.#contents,
      headersEnd: this.#contents.sections[0]?.start ?? 0,
      slots: this.#slots,
      delayed: this.#delayed,
      delayLoads: this.#delayLoads,
      exports: this.#readExports(),
      relocations:
        relocations === null || relocations.size === 0 ? null : new Set(relocations.keys()),
      functions: this.#readFunctions(),
      threadStorage: this.#readThreadStorage(),
      tables: this.#tables,
      directories: image.directories
        .map(({ entry }) => entry.value.virtual_address)
        .filter((rva) => rva !== 0),
    };
  }

  #map(): ImageContents {
    const { image, imageBase } = this.#loaded;
    const sections = image.sections.map(toMap).filter(({ start, end }) => end > start);
    const raw = sections.reduce((sum, { start, filledEnd }) => sum + filledEnd - start, 0);
    if (raw > image.bytes.length * TIMES_OF_THE_FILE) {
      throw new NotComparable(
        `${this.#which} has sections of ${raw} bytes of raw data in a file of ${image.bytes.length}`,
      );
    }
    const { size_of_image } = image.windows.value;
    return new ImageContents(image.bytes, sections, imageBase, size_of_image, this.#wordSize);
  }

  /** RVA and size of a directory; null if there is none. */
  #directory(index: number): { readonly rva: number; readonly size: number } | null {
    const entry = this.#loaded.image.directories[index]?.entry.value;
    if (entry === undefined || entry.virtual_address === 0) return null;
    return { rva: entry.virtual_address, size: entry.size };
  }

  /** But for imports, whose size means little, and certificates, which are no part of memory. */
  #noteDirectories(): void {
    const { IMPORT, SECURITY } = coff.DirectoryEntry;
    for (const { index, entry } of this.#loaded.image.directories) {
      const { virtual_address: rva, size } = entry.value;
      if (rva === 0 || size === 0 || index === IMPORT || index === SECURITY) continue;
      this.#tables.push([rva, rva + size]);
    }
  }

  #readImports(): void {
    const imports = readImports(this.#loaded);
    this.#refuse(imports.broken, 'import tables');
    for (const { dll, name, slot } of imports.functions) this.#slots.set(slot, `${dll}!${name}`);
    const directory = this.#directory(coff.DirectoryEntry.IMPORT);
    if (directory === null) return;
    this.#eachRow(coff.ImportDirectoryEntry, directory.rva, (rva, entry) => {
      this.#tables.push([rva, rva + DESCRIPTOR_SIZE]);
      this.#noteText(entry.name_rva);
      const { import_lookup_table_rva: lookup, import_address_table_rva: addresses } = entry;
      this.#noteLookup(lookup === 0 ? addresses : lookup, [lookup, addresses]);
    });
  }

  /** The names that a lookup table leads to, and the ranges of it and of the tables as long as it. */
  #noteLookup(lookup: number, tables: readonly number[]): string[] {
    const names: string[] = [];
    const contents = this.#contents;
    const width = this.#wordSize;
    for (let at = lookup; contents.indexOf(at) >= 0; at += width) {
      const low = contents.u32(at);
      const high = width === 8 ? contents.u32(at + 4) : low;
      if (low === 0 && high === 0) break;
      const isOrdinal = high >>> 31 === 1;
      if (!isOrdinal) {
        this.#tables.push([low, low + 2]);
        this.#noteText(low + 2);
      }
      names.push(isOrdinal ? `#${low & 0xffff}` : this.#text(low + 2));
    }
    const size = (names.length + 1) * width;
    for (const rva of tables) if (rva !== 0) this.#tables.push([rva, rva + size]);
    return names;
  }

  #readDelayLoads(): void {
    const directory = this.#directory(coff.DirectoryEntry.DELAY_IMPORT);
    if (directory === null) return;
    this.#eachRow(DelayLoadDescriptor, directory.rva, (rva, entry) => {
      // Images from before PE32+ have addresses here, which nothing makes any more.
      if ((entry.attributes & 1) === 0) {
        throw new NotComparable(`${this.#which} has delay-load tables of absolute addresses`);
      }
      const dll = this.#text(entry.name_rva).toLowerCase();
      this.#tables.push([rva, rva + DelayLoadDescriptor.FILE_SIZE]);
      this.#noteText(entry.name_rva);
      this.#delayLoads.set(rva, { dll, moduleHandle: entry.module_handle_rva });
      const { import_name_table_rva: lookup, import_address_table_rva: addresses } = entry;
      const bound = entry.bound_import_address_table_rva;
      const unload = entry.unload_information_table_rva;
      this.#noteLookup(lookup, [lookup, addresses, bound, unload]).forEach((name, i) => {
        const slot = addresses + i * this.#wordSize;
        this.#slots.set(slot, `${dll}!${name}`);
        this.#delayed.add(slot);
      });
    });
  }

  #eachRow<T extends object>(
    layout: StructureLayout<T>,
    rva: number,
    visit: (rva: number, value: T) => void,
  ): void {
    let at = rva;
    try {
      visitRows(this.#loaded.memory(), { layout, rva, name: 'row' }, ({ value }) => {
        visit(at, value);
        at += layout.FILE_SIZE;
      });
    } catch (error) {
      if (!(error instanceof TablesTooLarge)) throw error;
      throw this.#tooLarge();
    }
  }

  #tooLarge(): NotComparable {
    return new NotComparable(`${this.#which} has tables that claim more bytes than its file has`);
  }

  #readExports(): Map<string, Exported> {
    const { addresses, broken } = readExports(this.#loaded);
    this.#refuse(broken, 'export tables');
    const result = new Map<string, Exported>();
    const directory = this.#directory(coff.DirectoryEntry.EXPORT);
    if (directory === null) return result;
    // What leads into the directory is no function: it is the text of a forwarder.
    const size = Math.max(directory.size, ExportDirectory.FILE_SIZE);
    for (const [name, rva] of addresses) {
      const isForwarder = rva >= directory.rva && rva < directory.rva + size;
      result.set(name, isForwarder ? { forwarder: this.#text(rva) } : { rva });
    }
    return result;
  }

  #readFunctions(): Map<number, FunctionRow> {
    const result = new Map<number, FunctionRow>();
    const directory = this.#directory(coff.DirectoryEntry.EXCEPTION);
    // On I386 there is no such table: handlers are registered by the code itself.
    if (directory === null || !this.#is64) return result;
    const contents = this.#contents;
    const end = directory.rva + directory.size;
    for (let row = directory.rva; row + FUNCTION_ROW_SIZE <= end; row += FUNCTION_ROW_SIZE) {
      if (contents.indexOf(row) < 0) break;
      const start = contents.u32(row);
      const unwind = contents.u32(row + 8);
      if (start !== 0) result.set(start, { row, start, end: contents.u32(row + 4), unwind });
    }
    return result;
  }

  #readThreadStorage(): ThreadStorage | null {
    const directory = this.#directory(coff.DirectoryEntry.TLS);
    if (directory === null) return null;
    const memory = this.#loaded.memory();
    const { rva } = directory;
    const tls = this.#is64
      ? memory.structure(TlsDirectory64, rva, 'TlsDirectory')?.value
      : memory.structure(TlsDirectory32, rva, 'TlsDirectory')?.value;
    if (tls === undefined) {
      throw new NotComparable(`${this.#which} has a TLS directory at ${hex(rva)}, in no section`);
    }
    const rvaOf = (address: number | bigint): number =>
      BigInt(address) === 0n ? -1 : Number(BigInt(address) - this.#loaded.imageBase);
    return {
      directory: rva,
      templateStart: rvaOf(tls.raw_data_start_va),
      templateEnd: rvaOf(tls.raw_data_end_va),
      index: rvaOf(tls.address_of_index),
      callbacks: rvaOf(tls.address_of_callbacks),
    };
  }

  #text(rva: number): string {
    const bytes = this.#contents.bytes(rva, this.#contents.textLength(rva, NAME_LIMIT));
    return Buffer.from(bytes).toString('utf8');
  }

  #noteText(rva: number): void {
    const size = this.#contents.textLength(rva, NAME_LIMIT) + 1;
    this.#namesLeft -= size;
    if (this.#namesLeft < 0) throw this.#tooLarge();
    this.#tables.push([rva, rva + size]);
  }

  #refuse([broken]: readonly string[], what: string): void {
    if (broken === undefined) return;
    throw new NotComparable(`${this.#which} has ${what} that cannot be read: ${broken}`);
  }
}

function toMap(section: Section): SectionToMap {
  const { name, start, filled, rawStart, header } = section;
  const { MEM_EXECUTE, MEM_WRITE } = header.value.flags;
  return {
    name,
    start,
    end: Math.min(section.end, 0x1_0000_0000),
    filledEnd: start + filled,
    fileStart: rawStart,
    isCode: MEM_EXECUTE,
    isWritable: MEM_WRITE,
  };
}

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}
