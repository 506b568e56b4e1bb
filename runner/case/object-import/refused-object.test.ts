import * as fs from 'node:fs';
import { fc, lengthsUpTo, runs } from '../../../reference/testing/properties';
import { mostlySlowTest } from '../../../reference/testing/slow-test';
import { coff } from '../../../reference';
import { oracleScript } from '../../oracle/testing/oracle';
import { importListing, importObject } from './import-object';
import { ObjectError } from './object-error';
import { writeObject } from '../../image/coff-object/testing/write-object';
import { asCase, fixture, FROM_KERNEL32, OBJECTS } from './testing/fixtures';
import { fn, text } from './testing/object-parts';

/** Why an object is refused; null if it is not. Any other error than the typed ones is passed on. */
function refusal(bytes: Uint8Array): string | null {
  try {
    importObject(bytes, FROM_KERNEL32);
    return null;
  } catch (error) {
    if (error instanceof ObjectError || error instanceof coff.Error) return error.message;
    throw error;
  }
}

const starting = (start: string): Buffer =>
  Buffer.concat([Buffer.from(start, 'latin1'), Buffer.alloc(64)]);

/** An object with some of its bytes put otherwise. */
function changed(name: string, at: number, ...bytes: readonly number[]): Buffer {
  const object = fixture(name);
  object.set(bytes, at);
  return object;
}

/** Where the file has the relocations of its first section. */
const relocationOf = (name: string): number => fixture(name).readUInt32LE(20 + 24);

describe('a file that is no object to be imported', () => {
  it.each([
    [
      'a signature of PE',
      starting('PE\0\0'),
      'a PE signature: the header of an image without its MS-DOS part',
    ],
    ['an image', starting('MZ\x90\0'), 'an image (.exe or .dll)'],
    ['a file for Linux', starting('\x7fELF\x02'), 'an ELF file: compile for Windows'],
    ['a file for macOS', starting('\xcf\xfa\xed\xfe'), 'a Mach-O file: compile for Windows'],
    ['an archive', starting('!<arch>\n/'), 'an archive: take its members one by one'],
    ['bitcode', starting('BC\xc0\xde'), 'LLVM bitcode: compile without link-time optimization'],
    [
      'an import object',
      starting('\0\0\xff\xff\0\0d\x86'),
      'an import object, a member of an import library: name its DLL with --dll instead',
    ],
    ['an object for another machine', starting('\x64\xaa\0\0'), 'one for ARM64'],
    ['a text', starting('Hello'), 'a file that starts with 48656c6c'],
    ['a script', fs.readFileSync(oracleScript('hello')), 'a text'],
    ['an empty file', Buffer.alloc(0), 'an empty file'],
    ['two bytes', Buffer.from([1, 2]), 'a file of 2 bytes that starts with 01 02'],
  ])('%s', (_what, bytes, found) => {
    expect(refusal(bytes)).toMatch(/^expected a COFF object( for AMD64 or I386)?, got /);
    expect(refusal(bytes)?.split(', got ')[1]).toBe(found);
  });

  it.each(OBJECTS.filter((name) => name !== 'zig'))('%s, cut short anywhere', (name) => {
    const whole = fixture(name);
    const accepted: number[] = [];
    for (const length of [...lengthsUpTo(whole.length, 64), whole.length - 1]) {
      if (refusal(whole.subarray(0, length)) === null) accepted.push(length);
    }
    // The string table ends the file, and starts with its size.
    expect(accepted).toEqual([]);
  });
});

describe('an object with what Coff2 has no use for', () => {
  const lto = { name: '.gnu.lto_.main.1', kind: 'constant', bytes: '00' } as const;

  it('is refused where GCC compiles the program when it is linked', () => {
    const object = writeObject({ sections: [text(''), lto], symbols: [] });
    expect(refusal(object)).toMatch(/^expected code or data, got what GCC compiles when/);
    const fat = writeObject({ sections: [text('c3'), lto], symbols: [] });
    expect(refusal(fat)).toBeNull();
  });

  it('is imported without its resources', () => {
    const resources = { name: '.rsrc$01', kind: 'data', bytes: '00' } as const;
    const object = writeObject({ sections: [text('c3'), resources], symbols: [fn('f', 0)] });
    const { skipped, symbols } = importObject(object, FROM_KERNEL32);
    expect(skipped).toEqual(['.rsrc$01']);
    expect(symbols).toHaveLength(1);
  });
});

