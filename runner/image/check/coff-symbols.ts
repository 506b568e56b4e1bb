import { coff } from '../../../reference';
import { headerArea } from './area';
import { hex } from './hex';
import type { Image } from '../read/image';
import type { Report } from './rule-table';

const RULES = {
  'symbol-count-without-table': [
    '3.3 COFF File Header (Object and Image)',
    'Where there is no symbol table, there are no symbols.',
  ],
  'symbol-table-in-file': [
    '5.4 COFF Symbol Table',
    'The symbol table is in the file, with as many records as the header counts.',
  ],
  'string-table-in-file': [
    '5.6 COFF String Table',
    'Behind a symbol table there is a string table, whose size counts itself and is in the file.',
  ],
  'section-long-name': [
    '4 Section Table (Section Headers)',
    'A section name that is a "/" and a number is in the string table, and ends there.',
  ],
} as const;

const SIZE_FIELD = 4;

/**
 * The COFF symbols of an image: deprecated, but GNU ld writes them. The specification has no long
 * section names in images, and the loader reads no names; GNU ld and LLD write them for debuggers.
 */
export const COFF_SYMBOLS = headerArea(RULES, (image, report) => {
  const strings = findStringTable(image, report);
  checkLongNames(image, strings, report);
});

function findStringTable(
  { bytes, header }: Image,
  report: Report<typeof RULES>,
): Uint8Array | null {
  const { pointer_to_symbol_table: symbols, number_of_symbols: count } = header.value;
  if (symbols === 0) {
    if (count !== 0) {
      const place = header.place('number_of_symbols');
      report('symbol-count-without-table', place, `${count}`, '0');
    }
    return null;
  }
  const offset = symbols + count * coff.Symbol.sizeOf();
  if (offset > bytes.length) {
    report(
      'symbol-table-in-file',
      header.place('pointer_to_symbol_table'),
      `${count} symbols at ${hex(symbols)}`,
      `symbols in ${hex(bytes.length)} bytes of file`,
    );
    return null;
  }
  const place = { offset, field: 'Strtab.size' };
  const left = bytes.length - offset;
  if (left < SIZE_FIELD) {
    report('string-table-in-file', place, `${left} bytes`, `${SIZE_FIELD} bytes or more`);
    return null;
  }
  const size = new DataView(bytes.buffer, bytes.byteOffset).getUint32(offset, true);
  if (size < SIZE_FIELD || size > left) {
    report('string-table-in-file', place, `${size}`, `${SIZE_FIELD} to ${left}`);
    return null;
  }
  return bytes.subarray(offset, offset + size);
}

function checkLongNames(
  { sections }: Image,
  strings: Uint8Array | null,
  report: Report<typeof RULES>,
): void {
  const lastNul = strings?.lastIndexOf(0) ?? -1;
  for (const { header, name } of sections) {
    if (!name.startsWith('/')) continue;
    const offset = /^\/\d+$/.test(name) ? Number(name.slice(1)) : NaN;
    if (offset >= SIZE_FIELD && offset <= lastNul) continue;
    const expected =
      strings === null
        ? 'a string table'
        : `the offset of a string in a table of ${strings.length} bytes`;
    report('section-long-name', header.place('name'), `"${name}"`, expected);
  }
}
