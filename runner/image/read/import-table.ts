import { coff } from '../../../reference';
import { hex } from '../check/hex';
import { TablesTooLarge, type ImageMemory } from './memory';
import { visitRows } from './null-ended-rows';
import type { LoadedImage } from './loaded-image';

/** A function that an image imports. */
export interface ImportedFunction {
  /** In lower case, as the loader compares: "kernel32.dll". */
  readonly dll: string;
  /** "#7" for one by its ordinal. */
  readonly name: string;
  /** RVA of the entry of the address table that the loader fills in. */
  readonly slot: number;
}

/** What the import tables say. */
export interface ImportList {
  readonly functions: readonly ImportedFunction[];
  /** DLLs without a lookup table, or whose lookup table is their address table. */
  readonly shared: readonly string[];
  /** What could not be read, one sentence each. */
  readonly broken: readonly string[];
}

/** Bytes of the hint before a name. PE Format, 6.4.3 Hint/Name Table. */
const HINT_SIZE = 2;

/** Reads the import tables. PE Format, 6.4 The .idata Section. */
export function readImports(loaded: LoadedImage): ImportList {
  const { directories } = loaded.image;
  const directory = directories[coff.DirectoryEntry.IMPORT]?.entry.value;
  const list = new Reader(loaded);
  if (directory !== undefined && directory.virtual_address !== 0) {
    list.read(directory.virtual_address);
  }
  return list;
}

class Reader implements ImportList {
  readonly functions: ImportedFunction[] = [];
  readonly shared: string[] = [];
  readonly broken: string[] = [];
  readonly #memory: ImageMemory;
  readonly #is64: boolean;

  constructor(loaded: LoadedImage) {
    this.#memory = loaded.memory();
    this.#is64 = loaded.image.is64;
  }

  read(rva: number): void {
    const table = { layout: coff.ImportDirectoryEntry, rva, name: 'ImportDirectoryEntry' };
    try {
      const { isEnded } = visitRows(this.#memory, table, ({ name, value }) => {
        this.#dll(name, value);
      });
      if (!isEnded) this.broken.push(`the directory table at ${hex(rva)} does not end`);
    } catch (error) {
      if (!(error instanceof TablesTooLarge)) throw error;
      this.broken.push('the tables claim more bytes than the file has');
    }
  }

  #dll(row: string, entry: coff.ImportDirectoryEntry): void {
    const { import_lookup_table_rva: lookup, import_address_table_rva: addresses } = entry;
    const name = this.#text(entry.name_rva);
    if (name === null) {
      this.broken.push(`${row}.name_rva ${hex(entry.name_rva)} leads to no name`);
      return;
    }
    const dll = name.toLowerCase();
    if (lookup === 0 || lookup === addresses) this.shared.push(dll);
    const width = this.#is64 ? 8 : 4;
    // Without a lookup table, the loader takes names from the address table.
    const table = lookup === 0 ? addresses : lookup;
    for (let i = 0; ; i += 1) {
      const raw = this.#memory.word(table + i * width, this.#is64);
      if (raw === 0n) return;
      const slot = addresses + i * width;
      const functionName = raw === null ? null : this.#functionName(raw);
      if (functionName === null || this.#memory.sectionAt(slot, width) === null) {
        const at = `entry ${hex(i)} at ${hex(table + i * width)}`;
        this.broken.push(`${at}, of ${dll}, leads to no name, or has no slot`);
        return;
      }
      this.functions.push({ dll, name: functionName, slot });
    }
  }

  #functionName(raw: bigint): string | null {
    const ordinal = this.#is64
      ? coff.ImportLookupEntry64.getImportByOrdinal(raw)
      : coff.ImportLookupEntry32.getImportByOrdinal(Number(raw));
    if (ordinal !== null) return `#${ordinal.ordinal_number}`;
    return raw > 0xffff_ffffn ? null : this.#text(Number(raw) + HINT_SIZE);
  }

  #text(rva: number): string | null {
    const bytes = this.#memory.upToNul(rva);
    return bytes === null ? null : Buffer.from(bytes).toString('utf8');
  }
}
