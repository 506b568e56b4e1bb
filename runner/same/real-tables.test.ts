import { coff } from '../../reference';
import { ImageEditor } from '../image/check/image-editor';
import { validImage } from '../image/check/testing/images';
import { compareImages } from './compare-images';
import {
  ExportDirectory,
  ResourceDataEntry,
  ResourceDirectoryEntry,
  ResourceDirectoryTable,
  TlsDirectory64,
} from '../image/read/layouts';
import type { SameResult } from './same-result';
import { compared, differencesOf, withSymbols } from './testing/compared';
import type { SmallProgram } from './testing/small-program';

/** A DLL by LLD: imports by ordinal, a forwarder, delay-load imports, TLS, base relocations. */
const GOOD = validImage('features.dll');

/** Compares it with a copy that an edit changed, in both orders. */
function edited(edit: (editor: ImageEditor) => void): readonly SameResult[] {
  const editor = new ImageEditor(Uint8Array.from(GOOD));
  edit(editor);
  return [compareImages(GOOD, editor.bytes), compareImages(editor.bytes, GOOD)];
}

/** File offset of the first of some bytes. */
function find(editor: ImageEditor, bytes: Buffer): number {
  const at = Buffer.from(editor.bytes).indexOf(bytes);
  if (at < 0) throw new Error(`${bytes.toString('hex')} is not in the image`);
  return at;
}

/** File offset of the data entry of the first resource. */
function firstResource(editor: ImageEditor): number {
  const root = editor.at(editor.directory(coff.DirectoryEntry.RESOURCE));
  let at = root;
  for (const _level of ['types', 'names', 'languages']) {
    const entry = at + ResourceDirectoryTable.FILE_SIZE;
    const link = Number(editor.getField(ResourceDirectoryEntry, entry, 'offset_to_data'));
    at = root + (link & 0x7fff_ffff);
  }
  return at;
}

/** As {@link edited}, with a number added to a field of the first resource's data entry. */
function editedResource(field: 'data_rva' | 'size', change: number): readonly SameResult[] {
  return edited((editor) => {
    const entry = firstResource(editor);
    const value = Number(editor.getField(ResourceDataEntry, entry, field));
    editor.setField(ResourceDataEntry, entry, field, value + change);
  });
}

/** The flag of the COFF header. PE Format, 3.3.2 Characteristics. */
const RELOCS_STRIPPED = 0x0001;

/** What the lookup table has for ordinal 7. */
const ORDINAL_7 = Buffer.from('0700000000000080', 'hex');

