import { coff } from '../../../reference';
import { type Allowance, TOO_MANY_ROWS } from '../read/budget';
import type { HeaderView } from './header-reader';
import type { Part, RelocationRow, SectionRelocations, SymbolRow } from './inspection';
import { tagOr } from './plain';
import { ProblemList } from './problem-list';
import { relocationTypes } from './relocation-types';
import type { SectionView } from './section-reader';

/** Bytes from one relocation to the next. */
const SIZE = coff.Relocation.FILE_SIZE;
/** What the section header has where there are more. */
const TOO_MANY_FOR_HEADER = 0xffff;

/** Reads the relocations of all sections. PE Format, 5.2 COFF Relocations (Object Only). */
export function readRelocations(
  bytes: Uint8Array,
  { header }: HeaderView,
  sections: readonly SectionView[],
  symbols: readonly SymbolRow[],
  allowance: Allowance,
): Part<SectionRelocations> {
  const problems = new ProblemList();
  const names = new Map(symbols.map(({ index, name }) => [index, name]));
  const types = relocationTypes(header.machine);
  const rows: SectionRelocations[] = [];
  for (const [i, section] of sections.entries()) {
    if (section.header.number_of_relocations === 0) continue;
    const reader = new RelocationReader(bytes, allowance, (row) => ({
      ...row,
      symbol: names.get(row.symbol_table_index) ?? null,
      type: types === null ? row.type : tagOr(types, row.type),
    }));
    rows.push({ number: i + 1, section: section.name, ...reader.read(section.header) });
  }
  return { rows, ...problems.fields };
}

class RelocationReader {
  readonly #problems = new ProblemList();

  constructor(
    readonly bytes: Uint8Array,
    readonly allowance: Allowance,
    readonly rowOf: (row: coff.Relocation) => RelocationRow,
  ) {}

  read(header: coff.SectionHeader): Omit<SectionRelocations, 'number' | 'section'> {
    const { start, count } = this.#place(header);
    const relocations: RelocationRow[] = [];
    const there = Math.min(count, Math.max(0, Math.floor((this.bytes.length - start) / SIZE)));
    for (let i = 0; i < there; i += 1) {
      const at = start + i * SIZE;
      if (!this.allowance.takeRow()) {
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
    if (all === 0) {
      this.#problems.add(
        start,
        'the number of relocations, 1 or more, as LNK_NRELOC_OVFL says; got 0',
      );
    }
    return { start: start + SIZE, count: Math.max(0, all - 1) };
  }
}
