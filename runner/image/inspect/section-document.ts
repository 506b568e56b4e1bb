import { coff } from '../../../reference';
import { nameOffset } from '../coff-object/section-name';
import type { Section as ReadSection } from '../read/section';
import type { CoffFile } from './coff-file';
import type { Part, InspectedSection } from './inspection';
import { plainRecord } from './plain';
import { ProblemList } from './problem-list';

/** The section table, as far as the file has it. */
export function sectionPart(file: CoffFile): Part<InspectedSection> {
  const problems = new ProblemList();
  const { bytes, sections, sectionTable } = file;
  const { number_of_sections: claimed } = file.header;
  const rows = sections.map((section) => {
    checkName(file, section, problems);
    checkData(bytes, section, problems);
    const { number, name, header } = section;
    return { number, ...plainRecord(coff.SectionHeader, header.value), name };
  });
  if (rows.length < claimed) {
    problems.add(
      sectionTable + rows.length * coff.SectionHeader.SIZE,
      `${claimed} section headers, got ${rows.length} in ${bytes.length} bytes`,
    );
  }
  return { rows, ...problems.fields };
}

/** An object has a string table, and an image need not: "/4" is then a name. */
function checkName(
  { kind, strings }: CoffFile,
  { header, name, isNameMissing }: ReadSection,
  problems: ProblemList,
): void {
  const isOffset = kind === 'object' && !strings.isThere && nameOffset(name) !== null;
  if (!isNameMissing && !isOffset) return;
  const because = strings.missing === null ? '' : `: ${strings.missing}`;
  problems.add(header.offset, `a name in the string table, got ${name}${because}`);
}

function checkData(bytes: Uint8Array, section: ReadSection, problems: ProblemList): void {
  const { pointer_to_raw_data: pointer, size_of_raw_data: size, flags } = section.header.value;
  if (pointer === 0 || size === 0 || flags.CNT_UNINITIALIZED_DATA) return;
  if (pointer + size <= bytes.length) return;
  const there = Math.max(0, bytes.length - pointer);
  const what = `${size} bytes of raw data of section ${section.number}`;
  problems.add(pointer, `${what}, got ${there}`);
}
