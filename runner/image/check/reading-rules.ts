import type { HeaderProblem } from '../read/header-problem';
import { broken, type RuleTable } from './rule-table';

/** What must hold to read on; the other rules are about what was read. */
export const READING_RULES = {
  'dos-signature': broken(
    '3.1 MS-DOS Stub (Image Only)',
    'The file starts with "MZ".',
    'Wine does not start it',
  ),
  'pe-signature-in-file': broken(
    '3.1 MS-DOS Stub (Image Only)',
    'The offset at 0x3c leads to the PE signature, inside of the file.',
    'Wine does not start it',
  ),
  'pe-signature': broken(
    '3.2 Signature (Image Only)',
    'The signature is "PE" and two NULs.',
    'Wine does not start it',
  ),
  'coff-header-in-file': broken(
    '3.3 COFF File Header (Object and Image)',
    'The file has all of the COFF header.',
    'Wine does not start it',
  ),
  'optional-header-in-file': broken(
    '3.4 Optional Header (Image Only)',
    'The file has all of the optional header, its data directories included.',
    'Wine does not start it',
  ),
  'optional-header-magic': broken(
    '3.4 Optional Header (Image Only)',
    'The magic is 0x10b (PE32) or 0x20b (PE32+).',
    'Wine does not start it',
  ),
  'section-table-in-file': broken(
    '4 Section Table (Section Headers)',
    'The file has a row of the section table for each section.',
    'Wine does not start it',
  ),
} as const satisfies RuleTable & Readonly<Record<HeaderProblem, RuleTable[string]>>;
