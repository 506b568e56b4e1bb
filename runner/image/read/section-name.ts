import type { coff } from '../../../reference';
import type { StringTable } from './string-table';
import { textOf } from './text';

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The name of a section, in the header and in full. */
export interface SectionName {
  /** As the header has it: up to 8 bytes. */
  readonly short: string;
  /** In full; null if the header has the offset of a string that is not there. */
  readonly name: string | null;
}

/**
 * Reads the name of a section. PE Format, 4 Section Table (Section Headers): a name of more than 8
 * bytes is in the string table, and the header has "/" and its offset. LLVM writes "//" and the
 * offset in base 64 once it has more than 7 digits. An image has no string table by the
 * specification, so where there is none, "/4" is the name.
 */
export function sectionName(header: coff.SectionHeader, strings: StringTable): SectionName {
  const short = textOf(header.name);
  const offset = nameOffset(short);
  if (offset === null || !strings.isThere) return { short, name: short };
  return { short, name: strings.get(offset) };
}

/** The offset in the string table that a short name stands for; null if it is the name itself. */
export function nameOffset(short: string): number | null {
  if (/^\/\d+$/.test(short)) return Number(short.slice(1));
  const digits = /^\/\/([A-Za-z0-9+/]{1,6})$/.exec(short)?.[1];
  if (digits === undefined) return null;
  return Array.from(digits).reduce((value, digit) => value * 64 + BASE64.indexOf(digit), 0);
}
