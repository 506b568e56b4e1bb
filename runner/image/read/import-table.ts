import { coff } from '../../../reference';
import { hex } from '../../text/numbers';
import type { ByteRange } from './byte-ranges';
import { BudgetSpent } from './budget';
import type { Directory } from './headers';
import { DelayLoadDescriptor } from './layouts';
import type { Place } from './place';
import { ProblemLog, TABLES_TOO_LARGE, type Problem } from './problem';
import type { Structure } from './structure';
import type { TableReader, Text } from './table-reader';

/** What can be wrong with the tables that name functions. */
export type LookupProblem =
  | 'import-lookup-table-in-section'
  | 'import-lookup-reserved-bits'
  | 'import-hint-name-in-section'
  | 'import-name-is-text';

/** Delay-load imports have problems of their own. */
export type ImportPrefix = '' | 'delay-';

/** What can be wrong with the import tables so that they cannot be read. */
export type ImportProblem<P extends ImportPrefix> =
  | LookupProblem
  | `${P}import-directory-terminated`
  | `${P}import-terminator-zero`
  | `${P}import-dll-name-in-section`
  | `${P}import-dll-name-is-text`
  | `${P}import-address-table-in-section`
  | typeof TABLES_TOO_LARGE;

/** An entry of a lookup or address table. PE Format, 6.4.2 Import Lookup Table. */
export interface ImportEntry {
  readonly rva: number;
  readonly value: bigint;
  /** Null for an import by name. The loader takes the low 16 bits. */
  readonly ordinal: number | null;
  /** RVA of hint and name; null for an import by ordinal. */
  readonly nameRva: number | null;
  /** Where the loader looks first; null if it cannot be read, or for an import by ordinal. */
  readonly hint: number | null;
  /** Null if it cannot be read, or for an import by ordinal. */
  readonly name: Text | null;
}

/** A row of either directory. */
export type ImportRow = coff.ImportDirectoryEntry | DelayLoadDescriptor;

/** What an image imports of one DLL. */
export interface ImportedDll<Row extends ImportRow, P extends ImportPrefix = ImportPrefix> {
  readonly row: Structure<Row>;
  /** Null if it cannot be read. */
  readonly name: Text | null;
  /** RVA of the table that names the functions; that of the address table where there is no other. */
  readonly lookupTable: number;
  /** RVA of the table that the loader fills in. Entry `i` of both is the same function. */
  readonly addressTable: number;
  /** Whether there is a lookup table: else the names are in the address table. */
  readonly hasLookupTable: boolean;
  /** The field that says where the lookup table is. */
  readonly lookupPlace: Place;
  /** Those before the entry of zero that ends the lookup table. */
  readonly functions: readonly ImportEntry[];
  /** Whether there is such an entry. */
  readonly isEnded: boolean;
  readonly problems: readonly Problem<ImportProblem<P>>[];
}

/** An import directory, or a delay-load import directory. */
export interface ImportTable<Row extends ImportRow, P extends ImportPrefix = ImportPrefix> {
  readonly dlls: readonly ImportedDll<Row, P>[];
  /** Whether a row ends the directory. */
  readonly isEnded: boolean;
  /** That row; null if there is none. */
  readonly end: Structure<Row> | null;
  /** Those of the directory itself; each DLL has its own. */
  readonly problems: readonly Problem<ImportProblem<P>>[];
  /** The bytes of the file that were read. */
  readonly ranges: readonly ByteRange[];
}

/** Bytes of a hint. PE Format, 6.4.3 Hint/Name Table. */
const HINT_SIZE = 2;

/** Reads the import tables. PE Format, 6.4 The .idata Section. */
export function readImportTable(
  reader: TableReader,
  directory: Directory,
): ImportTable<coff.ImportDirectoryEntry, ''> {
  const table = new ImportTableReader(reader, {
    layout: coff.ImportDirectoryEntry,
    name: 'ImportDirectoryEntry',
    prefix: '',
    base: () => 0,
    lookupField: 'import_lookup_table_rva',
    // The loader stops where either is zero (Wine's dlls/ntdll/loader.c, import_dll; ReactOS alike).
    ends: ['name_rva', 'import_address_table_rva'],
  });
  return table.read(directory);
}

/**
 * Reads the delay-load import tables. PE Format, 5.8 Delay-Load Import Tables. In the old form,
 * attributes of 0 in a PE32 image, addresses are absolute.
 *
 * @param imageBase preferred address
 */
