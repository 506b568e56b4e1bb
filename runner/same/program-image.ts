import { coff } from '../../reference';
import { relocatedAddresses } from '../image/read/base-relocations';
import type { ImportedDll, ImportRow } from '../image/read/import-table';
import { DelayLoadDescriptor, TlsDirectory32, TlsDirectory64 } from '../image/read/layouts';
import { LoadedImage } from '../image/read/loaded-image';
import { problemText, type Problem } from '../image/read/problem';
import type { Section } from '../image/read/section';
import { hex } from '../text/numbers';
import { ImageContents, type SectionToMap } from './image-contents';
import { NotComparable } from './not-comparable';

/** A row of the exception directory. PE Format, 6.5 The .pdata Section, of x64. */
export interface FunctionRow {
  /** RVA of the row. */
  readonly row: number;
  /** RVA of the function's first byte. */
  readonly start: number;
  /** RVA after its last byte. */
  readonly end: number;
  /** RVA of its unwind information. */
  readonly unwind: number;
}

/** What an image exports under a name: an RVA, or the text of a forwarder, whose DLL is in lower case. */
export type ExportTarget = { readonly ordinal: number } & (
  | { readonly rva: number }
  | { readonly forwarder: string }
);

/** A TLS directory, whose addresses are RVAs; -1 for none. PE Format, 6.7.1. */
export interface ThreadStorage {
  /** RVA of the directory. */
  readonly directory: number;
  readonly templateStart: number;
  readonly templateEnd: number;
  /** Bytes of zeroes behind the template. */
  readonly zeroFill: number;
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
  /** RVA after the headers. */
  readonly headersEnd: number;
  /** Import slots by RVA: "kernel32.dll!ExitProcess". */
  readonly slots: ReadonlyMap<number, string>;
  /** RVAs of those slots that are filled in at the first call. */
  readonly delayed: ReadonlySet<number>;
  /** Rows of the delay-load directory table by RVA. */
  readonly delayLoads: ReadonlyMap<number, DelayLoad>;
  readonly exports: ReadonlyMap<string, ExportTarget>;
  /** RVAs of the addresses that the loader relocates; null if it never moves the image. */
  readonly relocations: ReadonlySet<number> | null;
  /** Rows of the exception directory by the RVA of their function. */
  readonly functions: ReadonlyMap<number, FunctionRow>;
  readonly threadStorage: ThreadStorage | null;
  /** RVA of the resource directory; -1 for none. PE Format, 6.9. */
  readonly resources: number;
  /** Ranges of RVAs that the loader reads: compared by what they say, or not at all. */
  readonly tables: readonly (readonly [number, number])[];
  /** RVAs of all directories: data ends before them. */
  readonly directories: readonly number[];
}

/** Raw data of all sections together, in sizes of the file: honest sections do not overlap. */
const TIMES_OF_THE_FILE = 2;
/** Bytes of the hint before the name of an import. */
const HINT_SIZE = 2;
/** Addresses of an image have 32 bits. */
const RVA_LIMIT = 2 ** 32;
const FUNCTION_ROW_SIZE = 12;

