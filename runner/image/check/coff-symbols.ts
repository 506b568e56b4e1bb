import { coff } from '../../../reference';
import { printable } from '../../text/printable';
import { headerArea } from './area';
import { hex } from '../../text/numbers';
import type { CheckedImage } from './checked-image';
import { unusual, type Report } from './rule-table';

const RULES = {
  'symbol-count-without-table': unusual(
    '3.3 COFF File Header (Object and Image)',
    'Where there is no symbol table, there are no symbols.',
    'nobody: the loader reads no symbols',
  ),
  'symbol-table-in-file': unusual(
    '5.4 COFF Symbol Table',
    'The symbol table is in the file, with as many records as the header counts.',
    'llvm-readobj and GNU objdump; the loader reads no symbols',
  ),
  'string-table-in-file': unusual(
    '5.6 COFF String Table',
    'Behind a symbol table there is a string table, whose size counts itself and is in the file.',
    'llvm-readobj and GNU objdump; the loader reads no symbols',
  ),
  'section-long-name': unusual(
    '4 Section Table (Section Headers)',
    'Where there is a string table, a section name that is a "/" and an offset leads to a string in it.',
    'llvm-readobj and GNU objdump; the loader reads no symbols',
  ),
} as const;

const SIZE_FIELD = 4;

/**
 * The COFF symbols of an image: deprecated, but GNU ld writes them. The specification has no long
 * section names in images, and the loader reads no names; GNU ld and LLD write them for debuggers.
 */
export const COFF_SYMBOLS = headerArea(RULES, (image, report) => {
  checkStringTable(image, report);
  for (const { header, name, isNameMissing } of image.sections) {
    if (!isNameMissing) continue;
    const expected = 'the offset of a string in the string table';
    report('section-long-name', header.place('name'), `"${printable(name)}"`, expected);
  }
});

function checkStringTable({ bytes, header }: CheckedImage, report: Report<typeof RULES>): void {
  const { pointer_to_symbol_table: symbols, number_of_symbols: count } = header.value;
  if (symbols === 0) {
    if (count !== 0) {
      const place = header.place('number_of_symbols');
      report('symbol-count-without-table', place, `${count}`, '0');
    }
    return;
  }
  const offset = symbols + count * coff.Symbol.sizeOf();
  if (offset > bytes.length) {
    report(
      'symbol-table-in-file',
      header.place('pointer_to_symbol_table'),
      `${count} symbols at ${hex(symbols)}`,
      `symbols in ${hex(bytes.length)} bytes of file`,
    );
    return;
  }
  const place = { offset, field: 'Strtab.size' };
  const left = bytes.length - offset;
  if (left < SIZE_FIELD) {
    report('string-table-in-file', place, `${left} bytes`, `${SIZE_FIELD} bytes or more`);
    return;
  }
  const size = new DataView(bytes.buffer, bytes.byteOffset).getUint32(offset, true);
  if (size < SIZE_FIELD || size > left) {
    report('string-table-in-file', place, `${size}`, `${SIZE_FIELD} to ${left}`);
  }
}
