import { coff } from '../../../reference';
import { headerArea } from './area';
import { hex } from '../../text/numbers';
import { PAGE_SIZE } from '../read/section-extent';
import { printable } from '../../text/printable';
import { broken } from './rule-table';

const SECTION = '3.4.1 Optional Header Standard Fields (Image Only)';

const RULES = {
  'entry-point-present': broken(
    SECTION,
    'Only a DLL can be without an entry point.',
    'Wine: the program crashes at its entry point',
  ),
  'entry-point-in-section': broken(
    SECTION,
    'The entry point is in a section.',
    'Wine: the program crashes at its entry point',
  ),
  'entry-point-in-file': broken(
    SECTION,
    'The entry point is code that the file has, no empty memory.',
    'Wine: the program crashes at its entry point',
  ),
  'entry-point-executable': broken(
    SECTION,
    'The section of the entry point is executable.',
    'Wine: the program crashes at its entry point',
  ),
} as const;

/** The entry point. */
export const ENTRY_POINT = headerArea(RULES, ({ image, header, standard, windows }, report) => {
  const { address_of_entry_point: entry } = standard.value;
  const place = standard.place('address_of_entry_point');
  if (entry === 0) {
    if (!header.value.flags.DLL) report('entry-point-present', place, '0', 'an RVA, in a program');
    return;
  }
  const section = image.memory.sectionAt(entry);
  if (section === null) {
    // With a section alignment below a page, the file is mapped as one piece that is executable.
    const isFlat = windows.value.section_alignment < PAGE_SIZE;
    if (isFlat && image.memory.fileOffsetOf(entry) !== null) return;
    report('entry-point-in-section', place, hex(entry), 'an RVA in a section');
    return;
  }
  if (entry - section.start >= section.filled) {
    const found = `${hex(entry)} in ${printable(section.name)}, whose raw data has ${hex(section.filled)} bytes`;
    report('entry-point-in-file', place, found, 'an RVA in raw data');
  }
  const { flags } = section.header.value;
  if (flags.MEM_EXECUTE) return;
  const bits = hex(coff.SectionHeader.Flags.toInt(flags));
  const found = `${hex(entry)} in ${printable(section.name)}, flags ${bits}`;
  report('entry-point-executable', place, found, 'a section with MEM_EXECUTE');
});
