import {
  Coff,
  DirectoryEntry,
  Header,
  IMAGE,
  ImageDataDirectory,
  OptionalHeader,
  SectionHeader,
  Subsystem,
  Symbol,
} from '.';
import { helloImage, imageWithPdb, loaded, PDB } from './testing/image-file';
import { objectFile, TEXT } from './testing/object-file';
import { padded } from './testing/bytes';
import { thrownBy } from './testing/thrown';

describe("an image of upstream's linker", () => {
  const coff = Coff.init(helloImage(), false);

  test('its headers', () => {
    expect(coff.is_image).toBe(true);
    expect(coff.getHeader()).toMatchObject({
      machine: IMAGE.FILE.MACHINE.AMD64,
      number_of_sections: 4,
      size_of_optional_header: 240,
      flags: { EXECUTABLE_IMAGE: true, LARGE_ADDRESS_AWARE: true, DLL: false },
    });
    expect(coff.getOptionalHeader().magic).toBe(OptionalHeader.Magic['PE32+']);
    expect(coff.getOptionalHeader64()).toMatchObject({
      section_alignment: 4096,
      file_alignment: 512,
      size_of_image: 20480,
      subsystem: Subsystem.WINDOWS_CUI,
      size_of_stack_reserve: 16777216n,
    });
    expect(coff.getImageBase()).toBe(0x1_4000_0000n);
  });

  test('its data directories', () => {
    expect(coff.getNumberOfDataDirectories()).toBe(16);
    const directories = coff.getDataDirectories();
    expect(directories).toHaveLength(16);
    expect(directories[DirectoryEntry.IMPORT]).toEqual({ virtual_address: 0x2000, size: 0x1000 });
  });

  test('its sections', () => {
    const sections = coff.getSectionHeaders();
    const names = ['.rdata', '.idata', '.data', '.text'];
    expect(sections.map((each) => coff.getSectionName(each)).sort()).toEqual(names.sort());
    expect(coff.getSectionHeadersAlloc()).toEqual(sections);
    expect(coff.strtabRequired()).toBe(false);
    const text = coff.getSectionByName('.text');
    expect(sections).toContainEqual(text);
    expect(coff.getSectionByName('.none')).toBeNull();
  });

  test('it has neither symbols nor strings', () => {
    expect(coff.getSymtab()).toBeNull();
    expect(coff.getStrtab()).toBeNull();
  });
});

describe('an object', () => {
  const coff = Coff.init(objectFile(), false);

  test('starts with its header', () => {
    expect(coff).toMatchObject({ is_image: false, coff_header_offset: 0 });
    expect(coff.getHeader().machine).toBe(IMAGE.FILE.MACHINE.AMD64);
  });

  test('has no optional header', () => {
    expect(thrownBy(() => coff.getImageBase())).toMatchObject({
      code: 'MissingPEHeader',
      field: 'OptionalHeader',
      offset: 20,
    });
  });

  test('has long section names in its string table', () => {
    expect(coff.strtabRequired()).toBe(true);
    const [, second] = coff.getSectionHeaders();
    expect(second && coff.getSectionName(second)).toBe('.debug$abbreviations');
    expect(coff.getSectionByName('.debug$abbreviations')).toEqual(second);
    expect(coff.getSectionByName('.debug$abbreviation')).toBeNull();
  });

  test('has sections without a virtual size, so without data for getSectionData', () => {
    const text = coff.getSectionByName('.text') as SectionHeader;
    expect(coff.getSectionData(text)).toHaveLength(0);
    expect(coff.getSectionData({ ...text, virtual_size: TEXT.length })).toEqual(TEXT);
  });

  test('names symbols in the record, or in the string table', () => {
    const names = [];
    const symbols = coff.getSymtab()?.slice(0, null);
    for (let symbol = symbols?.next(); symbol; symbol = symbols?.next()) {
      for (let aux = symbol.number_of_aux_symbols; aux > 0; aux -= 1) symbols?.next();
      names.push(
        Symbol.getName(symbol) ?? coff.getStrtab()?.get(Symbol.getNameOffset(symbol) ?? 0),
      );
    }
    expect(names).toEqual([
      '.file',
      '.text',
      'mainmain',
      '.bf',
      'weak',
      'a_function_with_a_long_name',
    ]);
  });
});

