import { hex } from '../../../text/numbers';
import type { InspectedHeaders, ImportObject } from '../inspection';
import { recordLines } from './record-text';

/** The headers of an image or object. */
export function headerLines(headers: InspectedHeaders): readonly string[] {
  const { coff_header_offset, coff_header, optional_header } = headers;
  const coffHeader = [
    `  coff_header at ${hex(coff_header_offset)}`,
    ...recordLines(coff_header, 4),
  ];
  if (headers.big_object_header !== undefined) {
    coffHeader.push('  big_object_header', ...recordLines(headers.big_object_header, 4));
  }
  if (optional_header === null) return coffHeader;
  return [...coffHeader, '  optional_header', ...recordLines(optional_header, 4)];
}

/** What an import object holds. */
export function importObjectLines(headers: ImportObject): readonly string[] {
  const { import_header, symbol, dll, export_as } = headers;
  const strings = { symbol, dll, ...(export_as === null ? {} : { export_as }) };
  return ['  import_header', ...recordLines(import_header, 4), ...recordLines(strings, 2)];
}
