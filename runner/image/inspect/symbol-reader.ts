import { coff } from '../../../reference';
import { hex } from '../../text/numbers';
import { TOO_MANY_ROWS } from '../read/budget';
import { BigSymbol } from '../coff-object/big-object';
import { readAux } from './aux-reader';
import type { CoffFile } from './coff-file';
import type { Part, SymbolRow } from './inspection';
import { plainRecord } from './plain';
import { ProblemList } from './problem-list';
import type { StringTable } from '../read/string-table';

/** Reads the symbol table, as far as the file has it. PE Format, 5.4 COFF Symbol Table. */
export function readSymbols({
  bytes,
  header,
  strings,
  budget,
  symbolSize: size,
}: CoffFile): Part<SymbolRow> {
  const problems = new ProblemList();
  const rows: SymbolRow[] = [];
  const { pointer_to_symbol_table: table, number_of_symbols: count } = header;
  if (table === 0) return { rows, ...problems.fields };
  const there = Math.min(count, Math.max(0, Math.floor((bytes.length - table) / size)));
  if (there < count) problems.add(table + there * size, `${count} symbol records, got ${there}`);
  else if (strings.missing !== null) problems.add(strings.offset, strings.missing);
  for (let index = 0; index < there;) {
    const at = table + index * size;
    if (!budget.tryTakeRow()) {
      problems.add(at, TOO_MANY_ROWS);
      break;
    }
    const { symbol, section } = readRecord(bytes, at, size);
    const name = symbolName(symbol, strings);
    if (name === null) {
      const offset = hex(coff.Symbol.getNameOffset(symbol) ?? 0);
      problems.add(at, `a name at offset ${offset} of the string table`);
    }
    const auxCount = Math.min(symbol.number_of_aux_symbols, there - index - 1);
    if (auxCount < symbol.number_of_aux_symbols) {
      const expected = `${symbol.number_of_aux_symbols} auxiliary records, got ${auxCount}`;
      // The last byte of a record, in either kind of object.
      problems.add(at + size - 1, expected);
    }
    const records = bytes.subarray(at + size, at + size * (1 + auxCount));
    const aux = readAux(symbol, records, (offset) => strings.get(offset), size);
    const plain = plainRecord(coff.Symbol, symbol);
    rows.push({ index, ...plain, section_number: section ?? plain.section_number, name, aux });
    index += 1 + symbol.number_of_aux_symbols;
  }
  return { rows, ...problems.fields };
}

/**
 * A symbol, of an object made with /bigobj as a plain object would have it.
 * @returns also the number of its section where no plain object could have it
 */
function readRecord(
  bytes: Uint8Array,
  at: number,
  size: number,
): { readonly symbol: coff.Symbol; readonly section: number | null } {
  if (size !== BigSymbol.FILE_SIZE) return { symbol: coff.Symbol.read(bytes, at), section: null };
  const { section_number: number, ...rest } = BigSymbol.read(bytes, at);
  // Absolute and debug are -1 and -2 in either width; higher numbers only have this one.
  const isPlain = number <= LAST_PLAIN || (number | 0) < 0;
  const plain = coff.SectionNumber.fromInt(isPlain ? number & 0xffff : LAST_PLAIN);
  return { symbol: { ...rest, section_number: plain }, section: isPlain ? null : number };
}

/** The last number of a section in a plain object. PE Format, 5.4.2 Section Number Values. */
const LAST_PLAIN = 0xfeff;

function symbolName(symbol: coff.Symbol, strings: StringTable): string | null {
  const offset = coff.Symbol.getNameOffset(symbol);
  // A record of zeroes has no name at all.
  if (offset === 0) return '';
  return offset === null ? coff.Symbol.getName(symbol) : strings.get(offset);
}
