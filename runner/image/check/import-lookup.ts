import { hex } from '../../text/numbers';
import type { ImportedDll, ImportRow, LookupProblem } from '../read/import-table';
import type { ImageMemory } from '../read/memory';
import type { Place } from '../read/place';
import { checkName } from './names';
import { broken, unusual, type Report, type RuleTable } from './rule-table';

/** Rules of the tables that name functions, of imports and of delay-load imports. */
export const LOOKUP_RULES = {
  'import-lookup-table-in-section': broken(
    '6.4.2 Import Lookup Table',
    'A lookup table starts in a section and ends there with an entry of zero.',
    'Wine does not start it',
  ),
  'import-lookup-reserved-bits': broken(
    '6.4.2 Import Lookup Table',
    'An entry has an RVA of 31 bits, or its highest bit and an ordinal of 16 bits.',
    'pefile; Wine takes the low bits: another function is called',
  ),
  'import-hint-name-in-section': broken(
    '6.4.3 Hint/Name Table',
    'An entry by name leads to a section.',
    'Wine does not start it',
  ),
  'import-hint-name-aligned': unusual(
    '6.4.3 Hint/Name Table',
    'A hint and name start at an even address, padded if need be.',
    'nobody: the format only says how linkers pad',
  ),
  'import-name-is-text': broken(
    '6.4.3 Hint/Name Table',
    'The name of a function is UTF-8, not empty, and ends with a NUL.',
    'Wine does not find the function',
  ),
} as const satisfies RuleTable & Readonly<Record<LookupProblem, RuleTable[string]>>;

/** Checks the names of the functions of a DLL, and where they are. */
export function checkFunctions(
  memory: ImageMemory,
  { functions, lookupPlace }: ImportedDll<ImportRow>,
  is64: boolean,
  report: Report<typeof LOOKUP_RULES>,
): void {
  const type = is64 ? 'ImportLookupEntry64' : 'ImportLookupEntry32';
  for (const [i, { rva, name, nameRva }] of functions.entries()) {
    if (name === null || nameRva === null) continue;
    const field = `${lookupPlace.field} -> ${type}[${i}]`;
    const place = { offset: memory.offsetOf(rva), field };
    if (nameRva % 2 !== 0) report('import-hint-name-aligned', place, hex(nameRva), 'an even RVA');
    // The PE Format says ASCII, but linkers take all letters that objects have, and loaders compare bytes.
    const wrong = (...found: readonly [Place, string, string]): void => {
      report('import-name-is-text', ...found);
    };
    checkName(name, memory, place, wrong, 'UTF-8');
  }
}
