import { coff } from '../../../reference';
import { u32 } from '../../../reference/coff/codec';
import { hexBytes } from '../../text/numbers';
import type { AuxRecord } from './inspection';
import { plainRecord } from './plain';
import { textOf } from '../read/text';

const SIZE = coff.Symbol.sizeOf();

/**
 * Reads the auxiliary records of a symbol, which says what they are. PE Format, 5.5 Auxiliary Symbol
 * Records.
 *
 * @param bytes the records and nothing else
 * @param longName gives a string of the string table
 */
export function readAux(
  symbol: coff.Symbol,
  bytes: Uint8Array,
  longName: (offset: number) => string | null,
): readonly AuxRecord[] {
  if (bytes.length === 0) return [];
  if (symbol.storage_class === coff.StorageClass.FILE) {
    return [{ file_def: { file_name: fileName(bytes, longName) } }];
  }
  const records: AuxRecord[] = [first(symbol, bytes)];
  for (let at = SIZE; at < bytes.length; at += SIZE) {
    records.push(unknown(bytes.subarray(at, at + SIZE)));
  }
  return records;
}

/** GNU ld has long names in the string table, as symbols have theirs. */
function fileName(bytes: Uint8Array, longName: (offset: number) => string | null): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const offset = u32.decode(view, 4);
  const isLong = u32.decode(view, 0) === 0 && offset !== 0;
  return (isLong ? longName(offset) : null) ?? textOf(bytes);
}

function first(symbol: coff.Symbol, bytes: Uint8Array): AuxRecord {
  const { func_def, debug_info, weak_ext, sect_def } = coff.Symtab.Record;
  switch (kindOf(symbol)) {
    case 'func_def':
      return { func_def: plainRecord(func_def, func_def.read(bytes)) };
    case 'debug_info':
      return { debug_info: plainRecord(debug_info, debug_info.read(bytes)) };
    case 'weak_ext':
      return { weak_ext: plainRecord(weak_ext, weak_ext.read(bytes)) };
    case 'sect_def':
      return { sect_def: plainRecord(sect_def, sect_def.read(bytes)) };
    case 'unknown':
      return unknown(bytes.subarray(0, SIZE));
  }
}

/** What a symbol's first auxiliary record is. */
function kindOf(
  symbol: coff.Symbol,
): 'func_def' | 'debug_info' | 'weak_ext' | 'sect_def' | 'unknown' {
  const { StorageClass, SectionNumber } = coff;
  const isFunction = symbol.type.complex_type === coff.ComplexType.FUNCTION;
  switch (symbol.storage_class) {
    case StorageClass.WEAK_EXTERNAL:
      return 'weak_ext';
    case StorageClass.FUNCTION:
      return 'debug_info';
    case StorageClass.STATIC:
    case StorageClass.SECTION:
      return isFunction ? 'func_def' : 'sect_def';
    case StorageClass.EXTERNAL:
      if (symbol.section_number === SectionNumber.UNDEFINED) return 'weak_ext';
      if (isFunction) return 'func_def';
      // The global variables of C++/CLI's application domains.
      return symbol.section_number === SectionNumber.ABSOLUTE ? 'sect_def' : 'unknown';
    default:
      return 'unknown';
  }
}

function unknown(bytes: Uint8Array): AuxRecord {
  return { unknown: hexBytes(bytes) };
}