describe('finding the COFF header', () => {
  test('an image needs no MS-DOS magic', () => {
    const image = imageWithPdb();
    image.fill(0, 0, 2);
    expect(Coff.init(image, false).is_image).toBe(true);
  });

  test('without a PE signature, the MS-DOS pointer leads to an object, as upstream has it', () => {
    const data = new Uint8Array(0x54);
    data.set(padded('MZ', 2));
    data[0x3c] = 0x40;
    expect(Coff.init(data, false)).toMatchObject({ is_image: false, coff_header_offset: 0x40 });
  });

  test('an image has an optional header', () => {
    const image = imageWithPdb();
    image.fill(0, 0x44 + 16, 0x44 + 18);
    expect(thrownBy(() => Coff.init(image, false))).toMatchObject({
      code: 'MissingPEHeader',
      field: 'Header.size_of_optional_header',
      offset: 0x44 + 16,
    });
  });

  test.each([
    ['nothing', new Uint8Array(0), 'InvalidPEHeader', 'Header.machine'],
    ['less than a header', new Uint8Array(19), 'InvalidPEHeader', 'Header.flags'],
    ['an MS-DOS magic alone', padded('MZ', 2), 'MissingPEHeader', 'e_lfanew'],
    ['a pointer to nowhere', padded('MZ', 64).fill(0xff, 60), 'MissingPEHeader', 'PE signature'],
  ])('%s', (_what, data, code, field) => {
    expect(thrownBy(() => Coff.init(data, false))).toMatchObject({ code, field });
  });
});

describe('the PDB', () => {
  test.each(['PE32', 'PE32+'] as const)('of a %s file, and of the same image loaded', (form) => {
    const file = imageWithPdb(form);
    for (const coff of [Coff.init(file, false), Coff.init(loaded(file), true)]) {
      expect(coff.getPdbPath()).toBe(PDB.path);
      expect(coff).toMatchObject({ guid: PDB.guid, age: PDB.age });
      expect(coff.getImageBase()).toBe(0x40_0000n);
    }
  });

  test('is null without a CodeView entry, without directories, and without a NUL', () => {
    const file = imageWithPdb();
    const noCodeView = file.slice();
    noCodeView[0x400 + 28 + 12] = 0;
    const noDirectories = file.slice();
    noDirectories[0x44 + 20 + 108] = 6;
    const noNul = file.slice(0, -1);
    expect(Coff.init(noCodeView, false).getPdbPath()).toBeNull();
    expect(Coff.init(noDirectories, false).getPdbPath()).toBeNull();
    expect(Coff.init(noNul, false).getPdbPath()).toBeNull();
  });

  test('of an unknown form is an error', () => {
    const file = imageWithPdb();
    file.set(padded('NB10', 4), 0x400 + 56);
    expect(thrownBy(() => Coff.init(file, false).getPdbPath())).toMatchObject({
      code: 'InvalidPEMagic',
      offset: 0x400 + 56,
    });
  });

  test('after the last byte of a section is an error', () => {
    const file = imageWithPdb();
    const section = Coff.init(file, false).getSectionByName('.rdata') as SectionHeader;
    const directories = 0x44 + Header.SIZE + OptionalHeader['PE32+'].SIZE;
    const debug = directories + DirectoryEntry.DEBUG * ImageDataDirectory.SIZE;
    const end = section.virtual_address + section.virtual_size;
    expect(thrownBy(() => patched(file, debug, end).getPdbPath())).toMatchObject({
      code: 'MissingCoffSection',
      field: 'ImageDataDirectory.virtual_address',
      offset: end,
    });
  });

  test('outside of all sections is an error', () => {
    expect(thrownBy(() => Coff.init(helloImage(), false).getPdbPath())).toMatchObject({
      code: 'MissingCoffSection',
    });
  });
});

