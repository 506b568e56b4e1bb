import type { SymbolAddress } from '../../image/linked-image';
import { fc, runs } from '../../../reference/testing/properties';
import { coff } from '../../../reference';
import { HEADER, scriptLines } from '../../testing/script-lines';
import { checkMeaning } from './check-meaning';
import { MISFIT_KINDS, type Misfit, type MisfitKind } from './misfit';
import { GoodImage, MAIN_FIELDS } from './testing/good-image';
import { linkScript } from './testing/script-meaning';

const FAR = 0x7fff_0000;

/** One way to break an image or its map, and the kinds of what it leads to. */
interface Break {
  readonly what: string;
  readonly kinds: readonly MisfitKind[];
  readonly how: (good: GoodImage) => void;
}

function moved(nav: string, rva: (good: GoodImage) => number): (good: GoodImage) => void {
  return (good) => {
    good.address(nav).rva = rva(good);
  };
}

function withoutFlag(
  section: string,
  flag: 'MEM_EXECUTE' | 'MEM_READ' | 'MEM_WRITE',
): (good: GoodImage) => void {
  return ({ editor }) => {
    const flags = coff.SectionHeader.Flags.fromInt(editor.getSection(section, 'flags'));
    const without = coff.SectionHeader.Flags.toInt({ ...flags, [flag]: false });
    editor.setSection(section, 'flags', without);
  };
}

const BREAKS: readonly Break[] = [
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
    how: withoutFlag('.text', 'MEM_EXECUTE'),
  },
  {
    what: '.data without MEM_READ',
    kinds: Array<MisfitKind>(4).fill('not-readable'),
    how: withoutFlag('.data', 'MEM_READ'),
  },
  {
    what: '.data without MEM_WRITE',
    kinds: Array<MisfitKind>(3).fill('not-writable'),
    how: withoutFlag('.data', 'MEM_WRITE'),
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

function judge({ program, editor, symbols }: GoodImage): readonly Misfit[] | null {
  return checkMeaning(program, editor.bytes, symbols);
}

describe('an image', () => {
  it('has no misfits if it is the program', () => {
    expect(judge(new GoodImage())).toEqual([]);
  });

  it('may refer to the slot of an import where nothing is called', () => {
    const good = new GoodImage();
    const slot = good.getImport(1, 'import_address_table_rva');
    good.aim(MAIN_FIELDS.messageBoxAddress, slot);
    expect(judge(good)).toEqual([]);
  });

  it('that cannot be moved needs no base relocations', () => {
    const good = new GoodImage();
    good.editor.setDirectory(coff.DirectoryEntry.BASERELOC, 'size', 0);
    good.editor.setHeader('flags', good.editor.getHeader('flags') | 1);
    expect(judge(good)).toEqual([]);
  });

  it.each(BREAKS)('with $what is reported', ({ kinds, how }) => {
    const good = new GoodImage();
    how(good);
    expect(judge(good)?.map(({ kind }) => kind)).toEqual(kinds);
  });

  it('is broken above in every kind that there is', () => {
    const seen = new Set(BREAKS.flatMap(({ kinds }) => kinds));
    expect([...seen].sort()).toEqual(Object.keys(MISFIT_KINDS).sort());
  });

  it('has misfits that say in a line what is where', () => {
    const good = new GoodImage();
    good.aim(MAIN_FIELDS.callee, 0x1234);
    const [misfit] = judge(good) ?? [];
    const rva = good.rva('callee').toString(16);
    expect(misfit).toMatchObject({ symbol: 'nav main', offset: MAIN_FIELDS.callee });
    expect(misfit?.text).toMatch(
      new RegExp(
        `^wrong-reference: nav main\\+0xb: REL32 0x[0-9a-f]+, which leads to 0x1234; ` +
          `expected 0x[0-9a-f]+, to nav callee at 0x${rva}$`,
      ),
    );
  });
});

describe('a program', () => {
  const call = {
    op: 'updateFunc',
    nav: 'f',
    type: 'fn () void',
    content: ['e800000000', { reloc: { nav: 'later' }, type: 'REL32' }],
  };
  const judgeLines = (...lines: readonly object[]): readonly Misfit[] | null => {
    const { program, image, symbols } = linkScript(scriptLines(HEADER, ...lines));
    return checkMeaning(program, image, symbols);
  };

  it('that is not flushed is not judged', () => {
    expect(judgeLines(call, { op: 'snapshot' })).toBeNull();
    expect(judgeLines(call, { op: 'flush' }, call, { op: 'snapshot' })).toBeNull();
  });

  it('may refer to what is not there yet', () => {
    expect(judgeLines(call, { op: 'flush' }, { op: 'snapshot' })).toEqual([]);
  });

  it('may have fields that lie on one another', () => {
    const content = [
      'e80000000000',
      { reloc: { nav: 'f' }, type: 'REL32', offset: 1 },
      { reloc: { nav: 'f' }, type: 'REL32', offset: 2 },
    ];
    expect(judgeLines({ ...call, content }, { op: 'flush' }, { op: 'snapshot' })).toEqual([]);
  });
});

describe('whatever is judged', () => {
  const good = new GoodImage();
  const symbol: fc.Arbitrary<SymbolAddress> = fc.record({
    symbol: fc.constantFrom(...good.symbols.map((one) => one.symbol)),
    rva: fc.oneof(fc.nat(0xffff_ffff), fc.constantFrom(...good.symbols.map(({ rva }) => rva))),
    size: fc.nat(0xffff_ffff),
  });

  it('is judged: any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
        const misfits = checkMeaning(good.program, bytes, good.symbols);
        expect(misfits?.map(({ kind }) => kind)).toEqual(['unreadable-image']);
      }),
    );
  });

  it('is judged: any map', () => {
    fc.assert(
      fc.property(fc.array(symbol), (symbols) => {
        expect(checkMeaning(good.program, good.editor.bytes, symbols)).not.toEqual([]);
      }),
    );
  });

  it('is judged: wrong bytes and cuts of an image', () => {
    const { bytes } = good.editor;
    const change = fc.tuple(
      fc.oneof(fc.nat(0x3ff), fc.nat(bytes.length - 1)),
      fc.constantFrom(0, 1, 0x7f, 0x80, 0xff),
    );
    fc.assert(
      fc.property(fc.array(change, { maxLength: 20 }), fc.nat(bytes.length), (changes, cut) => {
        const broken = bytes.slice(0, bytes.length - cut);
        for (const [offset, byte] of changes) if (offset < broken.length) broken[offset] = byte;
        expect(checkMeaning(good.program, broken, good.symbols)).toBeInstanceOf(Array);
      }),
      { numRuns: runs(300) },
    );
  });
});
