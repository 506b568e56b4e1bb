import type { coff } from '../../../reference';
import { textUpToNul } from '../../../reference/coff/text';

/** Where a section's name is: in its header, or so many bytes into the string table. */
export type SectionNamePlace =
  | { readonly kind: 'here'; readonly name: string }
  | { readonly kind: 'offset'; readonly offset: number }
  /** It starts with a slash, and no number follows. */
  | { readonly kind: 'bad'; readonly name: string };

/**
 * Where an object's section has its name. Offsets of more than 7 digits are in base 64, after two
 * slashes: an extension of LLVM and Microsoft that the PE Format leaves out.
 */
export function sectionNamePlace(header: coff.SectionHeader): SectionNamePlace {
  const name = textUpToNul(header.name);
  if (!name.startsWith('/')) return { kind: 'here', name };
  const offset = nameOffset(name);
  return offset === null ? { kind: 'bad', name } : { kind: 'offset', offset };
}

/** The offset in the string table that a short name stands for; null if it is the name itself. */
export function nameOffset(short: string): number | null {
  if (/^\/\d+$/.test(short)) return Number(short.slice(1));
  const digits = /^\/\/([A-Za-z0-9+/]{1,6})$/.exec(short)?.[1];
  return digits === undefined ? null : base64Number(digits);
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function base64Number(digits: string): number {
  return Array.from(digits).reduce((value, digit) => value * 64 + BASE64.indexOf(digit), 0);
}