export function readDelayImportTable(
  reader: TableReader,
  directory: Directory,
  imageBase: bigint,
): ImportTable<DelayLoadDescriptor, 'delay-'> {
  const table = new ImportTableReader(reader, {
    layout: DelayLoadDescriptor,
    name: 'DelayLoadDescriptor',
    prefix: 'delay-',
    base: ({ attributes }) => (attributes % 2 === 0 && !reader.is64 ? Number(imageBase) : 0),
    lookupField: 'import_name_table_rva',
    // Without an address table there is nothing that a helper could fill in.
    ends: ['name_rva', 'import_address_table_rva'],
  });
  return table.read(directory);
}

/**
 * The entries of a table, up to one that is no import: for an address table, which an image that is
 * bound has filled with addresses.
 * @throws BudgetSpent if the budget ends first
 */
export function readEntries(reader: TableReader, rva: number): readonly ImportEntry[] {
  const entries: ImportEntry[] = [];
  const log = new ProblemLog<LookupProblem>();
  for (let at = rva; ; at += reader.width) {
    const value = reader.word(at);
    if (value === null || value === 0n) return entries;
    reader.budget.takeRow();
    entries.push(readEntry(reader, at, value, { offset: 0, field: '' }, log));
    if (log.problems.length > 0) return entries;
  }
}

interface Form<Row extends ImportRow, P extends ImportPrefix> {
  readonly layout: Parameters<typeof TableReader.prototype.structure<Row>>[0];
  /** Upstream's name of a row. */
  readonly name: string;
  readonly prefix: P;
  /** What to take from an address of the row to have an RVA. */
  readonly base: (row: Row) => number;
  readonly lookupField: keyof Row & string;
  /** The fields of which one that is zero ends the table. */
  readonly ends: readonly (keyof Row & string)[];
}

class ImportTableReader<Row extends ImportRow, P extends ImportPrefix> {
  readonly #log = new ProblemLog<ImportProblem<P>>();

  constructor(
    readonly reader: TableReader,
    readonly form: Form<Row, P>,
  ) {}

  read({ entry }: Directory): ImportTable<Row, P> {
    const dlls: ImportedDll<Row, P>[] = [];
    const rva = entry.value.virtual_address;
    const place = entry.place('virtual_address');
    let end: Structure<Row> | null = null;
    try {
      end = this.#rows(rva, place, dlls);
    } catch (error) {
      if (!(error instanceof BudgetSpent)) throw error;
      this.#log.add(TABLES_TOO_LARGE, place, error.message, 'tables of the size of the file');
    }
    const isEnded = end !== null;
    return { dlls, isEnded, end, problems: this.#log.problems, ranges: this.reader.ranges };
  }

  /** @returns the row that ends the directory; null if memory ends before it */
  #rows(start: number, place: Place, dlls: ImportedDll<Row, P>[]): Structure<Row> | null {
    const { layout, name, ends, prefix } = this.form;
    for (let i = 0; ; i += 1) {
      const rva = start + i * layout.FILE_SIZE;
      const row = this.reader.structure(layout, rva, `${name}[${i}]`);
      if (row === null) {
        const found = `${i} rows to the end of memory`;
        this.#log.add(`${prefix}import-directory-terminated`, place, found, 'a row of zeroes');
        return null;
      }
      const fields = Object.values<unknown>({ ...row.value });
      if (fields.every((value) => value === 0)) return row;
      const end = ends.find((field) => (row.value[field] as number) === 0);
      if (end !== undefined) {
        const found = `0, which ends the table, in a row that is not all zero`;
        const kind = `${prefix}import-terminator-zero` as const;
        this.#log.add(kind, row.place(end), found, 'a row of zeroes');
        return row;
      }
      this.reader.budget.takeRow();
      const partial = new DllReader(this.reader, this.form, row);
      try {
        partial.read();
      } finally {
        dlls.push(partial);
      }
    }
  }
}

class DllReader<Row extends ImportRow, P extends ImportPrefix> implements ImportedDll<Row, P> {
  readonly functions: ImportEntry[] = [];
  readonly lookupTable: number;
  readonly addressTable: number;
  readonly hasLookupTable: boolean;
  readonly lookupPlace: Place;
  name: Text | null = null;
  isEnded = false;
  readonly #log = new ProblemLog<ImportProblem<P>>();
  readonly #base: number;
  readonly #prefix: P;

