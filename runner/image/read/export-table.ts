import { hex } from '../../text/numbers';
import type { ByteRange } from './byte-ranges';
import { BudgetSpent } from './budget';
import type { Directory } from './headers';
import { ExportDirectory } from './layouts';
import type { Place } from './place';
import { ProblemLog, TABLES_TOO_LARGE, type Problem } from './problem';
import type { Structure } from './structure';
import type { TableReader, Text } from './table-reader';

/** What can be wrong with the export tables so that they cannot be read. */
export type ExportProblem =
  | 'export-directory-in-section'
  | 'export-dll-name-in-section'
  | 'export-dll-name-is-text'
  | 'export-address-table-in-section'
  | 'export-forwarder-is-text'
  | 'export-name-table-in-section'
  | 'export-name-in-section'
  | 'export-name-is-text'
  | 'export-ordinal-table-in-section'
  | 'export-ordinal-in-table'
  | typeof TABLES_TOO_LARGE;

/** A row of the name pointer table, and of the ordinal table beside it. */
export interface ExportedName {
  /** The field of the name pointer table. */
  readonly place: Place;
  /** The field of the ordinal table. */
  readonly ordinalPlace: Place;
  /** Null if it cannot be read. */
  readonly name: Text | null;
  /** Index of the address table; null if it is beyond that. */
  readonly index: number | null;
}

/** What an image exports under one name, or under its ordinal alone. */
export interface Export {
  readonly ordinal: number;
  /** Null for one without a name, and where the name cannot be read. */
  readonly name: string | null;
  readonly rva: number;
  /** "NTDLL.RtlAllocateHeap" where another DLL has it. */
  readonly forwarder: string | null;
}

/** The export tables. */
export interface ExportTable {
  /** Null if it is not all mapped. */
  readonly directory: Structure<ExportDirectory> | null;
  /** The image's own name. */
  readonly dllName: Text | null;
  /** The RVAs of the address table by index; 0 for an ordinal that is not in use. */
  readonly addresses: readonly number[];
  /** The texts of those addresses that lie in the export directory, by index. */
  readonly forwarders: ReadonlyMap<number, Text | null>;
  readonly names: readonly ExportedName[];
  /** By ordinal; several names of one in the order of the name pointer table. */
  readonly rows: readonly Export[];
  readonly problems: readonly Problem<ExportProblem>[];
  /** The bytes of the file that were read. */
  readonly ranges: readonly ByteRange[];
}

/** Reads the export tables. PE Format, 6.3 The .edata Section (Image Only). */
export function readExportTable(reader: TableReader, directory: Directory): ExportTable {
  const table = new ExportTableReader(reader, directory);
  table.read();
  return table;
}

/** File offset and name of an entry of the address table. */
export function addressPlace(
  reader: Pick<TableReader, 'memory'>,
  directory: Structure<ExportDirectory>,
  index: number,
): Place {
  const { field } = directory.place('export_address_table_rva');
  const rva = directory.value.export_address_table_rva + 4 * index;
  return { offset: reader.memory.offsetOf(rva), field: `${field}[${index}]` };
}

class ExportTableReader implements ExportTable {
  directory: Structure<ExportDirectory> | null = null;
  dllName: Text | null = null;
  readonly addresses: number[] = [];
  readonly forwarders = new Map<number, Text | null>();
  readonly names: ExportedName[] = [];
  readonly #log = new ProblemLog<ExportProblem>();

  constructor(
    readonly reader: TableReader,
    readonly at: Directory,
  ) {}

  get problems(): readonly Problem<ExportProblem>[] {
    return this.#log.problems;
  }

  get ranges(): readonly ByteRange[] {
    return this.reader.ranges;
  }

  get rows(): readonly Export[] {
    const base = this.directory?.value.ordinal_base ?? 0;
    const names = new Map<number, (string | null)[]>();
    for (const { index, name } of this.names) {
      if (index === null) continue;
      const text = name?.text ?? null;
      const others = names.get(index);
      if (others === undefined) names.set(index, [text]);
      else others.push(text);
    }
    return this.addresses.flatMap((rva, index) => {
      if (rva === 0 && !names.has(index)) return [];
      const forwarder = this.forwarders.get(index)?.text ?? null;
      const ordinal = base + index;
      return (names.get(index) ?? [null]).map((name) => ({ ordinal, name, rva, forwarder }));
    });
  }

