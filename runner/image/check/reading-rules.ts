import type { HeaderProblem } from '../read/header-problem';
import type { RuleTable } from './rule-table';

/** What must hold to read on; the other rules are about what was read. */
export const READING_RULES = {
  'dos-signature': ['3.1 MS-DOS Stub (Image Only)', 'The file starts with "MZ".'],
  'pe-signature-in-file': [
    '3.1 MS-DOS Stub (Image Only)',
    'The offset at 0x3c leads to the PE signature, inside of the file.',
  ],
  'pe-signature': ['3.2 Signature (Image Only)', 'The signature is "PE" and two NULs.'],
  'coff-header-in-file': [
    '3.3 COFF File Header (Object and Image)',
    'The file has all of the COFF header.',
  ],
  'optional-header-in-file': [
    '3.4 Optional Header (Image Only)',
    'The file has all of the optional header, its data directories included.',
  ],
  'optional-header-magic': [
    '3.4 Optional Header (Image Only)',
    'The magic is 0x10b (PE32) or 0x20b (PE32+).',
  ],
  'section-table-in-file': [
    '4 Section Table (Section Headers)',
    'The file has a row of the section table for each section.',
  ],
} as const satisfies RuleTable & Readonly<Record<HeaderProblem, RuleTable[string]>>;
