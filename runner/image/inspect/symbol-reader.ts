import { coff } from '../../../reference';
import { hex } from '../../text/numbers';
import { TOO_MANY_ROWS } from '../read/budget';
import { readAux } from './aux-reader';
import type { CoffFile } from './coff-file';
import type { Part, SymbolRow } from './inspection';
import { plainRecord } from './plain';
import { ProblemList } from './problem-list';
import type { StringTable } from '../read/string-table';

/** Bytes of any record of the table. */
const SIZE = coff.Symbol.sizeOf();

/** Reads the symbol table, as far as the file has it. PE Format, 5.4 COFF Symbol Table. */
export function readSymbols({ bytes, header, strings, budget }: CoffFile): Part<SymbolRow> {
  const problems = new ProblemList();
  const rows: SymbolRow[] = [];
  const { pointer_to_symbol_table: table, number_of_symbols: count } = header;
  if (table === 0) return { rows, ...problems.fields };
  const there = Math.min(count, Math.max(0, Math.floor((bytes.length - table) / SIZE)));
  if (there < count) problems.add(table + there * SIZE, `${count} symbol records, got ${there}`);
  else if (strings.missing !== null) problems.add(strings.offset, strings.missing);
  for (let index = 0; index < there;) {
    const at = table + index * SIZE;
    if (!budget.tryTakeRow()) {
      problems.add(at, TOO_MANY_ROWS);
      break;
    }
    const symbol = coff.Symbol.read(bytes, at);
    const name = symbolName(symbol, strings);
    if (name === null) {
      const offset = hex(coff.Symbol.getNameOffset(symbol) ?? 0);
      problems.add(at, `a name at offset ${offset} of the string table`);
    }
    const auxCount = Math.min(symbol.number_of_aux_symbols, there - index - 1);
    if (auxCount < symbol.number_of_aux_symbols) {
      const expected = `${symbol.number_of_aux_symbols} auxiliary records, got ${auxCount}`;
      problems.add(at + coff.Symbol.offsetOf('number_of_aux_symbols'), expected);
    }
    const records = bytes.subarray(at + SIZE, at + SIZE * (1 + auxCount));
    const aux = readAux(symbol, records, (offset) => strings.get(offset));
    rows.push({ index, ...plainRecord(coff.Symbol, symbol), name, aux });
    index += 1 + symbol.number_of_aux_symbols;
  }
  return { rows, ...problems.fields };
}

function symbolName(symbol: coff.Symbol, strings: StringTable): string | null {
  const offset = coff.Symbol.getNameOffset(symbol);
  // A record of zeroes has no name at all.
  if (offset === 0) return '';
  return offset === null ? coff.Symbol.getName(symbol) : strings.get(offset);
}
