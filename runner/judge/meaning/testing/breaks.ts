import { coff } from '../../../../reference';
import type { MisfitKind } from '../misfit';
import { MAIN_FIELDS, type GoodImage } from './good-image';

const FAR = 0x7fff_0000;

/** One way to break an image or its map, and the kinds of what it leads to. */
export interface Break {
  readonly what: string;
  readonly kinds: readonly MisfitKind[];
  readonly how: (good: GoodImage) => void;
}

function moved(nav: string, rva: (good: GoodImage) => number): (good: GoodImage) => void {
  return (good) => {
    good.address(nav).rva = rva(good);
  };
}

function withFlag(
  section: string,
  flag: 'MEM_EXECUTE' | 'MEM_READ' | 'MEM_WRITE' | 'MEM_SHARED',
  isSet: boolean,
): (good: GoodImage) => void {
  return ({ editor }) => {
    const flags = coff.SectionHeader.Flags.fromInt(editor.getSection(section, 'flags'));
    const changed = coff.SectionHeader.Flags.toInt({ ...flags, [flag]: isSet });
    editor.setSection(section, 'flags', changed);
  };
}

/** Ways to break what each rule looks at: every kind of misfit is among them. */
export const BREAKS: readonly Break[] = [
  {
    what: 'no PE signature',
    kinds: ['unreadable-image'],
    how: ({ editor }) => {
      editor.set(editor.signature, 4, 0);
    },
  },
  {
    what: 'another machine',
    kinds: ['wrong-header'],
    how: ({ editor }) => {
      editor.setHeader('machine', coff.IMAGE.FILE.MACHINE.ARM64);
    },
  },
  {
    what: 'another subsystem version',
    kinds: ['wrong-header'],
    how: ({ editor }) => {
      editor.setOptional('major_subsystem_version', 5);
    },
  },
  {
    what: 'a program for an AppContainer',
    kinds: ['wrong-header'],
    how: ({ editor }) => {
      editor.setOptional('dll_flags', editor.getOptional('dll_flags') | 0x1000);
    },
  },
  {
    what: 'a function that is not in the map',
    kinds: ['missing-symbol'],
    how: (good) => {
      good.symbols.splice(good.symbols.indexOf(good.address('twin a')), 1);
    },
  },
  {
    what: 'an empty map',
    kinds: Array<MisfitKind>(9).fill('missing-symbol'),
    how: (good) => {
      good.symbols = [];
    },
  },
  {
    what: 'a function twice in the map',
    kinds: ['two-addresses'],
    how: (good) => {
      good.symbols.push({ ...good.address('twin a'), rva: good.rva('twin b') });
    },
  },
  {
    what: 'a function far after the image',
    kinds: ['outside-sections'],
    how: moved('twin a', () => FAR),
  },
  {
    what: 'a size of 0',
    kinds: ['size-too-small'],
    how: (good) => {
      good.address('callee').size = 0;
    },
  },
  {
    what: '.text without MEM_EXECUTE, where thunks are none then',
    kinds: [
      ...Array<MisfitKind>(5).fill('not-executable'),
      ...Array<MisfitKind>(3).fill('import-not-reached'),
    ],
    how: withFlag('.text', 'MEM_EXECUTE', false),
  },
  {
    what: '.data without MEM_READ',
    kinds: Array<MisfitKind>(4).fill('not-readable'),
    how: withFlag('.data', 'MEM_READ', false),
  },
  {
    what: '.data without MEM_WRITE',
    kinds: Array<MisfitKind>(3).fill('not-writable'),
    how: withFlag('.data', 'MEM_WRITE', false),
  },
  {
    what: '.data with MEM_SHARED',
    kinds: Array<MisfitKind>(3).fill('not-private'),
    how: withFlag('.data', 'MEM_SHARED', true),
  },
  {
    what: 'a size that reaches into the next function',
    kinds: ['overlap'],
    how: (good) => {
      good.address('twin a').size = good.rva('twin b') - good.rva('twin a') + 1;
    },
  },
  {
    what: 'a function a byte further',
    kinds: ['misaligned', 'wrong-content'],
    how: moved('twin b', (good) => good.rva('twin b') + 1),
  },
  {
    what: 'two functions at one address',
    kinds: ['overlap'],
    how: moved('twin b', (good) => good.rva('twin a')),
  },
  {
    what: 'a wrong byte of code',
    kinds: ['wrong-content'],
    how: (good) => {
      good.editor.set(good.at('twin a', 3), 1, 0x90);
    },
  },
  {
    what: 'a call that misses its function',
    kinds: ['wrong-reference'],
    how: (good) => {
      good.shift('main', MAIN_FIELDS.callee, 1);
    },
  },
  {
    what: 'a call that misses a lazy symbol',
    kinds: ['wrong-reference'],
    how: (good) => {
      good.shift('main', MAIN_FIELDS.lazy, -1);
    },
  },
  {
    what: 'a constant that is not where code has it',
    kinds: ['wrong-reference'],
    how: (good) => {
      good.shift('main', MAIN_FIELDS.text, 8);
    },
  },
  {
    what: 'a pointer without its addend',
    kinds: ['wrong-reference'],
    how: (good) => {
      good.shift('data', 0, -1);
    },
  },
  {
    what: 'a pointer without the image base',
    kinds: ['wrong-reference'],
    how: (good) => {
      good.editor.set(good.at('data', 8), 8, good.rva('callee'));
    },
  },
  {
    what: 'a call of an exported name that leads elsewhere',
    kinds: ['export-not-followed'],
    how: (good) => {
      good.aim(MAIN_FIELDS.op, good.rva('twin a'));
    },
  },
  {
    what: 'a call of the thunk of another import',
    kinds: ['import-not-reached'],
    how: (good) => {
      good.aim(MAIN_FIELDS.exitProcess, good.thunk('MessageBoxA'));
    },
  },
  {
    what: 'a call of a slot, which is no code',
    kinds: ['import-not-reached'],
    how: (good) => {
      good.aim(MAIN_FIELDS.messageBox, good.getImport(1, 'import_address_table_rva'));
    },
  },
  {
    what: 'a thunk of another slot',
    kinds: ['import-not-reached'],
    how: (good) => {
      const field = good.editor.at(good.thunk('ExitProcess') + 2);
      good.editor.set(field, 4, good.editor.get(field, 4) + 8n);
    },
  },
  {
    what: 'no base relocations',
    kinds: ['no-base-relocation', 'no-base-relocation'],
    how: ({ editor }) => {
      editor.setDirectory(coff.DirectoryEntry.BASERELOC, 'size', 0);
    },
  },
  {
    what: 'a base relocation in the middle of an address',
    // The table of base relocations is a symbol itself.
    kinds: ['wrong-content', 'no-base-relocation', 'unexpected-base-relocation'],
    how: (good) => {
      good.editor.set(good.at('relocations', 10), 2, 0xa00c);
    },
  },
  {
    what: 'base relocations in the jump to an import',
    // The table of base relocations is a symbol itself, and its addresses lack theirs.
    kinds: [
      'wrong-reference',
      'no-base-relocation',
      'no-base-relocation',
      'unexpected-base-relocation',
    ],
    how: (good) => {
      good.editor.set(good.at('relocations'), 4, good.thunk('ExitProcess'));
    },
  },
  {
    what: 'a DLL name far after the image',
    kinds: ['import-not-reached', 'unreadable-imports', 'missing-import'],
    how: (good) => {
      good.setImport(0, 'name_rva', FAR);
    },
  },
  {
    what: 'a lookup table without entries',
    kinds: ['import-not-reached', 'missing-import'],
    how: (good) => {
      good.editor.set(good.editor.at(good.getImport(0, 'import_lookup_table_rva')), 8, 0);
    },
  },
  {
    what: 'another function of the DLL',
    kinds: ['import-not-reached', 'missing-import', 'unused-import'],
    how: (good) => {
      const entry = good.editor.at(good.getImport(0, 'import_lookup_table_rva'));
      const name = good.editor.at(Number(good.editor.get(entry, 8)) + 2);
      good.editor.set(name, 1, 0x58);
    },
  },
  {
    what: 'a function of another DLL',
    kinds: ['import-not-reached', 'missing-import', 'unused-import'],
    how: (good) => {
      good.editor.set(good.editor.at(good.getImport(0, 'name_rva')), 1, 0x58);
    },
  },
  {
    what: 'one DLL twice, the other not at all',
    kinds: ['import-not-reached', 'import-not-reached', 'missing-import', 'import-twice'],
    how: (good) => {
      const row = good.importRow(0);
      const bytes = good.editor.bytes.slice(row, row + coff.ImportDirectoryEntry.FILE_SIZE);
      good.editor.bytes.set(bytes, good.importRow(1));
    },
  },
  {
    what: 'the address table as lookup table',
    kinds: ['shared-lookup-table'],
    how: (good) => {
      const table = good.getImport(0, 'import_address_table_rva');
      good.setImport(0, 'import_lookup_table_rva', table);
    },
  },
  {
    what: 'no lookup table',
    kinds: ['shared-lookup-table'],
    how: (good) => {
      good.setImport(1, 'import_lookup_table_rva', 0);
    },
  },
  {
    what: 'another entry point',
    kinds: ['wrong-entry-point'],
    how: (good) => {
      good.editor.setOptional('address_of_entry_point', good.rva('callee'));
    },
  },
  {
    what: 'export tables far after the image',
    kinds: ['unreadable-exports', 'missing-export'],
    how: ({ editor }) => {
      editor.setDirectory(coff.DirectoryEntry.EXPORT, 'virtual_address', FAR);
    },
  },
  {
    what: 'no export tables',
    kinds: ['missing-export'],
    how: ({ editor }) => {
      editor.setDirectory(coff.DirectoryEntry.EXPORT, 'virtual_address', 0);
    },
  },
  {
    what: 'another exported name',
    kinds: ['wrong-content', 'missing-export', 'unknown-export'],
    how: (good) => {
      const end = good.address('exports').size;
      good.editor.set(good.at('exports', end - 2), 1, 0x71);
    },
  },
  {
    what: 'an exported name with another address',
    kinds: ['wrong-reference', 'wrong-export'],
    how: (good) => {
      good.editor.set(good.at('exports', 40), 4, good.rva('twin a'));
    },
  },
];
