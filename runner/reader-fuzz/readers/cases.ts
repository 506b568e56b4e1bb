import { CaseError } from '../../case/case-error';
import { scriptText } from '../../case/case-script';
import { formatCase } from '../../case/format-case';
import { parseCase } from '../../case/parser';
import type { Reader } from './reader';
import { seedFiles } from './seed-files';

/** Case files: laid out, read, and turned into link scripts. */
export const CASES: Reader = {
  name: 'case',
  what: 'case files',
  form: 'text',
  seeds: () => seedFiles('cases', '.incr', 40).filter(({ bytes }) => bytes.length < 8192),
  read: (bytes) => {
    const text = bytes.toString('utf8');
    formatCase(text);
    scriptText(parseCase(text, 'case.incr').script);
  },
  refusals: [CaseError],
};
