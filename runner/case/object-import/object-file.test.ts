import { coff } from '../../../reference';
import { importListing, importObject } from './import-object';
import { readObject } from './object-file';
import { FROM_KERNEL32, heads } from './testing/fixtures';
import { writeObject, type WrittenObject } from '../../image/coff-object/testing/write-object';

const CODE: WrittenObject = {
  sections: [
    { name: '.text', kind: 'code', bytes: 'e8 00000000 c3', relocations: [[1, 'f', 'REL32']] },
  ],
  symbols: [{ name: 'f', section: '.text', isFunction: true }],
};

/** Bytes from the file's start to the section header of the first section. */
const SECTION = coff.Header.SIZE;
const COUNT = SECTION + coff.SectionHeader.offsetOf('number_of_relocations');
const FLAGS = SECTION + coff.SectionHeader.offsetOf('flags');
const RELOCATIONS = SECTION + coff.SectionHeader.offsetOf('pointer_to_relocations');
const LNK_NRELOC_OVFL = 0x0100_0000;
const MEM_WRITE = 0x8000_0000;

/** The object with a relocation table whose length is in its first record. */
function overflowing(count: number, header = 0xffff): Buffer {
  const bytes = writeObject({
    ...CODE,
    sections: CODE.sections.map((section) => ({
      ...section,
      relocations: [[0, 'f', 'ABSOLUTE'], ...(section.relocations ?? [])],
    })),
  });
  bytes.writeUInt16LE(header, COUNT);
  bytes.writeUInt32LE(bytes.readUInt32LE(FLAGS) + LNK_NRELOC_OVFL, FLAGS);
  bytes.writeUInt32LE(count, bytes.readUInt32LE(RELOCATIONS));
  return bytes;
}

/** An object without machine and with 0xffff sections, whose ClassID says what it is. */
function anonymous(version: number, classId: string): Buffer {
  const bytes = Buffer.alloc(64);
  bytes.writeUInt16LE(0xffff, 2);
  bytes.writeUInt16LE(version, 4);
  bytes.write(classId, 12, 'hex');
  return bytes;
}

describe('an object', () => {
  it('means the same if it was made with /bigobj', () => {
    const plain = importListing(importObject(writeObject(CODE), FROM_KERNEL32), null);
    const big = importObject(writeObject({ ...CODE, isBig: true }), FROM_KERNEL32);
    expect(importListing(big, null)).toEqual(plain);
    expect(heads(plain)).toEqual(['fn f: fn () void', 'export f = f']);
  });

  it('has names of sections far into its string table, in base 64', () => {
    const bytes = writeObject({
      ...CODE,
      sections: CODE.sections.map((section) => ({ ...section, name: '.text$long_name' })),
      symbols: [{ name: 'f', section: '.text$long_name', isFunction: true }],
    });
    const offset = Number(bytes.toString('latin1', SECTION + 1, SECTION + 8).replace(/\0.*$/, ''));
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
    const digits = [offset >> 6, offset & 63].map((digit) => alphabet[digit] ?? '').join('');
    bytes.write(`//AAAA${digits}`, SECTION, 'latin1');
    expect(readObject(bytes).sections.map(({ name }) => name)).toEqual(['.text$long_name']);
  });

  it('has relocations that change nothing', () => {
    const bytes = writeObject({
      ...CODE,
      sections: CODE.sections.map((section) => ({
        ...section,
        relocations: [[0, 'f', 'ABSOLUTE'], ...(section.relocations ?? [])],
      })),
    });
    expect(readObject(bytes).sections[0]?.relocations.map(({ type }) => type)).toEqual(['REL32']);
  });

  it('cannot have code that the program may change', () => {
    const bytes = writeObject(CODE);
    bytes.writeUInt32LE((bytes.readUInt32LE(FLAGS) | MEM_WRITE) >>> 0, FLAGS);
    expect(() => readObject(bytes)).toThrow(
      /^section \.text: expected code or data, got code that the program may change/,
    );
  });

  it('has more relocations than its section header can count', () => {
    expect(readObject(overflowing(2)).sections[0]?.relocations).toHaveLength(1);
  });

  it.each([
    [
      'of which the table has none, not even the one that counts',
      overflowing(0),
      /^section \.text: expected the number of its relocations at 0x[0-9a-f]+, as LNK_NRELOC_OVFL says, 1 or more, got 0$/,
    ],
    [
      'that the header counts itself',
      overflowing(2, 1),
      /^section \.text: expected 65535 relocations in the header of a section with LNK_NRELOC_OVFL, got 1$/,
    ],
  ])('is refused with more relocations than its header can count, %s', (_what, bytes, reason) => {
    expect(() => readObject(bytes)).toThrow(reason);
  });

  it.each([
    [
      'a short member of an import library',
      anonymous(0, ''),
      'an import object, a member of an import library: name its DLL with --dll instead',
    ],
    [
      'an object of /GL',
      anonymous(1, '38feb30ca5d9ab4dac9bd6b6222653c2'),
      'an object made with /GL, which is compiled when the program is linked: compile without /GL',
    ],
    [
      'an object of another kind',
      anonymous(1, '11'.repeat(16)),
      'an anonymous object of unknown kind',
    ],
  ])('is named where it is none of code and data: %s', (_what, bytes, found) => {
    expect(() => readObject(bytes)).toThrow(`expected a COFF object, got ${found}`);
  });

  it.each(['.idata$2', '.idata$5', '.idata$7'])(
    'is refused as a long member of an import library for its section %s',
    (name) => {
      const bytes = writeObject({
        sections: [{ name, kind: 'data', bytes: '00000000' }],
        symbols: [{ name: '__imp_f', section: name }],
      });
      expect(() => readObject(bytes)).toThrow(
        `section ${name}: expected an object of code and data, got a part of an import table, a member of an import library`,
      );
    },
  );

  it.each(['.ctors', '.dtors', '.CRT$XCU', '.tls$'])('names %s as left out', (name) => {
    const bytes = writeObject({
      sections: [...CODE.sections, { name, kind: 'data', bytes: '0000000000000000' }],
      symbols: CODE.symbols,
    });
    expect(readObject(bytes).skipped).toEqual([name]);
  });

  it.each(['ADDR32', 'SECREL', 'SECTION'])(
    'is refused for a relocation %s, with its place',
    (type) => {
      const object = {
        ...CODE,
        sections: CODE.sections.map((section) => ({
          ...section,
          relocations: [[1, 'f', type] as const],
        })),
      };
      expect(() => importObject(writeObject(object), FROM_KERNEL32)).toThrow(
        new RegExp(`^f\\+0x1: a relocation ${type}: Coff2 applies ADDR64, `),
      );
    },
  );

  it.each([
    ['program.c', true],
    ['program.cpp', true],
    ['program.asm', false],
    ['fake', false],
    [undefined, false],
  ])('is known to be compiled by the name of its source: %s', (source, isCompiled) => {
    const bytes = writeObject({ ...CODE, ...(source === undefined ? {} : { source }) });
    expect(readObject(bytes).isCompiled).toBe(isCompiled);
  });
});
