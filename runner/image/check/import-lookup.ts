import { coff } from '../../../reference';
import { hex } from './hex';
import type { ImageMemory } from '../read/memory';
import { nameReport, readName } from './names';
import type { Report, RuleTable } from './rule-table';
import type { Place } from './violation';

/** Rules of the tables that name functions, of imports and of delay-load imports. */
export const LOOKUP_RULES = {
  'import-lookup-table-in-section': [
    '6.4.2 Import Lookup Table',
    'A lookup table starts in a section and ends there with an entry of zero.',
  ],
  'import-lookup-reserved-bits': [
    '6.4.2 Import Lookup Table',
    'An entry has an RVA of 31 bits, or its highest bit and an ordinal of 16 bits.',
  ],
  'import-hint-name-in-section': ['6.4.3 Hint/Name Table', 'An entry by name leads to a section.'],
  'import-hint-name-aligned': [
    '6.4.3 Hint/Name Table',
    'A hint and name start at an even address, padded if need be.',
  ],
  'import-name-is-text': [
    '6.4.3 Hint/Name Table',
    'The name of a function is ASCII, not empty, and ends with a NUL.',
  ],
} as const satisfies RuleTable;

/** Where a lookup table is, and who says so. */
export interface LookupTable {
  readonly rva: number;
  /** The field that holds the RVA. */
  readonly place: Place;
  /** Of PE32+: entries have 8 bytes. */
  readonly is64: boolean;
}

/** Bytes of a hint. */
const HINT_SIZE = 2;

/**
 * Checks a lookup table.
 * @returns how many entries it has without the last, which is zero; null if it has no end
 */
export function checkLookupTable(
  memory: ImageMemory,
  { rva, place, is64 }: LookupTable,
  report: Report<typeof LOOKUP_RULES>,
): number | null {
  const width = is64 ? 8 : 4;
  const end = memory.sectionEnd(rva);
  for (let count = 0; ; count += 1) {
    const at = rva + count * width;
    const entry = at + width > end ? null : memory.word(at, is64);
    if (entry === null) {
      const found = `${hex(rva)}: ${count} entries and no end`;
      report('import-lookup-table-in-section', place, found, 'a table in a section');
      return null;
    }
    if (entry === 0n) return count;
    const type = is64 ? 'ImportLookupEntry64' : 'ImportLookupEntry32';
    const field = `${place.field} -> ${type}[${count}]`;
    checkEntry(memory, entry, { offset: memory.offsetOf(at), field }, is64, report);
  }
}

function checkEntry(
  memory: ImageMemory,
  raw: bigint,
  place: Place,
  is64: boolean,
  report: Report<typeof LOOKUP_RULES>,
): void {
  const { ImportLookupEntry32, ImportLookupEntry64 } = coff;
  const ordinal = is64
    ? ImportLookupEntry64.getImportByOrdinal(raw)
    : ImportLookupEntry32.getImportByOrdinal(Number(raw));
  if (ordinal !== null) {
    if (ordinal.unused === 0) return;
    report('import-lookup-reserved-bits', place, hex(raw), 'an ordinal of 16 bits');
    return;
  }
  const rva = Number(raw);
  if (rva >= 2 ** 31) {
    report('import-lookup-reserved-bits', place, hex(raw), 'an RVA of 31 bits');
    return;
  }
  if (rva % 2 !== 0) report('import-hint-name-aligned', place, hex(rva), 'an even RVA');
  if (memory.sectionAt(rva, HINT_SIZE + 1) === null) {
    report('import-hint-name-in-section', place, hex(rva), 'the RVA of a hint and name');
    return;
  }
  readName(
    memory,
    rva + HINT_SIZE,
    place,
    nameReport(report, 'import-hint-name-in-section', 'import-name-is-text'),
  );
}
