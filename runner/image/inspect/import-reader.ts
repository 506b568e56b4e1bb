import { coff } from '../../../reference';
import type { Layout } from '../../../reference/coff/layout';
import { DelayLoadDescriptor } from '../read/layouts';
import { hex } from '../../text/numbers';
import { TOO_MANY_ROWS } from '../read/budget';
import type { DirectoryPlace } from './directory-reader';
import type { ImageMemory } from './image-memory';
import type { ImportedDll, ImportedFunction, Part } from './inspection';
import { plainRecord, type Plain } from './plain';
import { ProblemList } from './problem-list';

/** Reads the import directory. PE Format, 6.4 The .idata Section. */
export function readImports(
  memory: ImageMemory,
  place: DirectoryPlace | null,
): Part<ImportedDll<coff.ImportDirectoryEntry>> {
  return readTable(memory, place, coff.ImportDirectoryEntry, (row) => ({
    lookup: row.import_lookup_table_rva,
    lookupField: 'import_lookup_table_rva',
    base: 0,
  }));
}

/**
 * Reads the delay-load import directory. PE Format, 5.8 Delay-Load Import Tables.
 *
 * @param imageBase what the old form, whose addresses are absolute, has added to all of them
 */
export function readDelayImports(
  memory: ImageMemory,
  place: DirectoryPlace | null,
  imageBase: bigint,
): Part<ImportedDll<DelayLoadDescriptor>> {
  return readTable(memory, place, DelayLoadDescriptor, (row) => ({
    lookup: row.import_name_table_rva,
    lookupField: 'import_name_table_rva',
    base: (row.attributes & 1) === 1 ? 0 : Number(imageBase),
  }));
}

/** Where the functions of a DLL are. */
interface Lookup {
  /** Address of the lookup table; 0 if there is only the address table. */
  readonly lookup: number;
  /** The descriptor's field that has it. */
  readonly lookupField: string;
  /** What to take from an address to have an RVA. */
  readonly base: number;
}

/** What descriptors of both tables have. */
interface Descriptor {
  readonly name_rva: number;
  readonly import_address_table_rva: number;
}

type DescriptorLayout<D> = Pick<Layout<never>, 'SIZE' | 'fields'> & {
  read(bytes: Uint8Array): D;
  offsetOf(field: string): number;
};

function readTable<D extends Descriptor>(
  memory: ImageMemory,
  place: DirectoryPlace | null,
  layout: DescriptorLayout<D>,
  lookupOf: (row: D) => Lookup,
): Part<ImportedDll<D>> {
  const problems = new ProblemList();
  const rows: ImportedDll<D>[] = [];
  if (place === null) return { rows, ...problems.fields };
  for (let rva = place.rva; ; rva += layout.SIZE) {
    const bytes = memory.read(rva, layout.SIZE);
    if (bytes === null) {
      const at = rows.length === 0 ? place.row : memory.offsetOf(rva - 1);
      problems.add(at, `a row of zeroes at the end of the table, got none up to RVA ${hex(rva)}`);
      break;
    }
    if (bytes.every((byte) => byte === 0)) break;
    if (!memory.allowance.takeRow()) {
      problems.add(memory.offsetOf(rva), TOO_MANY_ROWS);
      break;
    }
    const row = layout.read(bytes);
    const reader = new DllReader(memory, memory.offsetOf(rva), lookupOf(row));
    rows.push(reader.read(layout, row));
  }
  return { rows, ...problems.fields };
}

class DllReader {
  readonly #problems = new ProblemList();

  /** @param at file offset of the descriptor */
  constructor(
    readonly memory: ImageMemory,
    readonly at: number,
    readonly lookup: Lookup,
  ) {}

  read<D extends Descriptor>(layout: DescriptorLayout<D>, row: D): ImportedDll<D> {
    const nameRva = row.name_rva - this.lookup.base;
    const name = this.memory.text(nameRva);
    if (name === null) {
      this.#problems.add(this.at + layout.offsetOf('name_rva'), `a name at RVA ${hex(nameRva)}`);
    }
    const field = this.lookup.lookup === 0 ? 'import_address_table_rva' : this.lookup.lookupField;
    const addresses = row.import_address_table_rva - this.lookup.base;
    const lookups = this.lookup.lookup === 0 ? addresses : this.lookup.lookup - this.lookup.base;
    const functions = this.#functions(lookups, addresses, this.at + layout.offsetOf(field));
    const descriptor = plainRecord(layout, row) as Plain<D>;
    return { name, descriptor, functions, ...this.#problems.fields };
  }

  /** @param field file offset of what says where the table is */
  #functions(lookups: number, addresses: number, field: number): readonly ImportedFunction[] {
    const functions: ImportedFunction[] = [];
    const width = this.memory.bits / 8;
    for (let offset = 0; ; offset += width) {
      const rva = lookups + offset;
      const lookup = this.memory.slot(rva);
      if (lookup === 0n) return functions;
      if (lookup === null) {
        const at = offset === 0 ? field : this.memory.offsetOf(rva - 1);
        this.#problems.add(at, `a slot of zeroes at the table's end, got none up to ${hex(rva)}`);
        return functions;
      }
      if (!this.memory.allowance.takeRow()) {
        this.#problems.add(this.memory.offsetOf(rva), TOO_MANY_ROWS);
        return functions;
      }
      functions.push(this.#function(lookup, rva, addresses + offset));
    }
  }

  #function(lookup: bigint, rva: number, addressRva: number): ImportedFunction {
    const address = this.memory.slot(addressRva);
    const slots = {
      address_rva: addressRva,
      lookup: hex(lookup),
      address: address === null ? null : hex(address),
    };
    const { ordinal, nameTable } = this.#entry(lookup);
    if (ordinal !== null) return { name: null, hint: null, ordinal_number: ordinal, ...slots };
    const name = this.memory.text(nameTable + 2);
    const hint = this.memory.uint(nameTable, 2);
    if (name === null || hint === null) {
      this.#problems.add(this.memory.offsetOf(rva), `a hint and a name at RVA ${hex(nameTable)}`);
    }
    return { name, hint, ordinal_number: null, ...slots };
  }

  #entry(lookup: bigint): { readonly ordinal: number | null; readonly nameTable: number } {
    const { ImportLookupEntry32, ImportLookupEntry64 } = coff;
    const is64 = this.memory.bits === 64;
    const byOrdinal = is64
      ? ImportLookupEntry64.getImportByOrdinal(lookup)
      : ImportLookupEntry32.getImportByOrdinal(Number(lookup));
    const byName = is64
      ? ImportLookupEntry64.ByName.fromInt(lookup)
      : ImportLookupEntry32.ByName.fromInt(Number(lookup));
    return {
      ordinal: byOrdinal?.ordinal_number ?? null,
      nameTable: byName.name_table_rva - this.lookup.base,
    };
  }
}
