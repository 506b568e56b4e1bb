import { ExportDirectory } from '../read/layouts';
import { hex } from '../../text/numbers';
import { TOO_MANY_ROWS } from '../read/budget';
import type { DirectoryPlace } from './directory-reader';
import type { ImageMemory } from './image-memory';
import type { Export, Exports } from './inspection';
import { plainRecord } from './plain';
import { ProblemList } from './problem-list';

/** Reads the export directory. PE Format, 6.3 The .edata Section (Image Only). */
export function readExports(memory: ImageMemory, place: DirectoryPlace | null): Exports {
  const problems = new ProblemList();
  const nothing = { directory: null, dll_name: null, rows: [] };
  if (place === null) return { ...nothing, ...problems.fields };
  const bytes = memory.read(place.rva, ExportDirectory.SIZE);
  if (bytes === null) {
    const { SIZE } = ExportDirectory;
    problems.add(place.row, `an export directory of ${SIZE} bytes at RVA ${hex(place.rva)}`);
    return { ...nothing, ...problems.fields };
  }
  return new ExportReader(memory, place, ExportDirectory.read(bytes), problems).read();
}

class ExportReader {
  constructor(
    readonly memory: ImageMemory,
    readonly place: DirectoryPlace,
    readonly directory: ExportDirectory,
    readonly problems: ProblemList,
  ) {}

  read(): Exports {
    const { name_rva } = this.directory;
    const name = this.#text(name_rva, this.#fieldOffset('name_rva'), "the DLL's name");
    const names = this.#names();
    return {
      directory: plainRecord(ExportDirectory, this.directory),
      dll_name: name,
      rows: this.#rows(names),
      ...this.problems.fields,
    };
  }

  /** The names of each row of the address table, by its index. */
  #names(): ReadonlyMap<number, readonly (string | null)[]> {
    const { number_of_name_pointers: count, name_pointer_rva, ordinal_table_rva } = this.directory;
    const result = new Map<number, (string | null)[]>();
    for (let i = 0; i < count; i += 1) {
      const pointerRva = name_pointer_rva + 4 * i;
      const pointer = this.memory.uint(pointerRva, 4);
      const index = this.memory.uint(ordinal_table_rva + 2 * i, 2);
      if (pointer === null || index === null) {
        const at = this.#fieldOffset('number_of_name_pointers');
        this.problems.add(at, `${count} names and their ordinals, got ${i}`);
        break;
      }
      if (!this.#takeRow(pointerRva)) break;
      const name = this.#text(pointer, this.memory.offsetOf(pointerRva), 'an exported name');
      if (index >= this.directory.address_table_entries) {
        const at = this.memory.offsetOf(ordinal_table_rva + 2 * i);
        const { address_table_entries: entries } = this.directory;
        this.problems.add(at, `an index below ${entries} of the address table, got ${index}`);
        continue;
      }
      const names = result.get(index);
      if (names === undefined) result.set(index, [name]);
      else names.push(name);
    }
    return result;
  }

  #rows(names: ReadonlyMap<number, readonly (string | null)[]>): readonly Export[] {
    const { address_table_entries: count, export_address_table_rva, ordinal_base } = this.directory;
    const rows: Export[] = [];
    for (let i = 0; i < count; i += 1) {
      const at = export_address_table_rva + 4 * i;
      const rva = this.memory.uint(at, 4);
      if (rva === null) {
        const offset = this.#fieldOffset('address_table_entries');
        this.problems.add(offset, `${count} rows of the address table, got ${i}`);
        break;
      }
      if (!this.#takeRow(at)) break;
      const isGap = rva === 0 && !names.has(i);
      if (isGap) continue;
      const forwarder = this.#forwarder(rva, at);
      for (const name of names.get(i) ?? [null]) {
        rows.push({ ordinal: ordinal_base + i, name, rva, forwarder });
      }
    }
    return rows;
  }

  /** An address inside of the directory is that of a name. */
  #forwarder(rva: number, at: number): string | null {
    const { rva: start, size } = this.place;
    if (rva < start || rva >= start + size) return null;
    return this.#text(rva, this.memory.offsetOf(at), 'the name of a forwarder');
  }

  /** @param at file offset of what says where the text is */
  #text(rva: number, at: number, what: string): string | null {
    const text = this.memory.text(rva);
    if (text === null) this.problems.add(at, `${what} at RVA ${hex(rva)}`);
    return text;
  }

  #takeRow(rva: number): boolean {
    if (this.memory.allowance.takeRow()) return true;
    this.problems.add(this.memory.offsetOf(rva), TOO_MANY_ROWS);
    return false;
  }

  #fieldOffset(field: keyof ExportDirectory): number {
    return this.memory.offsetOf(this.place.rva) + ExportDirectory.offsetOf(field);
  }
}
