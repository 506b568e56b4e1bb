import { coff } from '../../../reference';
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
  const name = coff.SectionHeader.getName(header);
  if (name !== null) return name;
  const text = textOf(header.name);
  if (/^\/\d+$/.test(text)) return strings.get(Number(text.slice(1)));
  const digits = /^\/\/([A-Za-z0-9+/]{1,6})$/.exec(text)?.[1];
  return digits === undefined ? null : strings.get(base64Number(digits));
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The offset of a name beyond the 7 digits that a header holds, as LLVM writes it. */
function base64Number(digits: string): number {
  return Array.from(digits).reduce((value, digit) => value * 64 + BASE64.indexOf(digit), 0);
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
