import { coff } from '../../../reference';
import { headerArea } from './area';
import { hex } from '../../text/numbers';
import { printable } from '../../text/printable';

const SECTION = '3.4.1 Optional Header Standard Fields (Image Only)';

const RULES = {
  'entry-point-present': [SECTION, 'Only a DLL can be without an entry point.'],
  'entry-point-in-section': [SECTION, 'The entry point is in a section.'],
  'entry-point-in-file': [SECTION, 'The entry point is code that the file has, no empty memory.'],
  'entry-point-executable': [SECTION, 'The section of the entry point is executable.'],
} as const;

/** The entry point. */
export const ENTRY_POINT = headerArea(RULES, ({ image, header, standard }, report) => {
  const { address_of_entry_point: entry } = standard.value;
  const place = standard.place('address_of_entry_point');
  if (entry === 0) {
    if (!header.value.flags.DLL) report('entry-point-present', place, '0', 'an RVA, in a program');
    return;
  }
  const section = image.memory.sectionAt(entry);
  if (section === null) {
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
