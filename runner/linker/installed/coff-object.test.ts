import { mostlySlowTest } from '../../../reference/testing/slow-test';
import { coff } from '../../../reference';
import { writeCoffObject, type RelocationToWrite, type SectionToWrite } from './coff-object';
import { readWrittenObject } from './testing/read-object';

const CODE = { CNT_CODE: true, MEM_EXECUTE: true, MEM_READ: true } as const;
const { REL32, ADDR64 } = coff.IMAGE.REL.AMD64;

function section(given: Partial<SectionToWrite>): SectionToWrite {
  const bytes = Uint8Array.of(1, 2, 3);
  return { name: '.text', flags: CODE, alignment: 16, bytes, relocations: [], ...given };
}

describe('an object', () => {
  it('has sections with their names, bytes, flags and alignments', () => {
    const bytes = writeCoffObject({
      machine: 'AMD64',
      sections: [section({}), section({ name: '.idata$2', alignment: 8192, flags: {} })],
      symbols: [],
    });
    const { header, sections } = readWrittenObject(bytes);
    expect(header).toMatchObject({
      machine: coff.IMAGE.FILE.MACHINE.AMD64,
      number_of_sections: 2,
      size_of_optional_header: 0,
    });
    expect(sections.map(({ name }) => name)).toEqual(['.text', '.idata$2']);
    expect(sections.map((read) => read.bytes.toString('hex'))).toEqual(['010203', '010203']);
    expect(sections.map((read) => coff.SectionHeader.getAlignment(read.header))).toEqual([
      16, 8192,
    ]);
    expect(sections[0]?.header.flags).toMatchObject(CODE);
  });

  it('has symbols with short names, with long ones, and with none of its sections', () => {
    const bytes = writeCoffObject({
      machine: 'I386',
      sections: [section({})],
      symbols: [
        { name: 'nav$1234', section: 0, isFunction: true },
        { name: 'lazy$1234', section: 0, isFunction: false },
        { name: 'elsewhere', section: null, isFunction: false },
      ],
    });
    const { header, symbols } = readWrittenObject(bytes);
    expect(header.machine).toBe(coff.IMAGE.FILE.MACHINE.I386);
    expect(symbols).toEqual([
      { name: 'nav$1234', section: 1, isFunction: true },
      { name: 'lazy$1234', section: 1, isFunction: false },
      { name: 'elsewhere', section: 0, isFunction: false },
    ]);
  });

  it('has the relocations of each section', () => {
    const symbols = ['a', 'b'].map((name) => ({ name, section: 0, isFunction: false }));
    const sections = [
      section({ relocations: [{ offset: 0, symbol: 1, type: REL32 }] }),
      section({ bytes: new Uint8Array(0) }),
      section({ relocations: [{ offset: 2, symbol: 0, type: ADDR64 }] }),
    ];
    const read = readWrittenObject(writeCoffObject({ machine: 'AMD64', sections, symbols }));
    expect(read.sections.map(({ relocations }) => relocations)).toEqual([
      [{ offset: 0, symbol: 'b', type: REL32 }],
      [],
      [{ offset: 2, symbol: 'a', type: ADDR64 }],
    ]);
  });

  mostlySlowTest.each([0xfffe, 0xffff, 0x10000])('has %i relocations in one section', (count) => {
    const relocations = Array.from({ length: count }, (_, offset): RelocationToWrite => ({
      offset,
      symbol: 0,
      type: REL32,
    }));
    const [read] = readWrittenObject(
      writeCoffObject({
        machine: 'AMD64',
        sections: [section({ relocations })],
        symbols: [{ name: 'a', section: null, isFunction: false }],
      }),
    ).sections;
    expect(read?.relocations).toHaveLength(count);
    expect(read?.relocations[0]?.offset).toBe(0);
    expect(read?.relocations.at(-1)?.offset).toBe(count - 1);
  });
});

describe('a COMDAT section', () => {
  const bytes = writeCoffObject({
    machine: 'AMD64',
    sections: [
      section({ name: '.data', flags: {} }),
      section({ isComdat: true, relocations: [{ offset: 0, symbol: 1, type: REL32 }] }),
    ],
    symbols: [
      { name: 'd', section: 0, isFunction: false },
      { name: 'f', section: 1, isFunction: true },
    ],
  });

  it('is flagged as one, and the others are not', () => {
    const { sections } = readWrittenObject(bytes);
    expect(sections.map(({ header }) => header.flags.LNK_COMDAT)).toEqual([false, true]);
  });

  it('has a symbol of its own, with one record about it, before all others', () => {
    const symtab = coff.Coff.init(bytes, false).getSymtab();
    expect(symtab?.at(0, coff.Symtab.Tag.symbol).symbol).toMatchObject({
      section_number: 2,
      storage_class: coff.StorageClass.STATIC,
      number_of_aux_symbols: 1,
    });
    expect(symtab?.at(1, coff.Symtab.Tag.sect_def).sect_def).toMatchObject({
      length: 3,
      number_of_relocations: 1,
      selection: coff.ComdatSelection.NODUPLICATES,
    });
  });

  it('moves no relocation to another symbol', () => {
    const { sections } = readWrittenObject(bytes);
    expect(sections[1]?.relocations).toEqual([{ offset: 0, symbol: 'f', type: REL32 }]);
  });
});