describe('tables that a real linker made', () => {
  it('name an import by its ordinal', () => {
    for (const { verdict, differences } of edited((editor) => {
      editor.set(find(editor, ORDINAL_7), 1, 8);
    })) {
      expect(verdict).toBe('different');
      expect(differences[0]?.what).toMatch(/ordinals\.dll!#[78] .*ordinals\.dll!#[78] /);
    }
  });

  it('forward an export', () => {
    for (const result of edited((editor) => {
      editor.set(find(editor, Buffer.from('kernel32.Sleep')), 1, 'x'.charCodeAt(0));
    })) {
      expect(differencesOf(result)).toEqual([
        expect.stringMatching(/^export \(sure\): forwarded is forwarded to .*ernel32\.Sleep/),
      ]);
    }
  });

  it('forward an export to one DLL, however that is spelled', () => {
    for (const result of edited((editor) => {
      const at = find(editor, Buffer.from('kernel32.Sleep'));
      editor.bytes.set(Buffer.from('KERNEL32'), at);
    })) {
      expect(differencesOf(result)).toEqual([]);
      expect(result.verdict).toBe('same');
    }
  });

  it('count exports that have another ordinal, which only an import by ordinal notices', () => {
    for (const { verdict, notes } of edited((editor) => {
      const table = editor.at(editor.directory(coff.DirectoryEntry.EXPORT));
      const base = Number(editor.getField(ExportDirectory, table, 'ordinal_base'));
      editor.setField(ExportDirectory, table, 'ordinal_base', base + 1);
    })) {
      expect(verdict).toBe('same');
      const moved = notes.find(({ what }) => what === 'exports that have another ordinal');
      expect(moved?.count).toBeGreaterThan(0);
    }
  });

  it('may have the names of imports in the address table alone, before the image is bound', () => {
    for (const { verdict, differences } of edited((editor) => {
      const row = editor.at(editor.directory(coff.DirectoryEntry.IMPORT));
      editor.setField(coff.ImportDirectoryEntry, row, 'import_lookup_table_rva', 0);
    })) {
      expect(differences).toEqual([]);
      expect(verdict).toBe('same');
    }
  });

  it('name a delay-loaded import', () => {
    for (const { verdict } of edited((editor) => {
      editor.set(find(editor, Buffer.from('delayed.dll')), 1, 'b'.charCodeAt(0));
    })) {
      expect(verdict).toBe('different');
    }
  });

  it('hold the same resources', () => {
    for (const { verdict, differences } of editedResource('data_rva', 1)) {
      expect(verdict).toBe('different');
      expect(differences[0]?.what).toMatch(
        /^type 10, name "\w+", language \d+: different bytes at/,
      );
    }
    const [shorter, longer] = editedResource('size', -1).map(differencesOf);
    expect(shorter?.[0]).toMatch(
      /^resource \(sure\): type 10, .*: 0x[0-9a-f]+ and 0x[0-9a-f]+ bytes$/,
    );
    expect(longer?.[0]).not.toBe(shorter?.[0]);
  });

  it('hold resources that the other image need not have', () => {
    const counts = edited((editor) => {
      editor.setDirectory(coff.DirectoryEntry.RESOURCE, 'virtual_address', 0);
    }).map(({ verdict, notes }) => [verdict, notes.map(({ what }) => what)]);
    expect(counts).toEqual([
      ['same', expect.arrayContaining(['resources that only the first image has'])],
      ['same', expect.arrayContaining(['resources that only the second image has'])],
    ]);
  });

  it('say that a program is for the .NET runtime, of which nothing else is compared', () => {
    const [first, second] = edited((editor) => {
      const { RESOURCE, COM_DESCRIPTOR } = coff.DirectoryEntry;
      editor.setDirectory(COM_DESCRIPTOR, 'virtual_address', editor.directory(RESOURCE));
    });
    expect(first).toMatchObject({
      verdict: 'not-comparable',
      reason: 'the second image is for the .NET runtime, whose instructions are not compared',
    });
    expect(second?.reason).toMatch(/^the first image is for the \.NET runtime/);
  });

  it('count the zeroes behind a TLS template', () => {
    for (const { verdict, notes } of edited((editor) => {
      const table = editor.at(editor.directory(coff.DirectoryEntry.TLS));
      editor.setField(TlsDirectory64, table, 'size_of_zero_fill', 64);
    })) {
      expect(verdict).toBe('same');
      expect(notes).toContainEqual({ what: 'TLS templates of different sizes', count: 1 });
    }
  });

  it('lead to TLS callbacks', () => {
    for (const { verdict } of edited((editor) => {
      editor.setDirectory(coff.DirectoryEntry.TLS, 'virtual_address', 0);
    })) {
      expect(verdict).toBe('different');
    }
  });
});

describe('base relocations', () => {
  const program: SmallProgram = {
    entry: 'start',
    sections: {
      '.text': {
        start: ['488b05', { rel32: 'table' }, 'ffe0'],
        f: ['b801000000', 'c3'],
      },
      '.rdata': { table: [{ address: 'f' }] },
    },
  };

  it('may be in one image alone: another is never moved', () => {
    const relocatable = { ...program, isRelocated: true };
    expect(compared(program, relocatable).verdict).toBe('same');
    expect(compared(relocatable, program).verdict).toBe('same');
  });

  it('are missed in an image that is moved without any', () => {
    const relocatable = { ...program, isRelocated: true };
    const pointer = { address: 'f', isUnrelocated: true };
    const without = withSymbols(relocatable, '.rdata', { table: [pointer] });
    const expected = [
      'relocation (sure): an address at +0x0 of 0x8 that the loader relocates in one image alone',
    ];
    expect(differencesOf(compared(relocatable, without))).toEqual(expected);
    expect(differencesOf(compared(without, relocatable))).toEqual(expected);
  });

  it('that the headers call stripped are none', () => {
    for (const result of edited((editor) => {
      editor.setHeader('flags', editor.getHeader('flags') | RELOCS_STRIPPED);
    })) {
      expect(result.verdict).toBe('same');
    }
  });
});