  read(): void {
    const { virtual_address: rva, size } = this.at.entry.value;
    try {
      this.directory = this.reader.structure(ExportDirectory, rva, 'ExportDirectory');
      if (this.directory === null) {
        const place = this.at.entry.place('virtual_address');
        const expected = `${ExportDirectory.FILE_SIZE} bytes or more, in a section`;
        this.#log.add('export-directory-in-section', place, `${size} at ${hex(rva)}`, expected);
        return;
      }
      this.#read(this.directory);
    } catch (error) {
      if (!(error instanceof BudgetSpent)) throw error;
      const place = this.at.entry.place('virtual_address');
      this.#log.add(TABLES_TOO_LARGE, place, error.message, 'tables of the size of the file');
    }
  }

  #read(directory: Structure<ExportDirectory>): void {
    const kinds = {
      outside: 'export-dll-name-in-section',
      notText: 'export-dll-name-is-text',
    } as const;
    const { name_rva } = directory.value;
    this.dllName = this.reader.name(name_rva, directory.place('name_rva'), kinds, this.#log);
    this.#readAddresses(directory);
    this.#readNames(directory);
  }

  #readAddresses(directory: Structure<ExportDirectory>): void {
    const { export_address_table_rva: table, address_table_entries: count } = directory.value;
    const kind = 'export-address-table-in-section';
    this.#checkMapped(kind, directory.place('export_address_table_rva'), table, count, 4);
    const { virtual_address: start, size } = this.at.entry.value;
    for (let i = 0; i < count; i += 1) {
      const rva = this.reader.uint(table + 4 * i, 4);
      if (rva === null) return;
      this.reader.budget.takeRow();
      this.addresses.push(rva);
      // An address inside of the export directory is that of a name.
      if (rva < start || rva >= start + size) continue;
      const place = addressPlace(this.reader, directory, i);
      const rule = 'export-forwarder-is-text';
      const text = this.reader.name(rva, place, { outside: rule, notText: rule }, this.#log);
      this.forwarders.set(i, text);
    }
  }

  #readNames(directory: Structure<ExportDirectory>): void {
    const { name_pointer_rva: names, ordinal_table_rva: ordinals } = directory.value;
    const { number_of_name_pointers: count, address_table_entries } = directory.value;
    const [namesPlace, ordinalsPlace] = [
      directory.place('name_pointer_rva'),
      directory.place('ordinal_table_rva'),
    ];
    this.#checkMapped('export-name-table-in-section', namesPlace, names, count, 4);
    this.#checkMapped('export-ordinal-table-in-section', ordinalsPlace, ordinals, count, 2);
    const kinds = { outside: 'export-name-in-section', notText: 'export-name-is-text' } as const;
    const { memory } = this.reader;
    for (let i = 0; i < count; i += 1) {
      const pointer = this.reader.uint(names + 4 * i, 4);
      const ordinal = this.reader.uint(ordinals + 2 * i, 2);
      if (pointer === null || ordinal === null) return;
      this.reader.budget.takeRow();
      const place = { offset: memory.offsetOf(names + 4 * i), field: `${namesPlace.field}[${i}]` };
      const offset = memory.offsetOf(ordinals + 2 * i);
      const ordinalPlace = { offset, field: `${ordinalsPlace.field}[${i}]` };
      const name = this.reader.name(pointer, place, kinds, this.#log);
      const isInTable = ordinal < address_table_entries;
      if (!isInTable) {
        const expected = `below ${address_table_entries} (address_table_entries)`;
        this.#log.add('export-ordinal-in-table', ordinalPlace, `${ordinal}`, expected);
      }
      this.names.push({ place, ordinalPlace, name, index: isInTable ? ordinal : null });
    }
  }

  #checkMapped(kind: ExportProblem, place: Place, rva: number, count: number, width: number): void {
    if (count === 0 || this.reader.memory.isMapped(rva, count * width)) return;
    this.#log.add(kind, place, `${count} entries at ${hex(rva)}`, 'a table in a section');
  }
}
