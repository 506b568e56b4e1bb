import { isUtf8 } from 'node:buffer';
import { printableBytes } from '../../text/printable';
import type { ImageMemory } from '../read/memory';
import type { Place } from '../read/place';
import type { Text } from '../read/table-reader';

/** Characters of a wrong name that are shown. */
const SHOWN = 32;
/** Characters of a name that are shown: C++ has long ones. */
const NAME_SHOWN = 120;

/** A name in quotes, cut if it is very long. */
export function quoted(name: string): string {
  return name.length <= NAME_SHOWN ? `"${name}"` : `"${name.slice(0, NAME_SHOWN)}..."`;
}

/** The letters that a name may have; none are control characters. */
type Letters = 'ASCII' | 'UTF-8';

/**
 * Checks that a name is text and not empty.
 * @param text null where there is none to check
 * @param pointer the field that holds its RVA
 * @returns the name; null if it is none
 */
export function checkName(
  text: Text | null,
  memory: ImageMemory,
  pointer: Place,
  report: (place: Place, found: string, expected: string) => void,
  letters: Letters = 'ASCII',
): string | null {
  if (text === null) return null;
  const { bytes } = text;
  const isPlain = bytes.every((byte) => byte >= 0x20 && byte !== 0x7f);
  const isText = letters === 'UTF-8' ? isUtf8(bytes) : bytes.every((byte) => byte < 0x7f);
  if (bytes.length > 0 && isPlain && isText) return text.text;
  const place = { offset: memory.offsetOf(text.rva), field: `${pointer.field} -> name` };
  const more = bytes.length > SHOWN ? '...' : '';
  report(place, `"${printableBytes(bytes.subarray(0, SHOWN))}${more}"`, `${letters} text`);
  return null;
}
