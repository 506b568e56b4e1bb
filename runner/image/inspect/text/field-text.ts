import { hex } from '../../../text/numbers';
import { printable } from '../../../text/printable';

/** Counts, versions and numbers of rows; all else is an address, a size or bits. */
const DECIMAL =
  /^(number|index|hint|version|linenumber|ordinal_base)$|^(number_of|major|minor)_|_(index|entries)$/;

/**
 * A field's value: hexadecimal, or decimal where it counts something; tags and flags by their names.
 *
 * @param name upstream's
 */
export function fieldText(name: string, value: unknown): string {
  if (typeof value === 'number') return DECIMAL.test(name) ? String(value) : hex(value);
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(String).join(' ');
  return typeof value === 'string' ? printable(value) : '-';
}
