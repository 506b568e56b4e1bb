import { coff } from '../../../reference';
import { type Budget, TOO_MANY_ROWS } from '../read/budget';
import type { CoffFile } from './coff-file';
import type { Part, RelocationRow, SectionRelocations, SymbolRow } from './inspection';
import { tagOr } from './plain';
import { ProblemList } from './problem-list';
import { relocationTypes } from './relocation-types';

/** Bytes from one relocation to the next. */
const SIZE = coff.Relocation.FILE_SIZE;
/** What the section header has where there are more. */
const TOO_MANY_FOR_HEADER = 0xffff;

/** Reads the relocations of all sections. PE Format, 5.2 COFF Relocations (Object Only). */
export function readRelocations(
  { bytes, header, sections, budget }: CoffFile,
  symbols: readonly SymbolRow[],
): Part<SectionRelocations> {
  const problems = new ProblemList();
  const names = new Map(symbols.map(({ index, name }) => [index, name]));
  const types = relocationTypes(header.machine);
  const rows: SectionRelocations[] = [];
  for (const section of sections) {
    if (section.header.value.number_of_relocations === 0) continue;
    const reader = new RelocationReader(bytes, budget, (row) => ({
      ...row,
      symbol: names.get(row.symbol_table_index) ?? null,
      type: types === null ? row.type : tagOr(types, row.type),
    }));
    const { number, name, header: row } = section;
    rows.push({ number, section: name, ...reader.read(row.value) });
  }
  return { rows, ...problems.fields };
}

class RelocationReader {
  readonly #problems = new ProblemList();

  constructor(
    readonly bytes: Uint8Array,
    readonly budget: Budget,
    readonly rowOf: (row: coff.Relocation) => RelocationRow,
  ) {}

  read(header: coff.SectionHeader): Omit<SectionRelocations, 'number' | 'section'> {
    const { start, count } = this.#place(header);
    const relocations: RelocationRow[] = [];
    const there = Math.min(count, Math.max(0, Math.floor((this.bytes.length - start) / SIZE)));
    for (let i = 0; i < there; i += 1) {
      const at = start + i * SIZE;
      if (!this.budget.tryTakeRow()) {
        this.#problems.add(at, TOO_MANY_ROWS);
        break;
      }
      const row = this.rowOf(coff.Relocation.read(this.bytes, at));
      if (row.symbol === null) {
        const offset = at + coff.Relocation.offsetOf('symbol_table_index');
        this.#problems.add(offset, `the index of a symbol, got ${row.symbol_table_index}`);
      }
      relocations.push(row);
    }
    if (there < count) {
      this.#problems.add(start + there * SIZE, `${count} relocations, got ${there}`);
    }
    return { relocations, ...this.#problems.fields };
  }

  /** Of more than the header can count, the first one only has their number, itself included. */
  #place(header: coff.SectionHeader): { readonly start: number; readonly count: number } {
    const { pointer_to_relocations: start, number_of_relocations: count, flags } = header;
    const isOverflow = flags.LNK_NRELOC_OVFL && count === TOO_MANY_FOR_HEADER;
    if (!isOverflow || start + SIZE > this.bytes.length) return { start, count };
    const { virtual_address: all } = coff.Relocation.read(this.bytes, start);
    return { start: start + SIZE, count: Math.max(0, all - 1) };
  }
}