describe('section data', () => {
  test('is a view, and a copy where asked for', () => {
    const data = Buffer.from(imageWithPdb());
    const coff = Coff.init(data, false);
    const section = coff.getSectionByName('.rdata') as SectionHeader;
    const view = coff.getSectionData(section);
    const copy = coff.getSectionDataAlloc(section);
    expect(view).toHaveLength(section.virtual_size);
    expect(Array.from(copy)).toEqual(Array.from(view));
    data[0x400] = 0xaa;
    expect([view[0], copy[0]]).toEqual([0xaa, 0]);
  });
});

/** An image or object with one 32-bit field overwritten. */
function patched(data: Uint8Array, offset: number, value: number): Coff {
  const copy = data.slice();
  new DataView(copy.buffer).setUint32(offset, value, true);
  return Coff.init(copy, false);
}

describe('claims of a file that it does not keep', () => {
  const HUGE = 0xffff_ffff;

  test('data directories', () => {
    const offset = 0x44 + 20 + OptionalHeader['PE32+'].offsetOf('number_of_rva_and_sizes');
    const coff = patched(imageWithPdb(), offset, HUGE);
    expect(coff.getNumberOfDataDirectories()).toBe(HUGE);
    expect(thrownBy(() => coff.getDataDirectories())).toMatchObject({
      code: 'InvalidPEHeader',
      field: 'OptionalHeader.number_of_rva_and_sizes',
    });
  });

  test('the magic of the optional header', () => {
    expect(() => patched(imageWithPdb(), 0x44 + 20, 0x107).getImageBase()).toThrow(
      'InvalidPEMagic: OptionalHeader.magic (at offset 0x58): expected 267 or 523 instead of 263',
    );
  });

  test('symbols, and so strings', () => {
    const coff = patched(objectFile(), Header.offsetOf('number_of_symbols'), HUGE);
    expect(thrownBy(() => coff.getSymtab())).toMatchObject({ code: 'InvalidPEHeader' });
    expect(thrownBy(() => coff.getStrtab())).toMatchObject({ code: 'MissingStringTable' });
  });

  test('sections', () => {
    const coff = patched(objectFile(), 0, HUGE);
    expect(thrownBy(() => coff.getSectionHeaders())).toMatchObject({
      code: 'MissingCoffSection',
      field: 'Header.number_of_sections',
    });
  });

  test('section data', () => {
    const coff = Coff.init(imageWithPdb(), false);
    const section = coff.getSectionByName('.rdata') as SectionHeader;
    expect(thrownBy(() => coff.getSectionData({ ...section, virtual_size: HUGE }))).toMatchObject({
      code: 'MissingCoffSection',
      offset: 0x400,
    });
  });

  test('a string table longer than the file: names in it are no match, and cannot be read', () => {
    const object = objectFile();
    const strtab = object.length - (Coff.init(object, false).getStrtab()?.buffer.length ?? 0);
    const coff = patched(object, strtab, HUGE);
    expect(coff.getSectionByName('.debug$abbreviations')).toBeNull();
    const [, second] = coff.getSectionHeaders();
    expect(thrownBy(() => second && coff.getSectionName(second))).toMatchObject({
      code: 'MissingStringTable',
      offset: strtab,
    });
  });

  test('a long name without a string table', () => {
    const coff = patched(objectFile(), Header.offsetOf('pointer_to_symbol_table'), 0);
    expect(thrownBy(() => coff.getSectionByName('.debug'))).toMatchObject({
      code: 'MissingStringTable',
    });
  });

  test('a long name that is no number', () => {
    const object = objectFile();
    object.set(padded('/x', 8), Header.SIZE + SectionHeader.SIZE);
    expect(thrownBy(() => Coff.init(object, false).getSectionByName('x'))).toMatchObject({
      field: 'SectionHeader.name',
      offset: 60,
    });
  });
});