/**
 * Reads an image as the loader would.
 * @param which names the image in messages: "the first image"
 * @throws NotComparable if it is no PE image of machine code for AMD64 or I386, or its import, export or
 * delay-load tables cannot be read
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

  constructor(loaded: LoadedImage, which: string) {
    this.#loaded = loaded;
    this.#which = which;
    this.#is64 = loaded.headers.is64;
    this.#wordSize = this.#is64 ? 8 : 4;
    this.#contents = this.#map();
  }

  read(): ProgramImage {
    const { header, standard, windows, bytes, directories } = this.#loaded.headers;
    const { AMD64, I386 } = coff.IMAGE.FILE.MACHINE;
    const { machine } = header.value;
    const isKnown = this.#is64 ? machine === AMD64 : machine === I386;
    if (!isKnown) {
      throw new NotComparable(
        `${this.#which} is for machine ${hex(machine)} as ${this.#is64 ? 'PE32+' : 'PE32'}: ` +
          'PE32+ for AMD64 and PE32 for I386 can be compared',
      );
    }
    if (this.#directory(coff.DirectoryEntry.COM_DESCRIPTOR) !== null) {
      throw new NotComparable(
        `${this.#which} is for the .NET runtime, whose instructions are not compared`,
      );
    }
    this.#noteDirectories();
    this.#readImports();
    this.#readDelayLoads();
    return {
      machine,
      isDll: header.value.flags.DLL,
      subsystem: windows.value.subsystem,
      is64: this.#is64,
      fileSize: bytes.length,
      entryPoint: standard.value.address_of_entry_point,
      contents: this.#contents,
      headersEnd: this.#contents.sections[0]?.start ?? 0,
      slots: this.#slots,
      delayed: this.#delayed,
      delayLoads: this.#delayLoads,
      exports: this.#readExports(),
      relocations: this.#relocations(),
      functions: this.#readFunctions(),
      threadStorage: this.#readThreadStorage(),
      resources: this.#directory(coff.DirectoryEntry.RESOURCE)?.rva ?? -1,
      tables: this.#tables,
      directories: directories
        .map(({ entry }) => entry.value.virtual_address)
        .filter((rva) => rva !== 0),
    };
  }

  #map(): ImageContents {
    const { headers, imageBase } = this.#loaded;
    const sections = headers.sections.map(toMap).filter(({ start, end }) => end > start);
    const raw = sections.reduce((sum, { start, filledEnd }) => sum + filledEnd - start, 0);
    if (raw > headers.bytes.length * TIMES_OF_THE_FILE) {
      throw new NotComparable(
        `${this.#which} has sections of ${raw} bytes of raw data in a file of ${headers.bytes.length}`,
      );
    }
    const { size_of_image } = headers.windows.value;
    return new ImageContents(headers.bytes, sections, imageBase, size_of_image, this.#wordSize);
  }

  /** RVA and size of a directory; null if there is none. */
  #directory(index: coff.DirectoryEntry): { readonly rva: number; readonly size: number } | null {
    const entry = this.#loaded.image.directory(index)?.entry.value;
    if (entry === undefined) return null;
    return { rva: entry.virtual_address, size: entry.size };
  }

  /** But for imports, whose size means little, and certificates, which are no part of memory. */
  #noteDirectories(): void {
    const { IMPORT, SECURITY } = coff.DirectoryEntry;
    for (const { index, entry } of this.#loaded.headers.directories) {
      const { virtual_address: rva, size } = entry.value;
      if (rva === 0 || size === 0 || index === IMPORT || index === SECURITY) continue;
      this.#tables.push([rva, rva + size]);
    }
  }

  /** RVAs of the addresses that the loader patches; null for an image that is never moved. */
  #relocations(): ReadonlySet<number> | null {
    const { image, headers } = this.#loaded;
    if (headers.header.value.flags.RELOCS_STRIPPED) return null;
    const table = image.baseRelocations;
    return new Set(table === null ? [] : relocatedAddresses(table).keys());
  }

  #readImports(): void {
    const { imports } = this.#loaded.image;
    if (imports === null) return;
    this.#refuse(
      [...imports.problems, ...imports.dlls.flatMap(({ problems }) => problems)],
      'import',
    );
    let row = this.#directory(coff.DirectoryEntry.IMPORT)?.rva ?? 0;
    for (const dll of imports.dlls) {
      this.#tables.push([row, row + coff.ImportDirectoryEntry.FILE_SIZE]);
      row += coff.ImportDirectoryEntry.FILE_SIZE;
      this.#noteDll(dll, [dll.lookupTable, dll.addressTable]);
    }
  }

  /** The slots of a DLL, and the ranges of its tables. */
  #noteDll(dll: ImportedDll<ImportRow>, tables: readonly number[]): readonly number[] {
    const name = dll.name?.text.toLowerCase() ?? '';
    if (dll.name !== null) this.#noteText(dll.name.rva, dll.name.bytes.length);
    const slots = dll.functions.map((entry, index) => {
      const slot = dll.addressTable + index * this.#wordSize;
      if (entry.nameRva !== null) {
        this.#noteText(entry.nameRva, HINT_SIZE + (entry.name?.bytes.length ?? 0));
      }
      this.#slots.set(slot, `${name}!${entry.name?.text ?? `#${(entry.ordinal ?? 0) & 0xffff}`}`);
      return slot;
    });
    const size = (slots.length + 1) * this.#wordSize;
    for (const rva of tables) if (rva !== 0) this.#tables.push([rva, rva + size]);
    return slots;
  }

  #readDelayLoads(): void {
    const { delayImports } = this.#loaded.image;
    if (delayImports === null) return;
    const { problems, dlls } = delayImports;
    this.#refuse([...problems, ...dlls.flatMap((dll) => dll.problems)], 'delay-load');
    let row = this.#directory(coff.DirectoryEntry.DELAY_IMPORT)?.rva ?? 0;
    for (const dll of dlls) {
      const entry = dll.row.value;
      // Images from before PE32+ have addresses here, which nothing makes any more.
      if ((entry.attributes & 1) === 0) {
        throw new NotComparable(`${this.#which} has delay-load tables of absolute addresses`);
      }
      this.#tables.push([row, row + DelayLoadDescriptor.FILE_SIZE]);
      const name = dll.name?.text.toLowerCase() ?? '';
      this.#delayLoads.set(row, {
        dll: name,
        moduleHandle: entry.module_handle_rva,
      });
      row += DelayLoadDescriptor.FILE_SIZE;
      const bound = entry.bound_import_address_table_rva;
      const unload = entry.unload_information_table_rva;
      const slots = this.#noteDll(dll, [dll.lookupTable, dll.addressTable, bound, unload]);
      for (const slot of slots) this.#delayed.add(slot);
    }
  }

  #readExports(): Map<string, ExportTarget> {
    const { exports } = this.#loaded.image;
    const result = new Map<string, ExportTarget>();
    if (exports === null) return result;
    this.#refuse(exports.problems, 'export');
    for (const { name, ordinal, rva, forwarder } of exports.rows) {
      const target = forwarder === null ? { rva } : { forwarder: withLowerDll(forwarder) };
      result.set(name ?? `#${ordinal}`, { ordinal, ...target });
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
    const reader = this.#loaded.image.tableReader();
    const { rva } = directory;
    const tls = this.#is64
      ? reader.structure(TlsDirectory64, rva, 'TlsDirectory')?.value
      : reader.structure(TlsDirectory32, rva, 'TlsDirectory')?.value;
    if (tls === undefined) {
      throw new NotComparable(`${this.#which} has a TLS directory at ${hex(rva)}, in no section`);
    }
    const rvaOf = (address: number | bigint): number =>
      BigInt(address) === 0n ? -1 : Number(BigInt(address) - this.#loaded.imageBase);
    return {
      directory: rva,
      templateStart: rvaOf(tls.raw_data_start_va),
      templateEnd: rvaOf(tls.raw_data_end_va),
      zeroFill: tls.size_of_zero_fill,
      index: rvaOf(tls.address_of_index),
      callbacks: rvaOf(tls.address_of_callbacks),
    };
  }

  #noteText(rva: number, length: number): void {
    this.#tables.push([rva, rva + length + 1]);
  }

  /** A row that ends a table of DLLs by one field alone ends it for the loader as well. */
  #refuse(problems: readonly Problem[], what: string): void {
    const problem = problems.find(({ kind }) => !kind.endsWith('import-terminator-zero'));
    if (problem === undefined) return;
    const reason = `${problem.kind}: ${problemText(problem)}`;
    throw new NotComparable(`${this.#which} has ${what} tables that cannot be read: ${reason}`);
  }
}

/** "kernel32.Sleep" of "KERNEL32.Sleep", as the loader finds the same DLL by both. */
function withLowerDll(forwarder: string): string {
  const end = forwarder.lastIndexOf('.');
  return forwarder.slice(0, end).toLowerCase() + forwarder.slice(end);
}

function toMap(section: Section): SectionToMap {
  const { name, start, filled, fileStart, header } = section;
  const end = Math.min(section.end, RVA_LIMIT);
  const { MEM_EXECUTE, MEM_WRITE } = header.value.flags;
  return {
    name,
    start,
    end,
    // What the loader maps after the section's own end is not the section's.
    filledEnd: Math.min(start + filled, end),
    fileStart,
    isCode: MEM_EXECUTE,
    isWritable: MEM_WRITE,
  };
}
