import type { ImageMemory } from '../read/memory';
import { printable } from '../../text/printable';
import { hex } from './hex';
import type { Report, RuleTable } from './rule-table';
import type { Place } from './violation';

/** Says that an address or a text is wrong: the two rules that there are about each name. */
export interface NameReport {
  /** The place holds an RVA that leads to no section. */
  outside(place: Place, found: string, expected: string): void;
  /** What is at the RVA is no text. */
  notText(place: Place, found: string, expected: string): void;
}

/** Reports under these two rules. */
export function nameReport<Table extends RuleTable>(
  report: Report<Table>,
  outside: keyof Table & string,
  notText: keyof Table & string,
): NameReport {
  return {
    outside: (...given) => {
      report(outside, ...given);
    },
    notText: (...given) => {
      report(notText, ...given);
    },
  };
}

/** Characters of a wrong name that are shown. */
const SHOWN = 32;
/** Characters of a name that are shown: C++ has long ones. */
const NAME_SHOWN = 120;

/** A name in quotes, cut if it is very long. */
export function quoted(name: string): string {
  return name.length <= NAME_SHOWN ? `"${name}"` : `"${name.slice(0, NAME_SHOWN)}..."`;
}

/**
 * Reads a name, which is ASCII, not empty, and ends with a NUL in its section.
 * @param pointer the field that holds the RVA
 * @returns null if it is none: that was reported
 */
export function readName(
  memory: ImageMemory,
  rva: number,
  pointer: Place,
  report: NameReport,
): string | null {
  if (memory.sectionAt(rva) === null) {
    report.outside(pointer, hex(rva), 'an RVA in a section');
    return null;
  }
  const bytes = memory.upToNul(rva);
  const place = { offset: memory.offsetOf(rva), field: `${pointer.field} -> name` };
  if (bytes === null) {
    report.notText(place, 'no NUL before the end of the section', 'a NUL behind the name');
    return null;
  }
  if (bytes.length === 0 || bytes.some((byte) => byte < 0x20 || byte > 0x7e)) {
    const shown = printable(bytes.subarray(0, SHOWN));
    const more = bytes.length > SHOWN ? '...' : '';
    report.notText(place, `"${shown}${more}"`, 'ASCII text');
    return null;
  }
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}
