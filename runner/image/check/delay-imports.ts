import { coff } from '../../../reference';
import { directoryArea, type DirectoryCheck } from './directory-area';
import { hex } from '../../text/numbers';
import type { ImportedDll, ImportProblem } from '../read/import-table';
import { DelayLoadDescriptor } from '../read/layouts';
import { checkFunctions, LOOKUP_RULES } from './import-lookup';
import { checkName } from './names';
import { broken, unusual, reportProblems, type RuleTable } from './rule-table';

type ReaderProblem = ImportProblem<'delay-'>;

const RULES = {
  ...LOOKUP_RULES,
  'delay-import-directory-terminated': broken(
    '5.8.1 The Delay-Load Directory Table',
    'A row ends the table of delay-loaded DLLs, within memory.',
    'llvm-readobj',
  ),
  'delay-import-terminator-zero': unusual(
    '5.8.1 The Delay-Load Directory Table',
    'The row that ends the table of delay-loaded DLLs is all zero.',
    'nobody: the table ends where the name or the address table is zero',
  ),
  'delay-import-directory-size': unusual(
    '5.8.1 The Delay-Load Directory Table',
    'The size of the directory covers the table of delay-loaded DLLs.',
    'nobody: the helper is given a row, not the directory',
  ),
  'delay-import-attributes': unusual(
    '5.8.2 Attributes',
    'The attributes are 1, which says that addresses are RVAs; in an old PE32 image they are 0.',
    'nobody known',
  ),
  'delay-import-dll-name-in-section': broken(
    '5.8.3 Name',
    'The name of a DLL is in a section.',
    'not tried: needs the helper of Visual C++, which could not load the DLL',
  ),
  'delay-import-dll-name-is-text': broken(
    '5.8.3 Name',
    'The name of a DLL is ASCII, not empty, and ends with a NUL.',
    'not tried: needs the helper of Visual C++, which could not load the DLL',
  ),
  'delay-import-module-handle-in-section': broken(
    '5.8.4 Module Handle',
    'The place for the handle of the DLL is in a section.',
    'not tried: needs the helper of Visual C++, which would write outside of the image',
  ),
  'delay-import-address-table-in-section': broken(
    '5.8.5 Delay Import Address Table',
    'The address table is in a section, as long as the name table.',
    'pefile; the helper writes outside of the image',
  ),
  'delay-import-address-in-section': broken(
    '5.8.5 Delay Import Address Table',
    'Each address of the table is in an executable section: that of a thunk that loads the DLL.',
    'not tried: the first call jumps to what the slot holds, which is no code',
  ),
  'delay-import-optional-table-in-section': unusual(
    '5.8.7 Delay Bound Import Address Table and Time Stamp',
    'The bound address table and the unload table, where they are, are in a section.',
    'nobody: no loader in use reads these tables',
  ),
} as const satisfies RuleTable &
  Readonly<Record<Exclude<ReaderProblem, 'tables-fit-file'>, RuleTable[string]>>;

type Check = DirectoryCheck<typeof RULES>;
type Dll = ImportedDll<DelayLoadDescriptor, 'delay-'>;

/** The delay-load import tables. */
export const DELAY_IMPORTS = directoryArea(coff.DirectoryEntry.DELAY_IMPORT, RULES, (check) => {
  const { image, directory, size, report } = check;
  const { delayImports } = image.image;
  if (delayImports === null) return;
  const { dlls, isEnded, problems } = delayImports;
  for (const dll of dlls) checkDll(check, dll);
  reportProblems(problems, report);
  const least = dlls.length * DelayLoadDescriptor.FILE_SIZE;
  if (isEnded && size > 0 && least > size) {
    const place = directory.place('size');
    report('delay-import-directory-size', place, hex(size), `${hex(least)} or more`);
  }
});

function checkDll(check: Check, dll: Dll): void {
  const { memory, image, reader, report } = check;
  const { row } = dll;
  const { attributes } = row.value;
  // Before there were 64-bit images, 0 said that addresses are absolute.
  const isAbsolute = attributes === 0 && !image.is64;
  if (attributes !== 1 && !isAbsolute) {
    report('delay-import-attributes', row.place('attributes'), hex(attributes), '1');
  }
  reportProblems(dll.problems, report);
  checkName(dll.name, memory, row.place('name_rva'), (...found) => {
    report('delay-import-dll-name-is-text', ...found);
  });
  checkFunctions(memory, dll, image.is64, report);
  if (dll.isEnded) checkAddresses(check, dll);
  if (isAbsolute) return;
  if (memory.sectionAt(row.value.module_handle_rva, reader.width) === null) {
    const found = hex(row.value.module_handle_rva);
    const place = row.place('module_handle_rva');
    report('delay-import-module-handle-in-section', place, found, 'an RVA in a section');
  }
  for (const field of ['bound_import_address_table_rva', 'unload_information_table_rva'] as const) {
    const rva = row.value[field];
    if (rva === 0 || memory.isMapped(rva)) continue;
    const place = row.place(field);
    report('delay-import-optional-table-in-section', place, hex(rva), '0 or an RVA in a section');
  }
}

function checkAddresses(check: Check, { row, functions, addressTable }: Dll): void {
  const { memory, image, reader, report } = check;
  if (row.value.time_date_stamp !== 0) return;
  const { field } = row.place('import_address_table_rva');
  if (!memory.isMapped(addressTable, functions.length * reader.width)) return;
  for (let i = 0; i < functions.length; i += 1) {
    const at = addressTable + i * reader.width;
    const address = reader.word(at) ?? 0n;
    const section = memory.sectionAt(Number(address - image.image.imageBase));
    if (section?.header.value.flags.MEM_EXECUTE === true) continue;
    const expected = 'an address in an executable section';
    const place = { offset: memory.offsetOf(at), field: `${field}[${i}]` };
    report('delay-import-address-in-section', place, hex(address), expected);
  }
}