  constructor(
    readonly reader: TableReader,
    form: Form<Row, P>,
    readonly row: Structure<Row>,
  ) {
    const { value } = row;
    this.#base = form.base(value);
    this.#prefix = form.prefix;
    const lookup = value[form.lookupField] as number;
    this.hasLookupTable = lookup !== 0;
    this.addressTable = value.import_address_table_rva - this.#base;
    // Old linkers write no lookup table: the loader then takes the names from the address table.
    this.lookupTable = this.hasLookupTable ? lookup - this.#base : this.addressTable;
    this.lookupPlace = row.place(
      this.hasLookupTable ? form.lookupField : 'import_address_table_rva',
    );
  }

  get problems(): readonly Problem<ImportProblem<P>>[] {
    return this.#log.problems;
  }

  read(): void {
    const kind = `${this.#prefix}import-dll-name` as const;
    this.name = this.reader.name(
      this.row.value.name_rva - this.#base,
      this.row.place('name_rva'),
      { outside: `${kind}-in-section`, notText: `${kind}-is-text` },
      this.#log,
    );
    const { reader, lookupTable, lookupPlace } = this;
    const type = reader.is64 ? 'ImportLookupEntry64' : 'ImportLookupEntry32';
    for (let i = 0; ; i += 1) {
      const rva = lookupTable + i * reader.width;
      const value = reader.word(rva);
      if (value === null) {
        const found = `${hex(lookupTable)}: ${i} entries and no end`;
        const expected = 'a table that an entry of zero ends';
        this.#log.add('import-lookup-table-in-section', lookupPlace, found, expected);
        return;
      }
      if (value === 0n) {
        this.isEnded = true;
        this.#checkAddressTable(i);
        return;
      }
      reader.budget.takeRow();
      const offset = reader.memory.offsetOf(rva);
      const place = { offset, field: `${lookupPlace.field} -> ${type}[${i}]` };
      const entry = readEntry(reader, rva, value, place, this.#log, this.#base);
      this.functions.push(entry);
    }
  }

  /** Only the address table of imports has to end with an entry of zero. */
  #checkAddressTable(count: number): void {
    const entries = this.#prefix === '' ? count + 1 : count;
    const { reader, addressTable } = this;
    if (entries === 0 || reader.memory.isMapped(addressTable, entries * reader.width)) return;
    const place = this.row.place('import_address_table_rva');
    const kind = `${this.#prefix}import-address-table-in-section` as const;
    this.#log.add(kind, place, hex(addressTable), `an RVA of ${entries} entries in a section`);
  }
}

/** @param base what to take from an address to have an RVA */
function readEntry(
  reader: TableReader,
  rva: number,
  value: bigint,
  place: Place,
  log: Pick<ProblemLog<LookupProblem>, 'add'>,
  base = 0,
): ImportEntry {
  const { ImportLookupEntry32, ImportLookupEntry64 } = coff;
  const byOrdinal = reader.is64
    ? ImportLookupEntry64.getImportByOrdinal(value)
    : ImportLookupEntry32.getImportByOrdinal(Number(value));
  const entry = { rva, value, ordinal: null, nameRva: null, hint: null, name: null };
  if (byOrdinal !== null) {
    if (byOrdinal.unused !== 0) {
      log.add('import-lookup-reserved-bits', place, hex(value), 'an ordinal of 16 bits');
    }
    return { ...entry, ordinal: byOrdinal.ordinal_number };
  }
  const nameRva = Number(value) - base;
  if (nameRva >= 2 ** 31) {
    log.add('import-lookup-reserved-bits', place, hex(value), 'an RVA of 31 bits');
    return { ...entry, nameRva };
  }
  if (!reader.memory.isMapped(nameRva, HINT_SIZE + 1)) {
    log.add('import-hint-name-in-section', place, hex(nameRva), 'the RVA of a hint and name');
    return { ...entry, nameRva };
  }
  const kinds = { outside: 'import-hint-name-in-section', notText: 'import-name-is-text' } as const;
  const hint = reader.uint(nameRva, HINT_SIZE);
  return { ...entry, nameRva, hint, name: reader.name(nameRva + HINT_SIZE, place, kinds, log) };
}