describe('an object of which something cannot be said', () => {
  it.each([
    [
      'a slot of the import address table',
      'refused-slot',
      'start+0x2: refers to __imp_ExitProcess, a slot of the import address table; ' +
        'Coff2 calls imports through thunks: declare ExitProcess without dllimport',
    ],
    [
      'the same on I386, where Coff2 has no thunks either',
      'refused-slot-i386',
      '_start+0x2: refers to __imp__ExitProcess@4, a slot of the import address table; ' +
        'Coff2 has no imports on I386: compile for AMD64, or without this function',
    ],
    [
      'an address of 32 bits on AMD64',
      'refused-addr32',
      'start+0x3: a relocation ADDR32: Coff2 applies ADDR64, ADDR32NB, REL32, REL32_1, REL32_2, REL32_3, ' +
        'REL32_4, REL32_5 on AMD64',
    ],
    [
      'a common symbol, which is no function of a DLL',
      'refused-common',
      'start+0x2: refers to total, a common symbol of 4 bytes, which no section holds: ' +
        'compile with -fno-common, or give it a value',
    ],
    [
      'a weak symbol that is defined nowhere',
      'weak-missing-clang',
      '.refptr.code+0x0: refers to code, which is weak, and which this object does not define',
    ],
    [
      'the same of another compiler',
      'weak-missing-gcc',
      'wWinMainCRTStartup+0x14: refers to code, which is weak, and which this object does not define',
    ],
  ])('%s', (_what, name, reason) => {
    expect(refusal(fixture(name))).toBe(reason);
  });

  const at = relocationOf('refused-slot');

  it.each([
    [
      'a type that there is none of',
      8,
      [0x77],
      /^section \.text, relocation 0: expected a symbol and a type of AMD64, got symbol \d+, type 119$/,
    ],
    [
      'no symbol',
      4,
      [0xff],
      /^section \.text, relocation 0: expected a symbol and a type of AMD64, got symbol 255, type 4$/,
    ],
    [
      'no place in its section',
      0,
      [7],
      /^section \.text, relocation 0: expected a place in its 7 bytes, got 7$/,
    ],
    [
      'a field that leads out of its section',
      0,
      [4],
      /^start: expected 4 bytes for REL32 at 0x4 of \.text$/,
    ],
  ])('a relocation with %s', (_what, offset, bytes, reason) => {
    expect(refusal(changed('refused-slot', at + offset, ...bytes))).toMatch(reason);
  });

  it('a relocation across two instructions', () => {
    const object = changed('clang-O2', fixture('clang-O2').readUInt32LE(20 + 3 * 40 + 24), 0x50);
    expect(refusal(object)).toBe('number: the relocation at 0x50 is in no single instruction');
  });

  it('two relocations of the same bytes', () => {
    const second = fixture('clang-O2').readUInt32LE(20 + 40 + 24) + 10;
    expect(refusal(changed('clang-O2', second, 0x14))).toBe(
      'table: the relocation at 0x4 overlaps the one before it',
    );
  });

  it('an addend that a link script cannot say', () => {
    const data = fixture('clang-O2').readUInt32LE(20 + 40 + 20);
    expect(refusal(changed('clang-O2', data + 0x10 + 7, 0x20))).toBe(
      'table: the addend of ADDR64 at 0x10 of .data is beyond 2^53',
    );
  });
});

it('an object whose sections are small alone, and too large together, is refused', () => {
  const object = Buffer.alloc(20 + 2 * 40 + 4);
  object.writeUInt16LE(0x8664, 0);
  object.writeUInt16LE(2, 2);
  object.writeUInt32LE(20 + 2 * 40, 8);
  for (const [index, name] of ['.bss', '.bss2'].entries()) {
    const at = 20 + 40 * index;
    object.write(name, at);
    object.writeUInt32LE(0x300_0000, at + 16);
    // Uninitialized data that can be read and written.
    object.writeUInt32LE(0xc000_0080, at + 36);
  }
  object.writeUInt32LE(4, 20 + 2 * 40);
  expect(refusal(object)).toBe(
    'section .bss2: expected at most 67108864 bytes of uninitialized data in all sections, got 100663296',
  );
});

describe('an object with any bytes changed', () => {
  it('has no relocation type of AMD64 where it is for I386', () => {
    // Without symbols, and its code one byte on: the distance of a call is within another instruction.
    const bytes = changed('clang-i386', 20 + 12, 1);
    bytes[13] = 0;
    const listing = importListing(importObject(bytes, FROM_KERNEL32), null);
    expect(listing.join('\n')).not.toContain(' as REL32');
    expect(asCase(listing, 'I386').updates).toHaveLength(1);
  });

  mostlySlowTest.each(['clang-O2', 'gcc-O0', 'nasm', 'constants', 'clang-i386', 'weak-gcc'])(
    'is refused with a reason, or is a listing that can be read: %s',
    (name) => {
      const whole = fixture(name);
      const change = fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 }));
      fc.assert(
        fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
          const bytes = Buffer.from(whole);
          for (const [at, byte] of changes) bytes[at] = byte;
          if (refusal(bytes) !== null) return;
          const object = importObject(bytes, FROM_KERNEL32);
          const read = asCase(importListing(object, null), object.machine);
          expect(read.updates).toHaveLength(1);
        }),
        { numRuns: runs(40) },
      );
    },
  );
});
