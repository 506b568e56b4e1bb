import { validImage } from '../check/testing/images';
import { PARTS } from './inspection';
import { isAllRead } from './is-all-read';
import { inspectedImage } from './testing/inspected';

describe('an image that LLD has linked', () => {
  const image = inspectedImage(validImage('features.dll'));

  it('can be read in full', () => {
    expect(isAllRead(image, PARTS)).toBe(true);
  });

  it('has headers with upstream names, flags and tags', () => {
    expect(image.headers).toMatchObject({
      coff_header: {
        machine: 'AMD64',
        number_of_sections: 7,
        flags: ['EXECUTABLE_IMAGE', 'LARGE_ADDRESS_AWARE', 'DLL'],
      },
      optional_header: {
        standard: { magic: 'PE32+', address_of_entry_point: 0x1080 },
        image_base: '0x180000000',
        subsystem: 'WINDOWS_GUI',
        dll_flags: ['HIGH_ENTROPY_VA', 'DYNAMIC_BASE', 'NX_COMPAT'],
      },
    });
  });

  it('has sections', () => {
    const names = image.sections.rows.map(({ name }) => name);
    expect(names).toEqual(['.text', '.rdata', '.data', '.pdata', '.tls', '.rsrc', '.reloc']);
    expect(image.sections.rows[6]).toMatchObject({
      number: 7,
      virtual_size: 0x24,
      pointer_to_raw_data: 0x1200,
      flags: ['CNT_INITIALIZED_DATA', 'MEM_DISCARDABLE', 'MEM_READ'],
    });
  });

  it('has directories, each in a section', () => {
    expect(image.directories.rows).toHaveLength(16);
    expect(image.directories.rows[5]).toEqual({
      index: 5,
      name: 'BASERELOC',
      virtual_address: 0x7000,
      size: 0x24,
      section: '.reloc',
    });
  });

  it('has imports by name and by ordinal', () => {
    expect(image.imports.rows.map(({ name }) => name)).toEqual(['kernel32.dll', 'ordinals.dll']);
    expect(image.imports.rows[0]?.functions).toEqual([
      {
        name: 'GetProcessHeap',
        hint: 0,
        ordinal_number: null,
        address_rva: 0x2280,
        lookup: '0x22a0',
        address: '0x22a0',
      },
    ]);
    expect(image.imports.rows[1]?.functions).toMatchObject([
      { name: null, hint: null, ordinal_number: 7, lookup: '0x8000000000000007' },
    ]);
  });

  it('has delay-loaded imports', () => {
    expect(image.delay_imports.rows).toMatchObject([
      {
        name: 'delayed.dll',
        descriptor: { attributes: 1 },
        functions: [
          { name: 'Delayed', hint: 0, address: '0x180001116' },
          { name: null, ordinal_number: 9 },
        ],
      },
    ]);
  });

  it('has exports by name, by ordinal and of another DLL, without gaps', () => {
    expect(image.exports.dll_name).toBe('features.dll');
    expect(image.exports.rows).toEqual([
      { ordinal: 3, name: 'function_b', rva: 0x1030, forwarder: null },
      { ordinal: 5, name: null, rva: 0x1070, forwarder: null },
      { ordinal: 6, name: 'forwarded', rva: 0x2210, forwarder: 'kernel32.Sleep' },
      { ordinal: 7, name: 'function_a', rva: 0x1010, forwarder: null },
      { ordinal: 8, name: 'variable', rva: 0x3000, forwarder: null },
    ]);
  });

  it('has base relocations', () => {
    expect(image.base_relocations.rows).toHaveLength(2);
    expect(image.base_relocations.rows[0]).toMatchObject({ page_rva: 0x2000, block_size: 0x14 });
    expect(image.base_relocations.rows[0]?.entries.slice(-2)).toEqual([
      { offset: 0x28, type: 'DIR64' },
      { offset: 0, type: 'ABSOLUTE' },
    ]);
  });
});

test('a 32-bit image with symbols and a long section name', () => {
  const image = inspectedImage(validImage('program.exe'));
  expect(isAllRead(image, PARTS)).toBe(true);
  expect(image.headers.optional_header).toMatchObject({
    standard: { magic: 'PE32' },
    image_base: 0x40_0000,
  });
  expect(image.sections.rows.at(-1)?.name).toBe('.long_section_name');
  expect(image.imports.rows[0]?.functions).toMatchObject([
    { name: 'ExitProcess', lookup: '0x2054' },
  ]);
  expect(image.base_relocations.rows[0]?.entries[0]).toEqual({ offset: 1, type: 'HIGHLOW' });
  expect(image.symbols.rows.map(({ name }) => name)).toEqual([
    '_start',
    '_pointer',
    '__imp__ExitProcess@4',
    '_variable',
  ]);
});

test('an image of the reference linker', () => {
  const image = inspectedImage(validImage('golden'));
  expect(isAllRead(image, PARTS)).toBe(true);
  expect(image.imports.rows.map(({ name, functions }) => [name, functions.length])).toEqual(
    expect.arrayContaining([[expect.stringMatching(/\.dll$/), expect.any(Number)]]),
  );
});
