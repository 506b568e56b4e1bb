import { coff } from '../../../reference';
import { sectionNamePlace } from '../coff-object/section-name';
import type { HeaderView } from './header-reader';
import type { Part, Section } from './inspection';
import { plainRecord, textOf } from './plain';
import { ProblemList } from './problem-list';
import type { StringTable } from '../read/string-table';

/** A section as readers of other parts need it. */
export interface SectionView {
  readonly name: string;
  readonly header: coff.SectionHeader;
}

/** Reads the section table, as far as the file has it. */
export function readSections(
  bytes: Uint8Array,
  { header, sectionTable }: HeaderView,
  strings: StringTable,
): { readonly part: Part<Section>; readonly views: readonly SectionView[] } {
  const problems = new ProblemList();
  const { SIZE } = coff.SectionHeader;
  const rows: Section[] = [];
  const views: SectionView[] = [];
  const there = Math.max(0, Math.floor((bytes.length - sectionTable) / SIZE));
  for (let i = 0; i < Math.min(header.number_of_sections, there); i += 1) {
    const at = sectionTable + i * SIZE;
    const record = coff.SectionHeader.read(bytes, at);
    const found = sectionName(record, strings);
    const name = found ?? textOf(record.name);
    if (found === null) {
      problems.add(at, `a name in the string table, got ${name}${because(strings)}`);
    }
    checkData(bytes, record, `section ${i + 1}`, problems);
    views.push({ name, header: record });
    rows.push({ number: i + 1, ...plainRecord(coff.SectionHeader, record), name });
  }
  if (there < header.number_of_sections) {
    problems.add(
      sectionTable + there * SIZE,
      `${header.number_of_sections} section headers, got ${there} in ${bytes.length} bytes`,
    );
  }
  return { part: { rows, ...problems.fields }, views };
}

function because({ missing }: StringTable): string {
  return missing === null ? '' : `: ${missing}`;
}

function sectionName(header: coff.SectionHeader, strings: StringTable): string | null {
  const place = sectionNamePlace(header);
  if (place.kind === 'here') return place.name;
  return place.kind === 'offset' ? strings.get(place.offset) : null;
}

function checkData(
  bytes: Uint8Array,
  header: coff.SectionHeader,
  what: string,
  problems: ProblemList,
): void {
  const { pointer_to_raw_data: pointer, size_of_raw_data: size } = header;
  if (pointer === 0 || size === 0 || header.flags.CNT_UNINITIALIZED_DATA) return;
  if (pointer + size <= bytes.length) return;
  const there = Math.max(0, bytes.length - pointer);
  problems.add(pointer, `${size} bytes of raw data of ${what}, got ${there}`);
}
