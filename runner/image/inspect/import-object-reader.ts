import { coff } from '../../../reference';
import type { ImportObject } from './inspection';
import { plainRecord } from './plain';
import { textOf } from '../read/text';
import { ProblemList } from './problem-list';

/** Reads a member of an import library. PE Format, 8 Import Library Format. */
export function readImportObject(bytes: Uint8Array): ImportObject {
  const problems = new ProblemList();
  const header = coff.ImportHeader.read(bytes);
  const { SIZE } = coff.ImportHeader;
  const data = bytes.subarray(SIZE, SIZE + header.size_of_data);
  if (data.length < header.size_of_data) {
    const offset = coff.ImportHeader.offsetOf('size_of_data');
    problems.add(offset, `${header.size_of_data} bytes after the header, got ${data.length}`);
  }
  let at = 0;
  const next = (what: string): string | null => {
    const end = data.indexOf(0, at);
    if (end === -1) {
      problems.add(SIZE + at, `${what} that ends with a NUL, in ${data.length - at} bytes`);
      return null;
    }
    const text = textOf(data.subarray(at, end));
    at = end + 1;
    return text;
  };
  const symbol = next('the name of the symbol');
  const dll = symbol === null ? null : next('the name of the DLL');
  const isThird = header.types.name_type === coff.ImportNameType.NAME_EXPORTAS;
  const exportAs = dll !== null && isThird ? next('the name in the DLL') : null;
  const { type, name_type, reserved } = header.types;
  return {
    import_header: {
      ...plainRecord(coff.ImportHeader, header),
      types: {
        type: coff.ImportType.name(type) ?? type,
        name_type: coff.ImportNameType.name(name_type) ?? name_type,
        reserved,
      },
    },
    symbol,
    dll,
    export_as: exportAs,
    ...problems.fields,
  };
}
