import { coff } from '../../../reference';
import { Data, smallHeadersEnd, smallImage, type SmallImage } from '../read/testing/small-image';
import { checkImage } from './check-image';

const { BASERELOC, COM_DESCRIPTOR, EXCEPTION, IMPORT, SECURITY } = coff.DirectoryEntry;

/** An image that is valid but for what is given. */
function image(given: Partial<SmallImage> = {}, sections: SmallImage['sections'] = []): DataView {
  const code = new Uint8Array(0x200).fill(0xc3);
  const text = { name: '.text', start: 0x1000, virtualSize: 0x200, data: code };
  const view = viewOf(smallImage({ sections: [text, ...sections], ...given }));
  view.setUint32(OPTIONAL + 16, 0x1000, true);
  view.setUint16(OPTIONAL + 68, coff.Subsystem.WINDOWS_CUI, true);
  return view;
}

/** File offset of the optional header. */
const OPTIONAL = 0x40 + 4 + coff.Header.SIZE;

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer);

/** "broken sections-adjacent", for each rule that an image does not keep. */
function rulesOf(view: DataView): readonly string[] {
  const violations = checkImage(new Uint8Array(view.buffer));
  return [...new Set(violations.map(({ grade, rule }) => `${grade} ${rule}`))];
}

type Block = readonly [page: number, ...entries: number[]];

function relocations(...blocks: readonly Block[]): Data {
  const data = new Data(0x200);
  let at = 0;
  for (const [page, ...entries] of blocks) {
    data.u32(at, page, 8 + 2 * entries.length).u16(at + 8, ...entries);
    at += 8 + 2 * entries.length;
  }
  return data;
}

const relocated = (...blocks: readonly Block[]): DataView => {
  const size = blocks.reduce((sum, block) => sum + 8 + 2 * (block.length - 1), 0);
  const { bytes } = relocations(...blocks);
  const section = { name: '.reloc', start: 0x2000, virtualSize: 0x200, data: bytes };
  return image({ directories: new Map([[BASERELOC, [0x2000, size]]]) }, [section]);
};

/** A base relocation of 8 bytes. */
const at = (offset: number): number => (coff.BaseRelocationType.DIR64 << 12) | offset;

test('an image of which nothing is said here is valid', () => {
  expect(rulesOf(image())).toEqual([]);
});

describe('the table of functions', () => {
  const A = [0x1000, 0x1010];
  const B = [0x1010, 0x1020];
  const C = [0x1020, 0x1030];
  const ZEROS = [0, 0];
  const EMPTY = [0x1018, 0x1018];

  it.each([
    ['in order', [A, B, C], []],
    ['with equal rows', [A, B, B, C], ['unusual exception-functions-disjoint']],
    ['with a row without code', [A, B, EMPTY, C], ['unusual exception-functions-disjoint']],
    ['with a row of zeros at the end', [A, B, ZEROS], ['unusual exception-functions-disjoint']],
    [
      'with so many that the search misses a function',
      [A, B, ZEROS, ZEROS, ZEROS, ZEROS],
      ['broken exception-functions-ascending', 'unusual exception-functions-disjoint'],
    ],
    ['out of order', [B, A, C], ['broken exception-functions-ascending']],
  ])('%s', (_what, rows, rules) => {
    const data = new Data(0x200).u32(0x100, 1);
    rows.forEach((row, index) => data.u32(12 * index, ...row, 0x2100));
    const section = { name: '.pdata', start: 0x2000, virtualSize: 0x200, data: data.bytes };
    const directories = new Map([[EXCEPTION, [0x2000, 12 * rows.length] as const]]);
    expect([...rulesOf(image({ directories }, [section]))].sort()).toEqual(rules);
  });
});

describe('base relocations', () => {
  it.each([
    ['in order', [[0x1000, at(0), at(8)]], []],
    [
      'of one place in two blocks',
      [
        [0x1000, at(0), at(8)],
        [0x1000, at(8), at(16)],
      ],
      ['broken base-relocation-once'],
    ],
    [
      'that overlap in two blocks',
      [
        [0x1000, at(0), at(8)],
        [0x1000, at(12), at(32)],
      ],
      ['broken base-relocations-disjoint'],
    ],
    ['out of order', [[0x1000, at(8), at(0)]], ['unusual base-relocations-ascending']],
    [
      'of pages out of order',
      [
        [0x2000, at(0x100), at(0x108)],
        [0x1000, at(0), at(8)],
      ],
      [],
    ],
    ['whose last block ends at an odd multiple of 2', [[0x1000, at(0)]], []],
    [
      'whose first block does',
      [
        [0x1000, at(0)],
        [0x1000, at(8), at(16)],
      ],
      ['broken base-relocation-block-size'],
    ],
  ] as const)('%s', (_, blocks, rules) => {
    expect(rulesOf(relocated(...blocks))).toEqual(rules);
  });
});

test('a block of zeroes ends the base relocations, and what follows it is nothing', () => {
  const { bytes } = relocations([0x1000, at(0), at(8)]).u32(20, 0xffff_fff0, 7);
  const section = { name: '.reloc', start: 0x2000, virtualSize: 0x200, data: bytes };
  expect(rulesOf(image({ directories: new Map([[BASERELOC, [0x2000, 28]]]) }, [section]))).toEqual(
    [],
  );
});

describe('an image for EFI', () => {
  const gap = { name: '.data', start: 0x5000, virtualSize: 0x200, data: new Uint8Array(0x200) };

  it('may have gaps between its sections, and one for Windows may not', () => {
    const view = image({}, [gap]);
    expect(rulesOf(view)).toEqual(['broken sections-adjacent']);
    view.setUint16(OPTIONAL + 68, coff.Subsystem.EFI_APPLICATION, true);
    expect(rulesOf(view)).toEqual([]);
  });

  it('is only unusual where its sections are not aligned', () => {
    const view = image({}, [{ ...gap, start: 0x2010 }]);
    expect(rulesOf(view)).toEqual(['broken section-address-aligned', 'broken sections-adjacent']);
    view.setUint16(OPTIONAL + 68, coff.Subsystem.EFI_RUNTIME_DRIVER, true);
    expect(rulesOf(view)).toEqual(['unusual section-address-aligned']);
  });
});

describe('an executable section that can be written', () => {
  const [CODE, DISCARDABLE] = [0xe000_0020, 0x0200_0000];
  const withFlags = (flags: number, data = new Uint8Array(0x200)): DataView => {
    const view = image({}, [{ name: 'INIT', start: 0x2000, virtualSize: 0x200, data }]);
    view.setUint32(smallHeadersEnd(1) + 36, flags, true);
    return view;
  };

  it('is unusual', () => {
    expect(rulesOf(withFlags(CODE))).toEqual(['unusual section-code-not-writable']);
  });

  it('is what link.exe makes of code that is discarded, and of an empty .textbss', () => {
    expect(rulesOf(withFlags(CODE | DISCARDABLE))).toEqual([]);
    expect(rulesOf(withFlags(CODE, new Uint8Array(0)))).toEqual([]);
  });
});

describe('flags that say what an image is for', () => {
  /** A small image of a subsystem, with flags of the COFF header, and of the optional header. */
  const flagged = (
    subsystem: coff.Subsystem,
    { header = 0, dll = 0 }: { readonly header?: number; readonly dll?: number },
    given: Partial<SmallImage> = {},
  ): DataView => {
    const view = image(given);
    view.setUint16(OPTIONAL + 68, subsystem, true);
    view.setUint16(OPTIONAL - 2, view.getUint16(OPTIONAL - 2, true) | header, true);
    view.setUint16(OPTIONAL + 70, dll, true);
    return view;
  };
  const { NATIVE, WINDOWS_CUI, EFI_APPLICATION } = coff.Subsystem;
  const [SYSTEM, FORCE_INTEGRITY, APPCONTAINER] = [0x1000, 0x80, 0x1000];

  it('may be SYSTEM in a driver, and not in a program', () => {
    expect(rulesOf(flagged(NATIVE, { header: SYSTEM }))).toEqual([]);
    expect(rulesOf(flagged(WINDOWS_CUI, { header: SYSTEM }))).toEqual(['unusual system-file']);
  });

  it('may be APPCONTAINER in a program, and not in a driver', () => {
    expect(rulesOf(flagged(WINDOWS_CUI, { dll: APPCONTAINER }))).toEqual([]);
    const rules = ['unusual appcontainer-of-programs'];
    expect(rulesOf(flagged(NATIVE, { dll: APPCONTAINER }))).toEqual(rules);
  });

  it('may be FORCE_INTEGRITY where there is a certificate, and in an image for EFI', () => {
    const dll = FORCE_INTEGRITY;
    const rules = ['unusual force-integrity-signed'];
    expect(rulesOf(flagged(WINDOWS_CUI, { dll }))).toEqual(rules);
    expect(rulesOf(flagged(EFI_APPLICATION, { dll }))).toEqual([]);
    const unsigned = flagged(WINDOWS_CUI, { dll });
    const signed = new DataView(new ArrayBuffer(unsigned.byteLength + 16));
    new Uint8Array(signed.buffer).set(new Uint8Array(unsigned.buffer));
    signed.setUint32(unsigned.byteLength, 16, true);
    signed.setUint32(unsigned.byteLength + 4, 0x0002_0200, true);
    const row = OPTIONAL + coff.OptionalHeader['PE32+'].FILE_SIZE + 8 * SECURITY;
    signed.setUint32(row, unsigned.byteLength, true);
    signed.setUint32(row + 4, 16, true);
    expect(rulesOf(signed)).toEqual([]);
  });
});

describe('the stack that is reserved', () => {
  const [EXECUTABLE, DLL, LARGE_ADDRESS_AWARE] = [0x2, 0x2000, 0x20];
  const reserving = (bytes: bigint, flags: number): DataView => {
    const view = image();
    view.setUint16(OPTIONAL - 2, EXECUTABLE | flags, true);
    view.setBigUint64(OPTIONAL + 72, bytes, true);
    return view;
  };
  const RULES = ['broken stack-reserve-in-address-space'];

  it.each([
    ['all that is left beside the image', 0x7fff_ffff_0000n - 0x2000n, LARGE_ADDRESS_AWARE, []],
    ['a byte more', 0x7fff_ffff_0000n - 0x1fffn, LARGE_ADDRESS_AWARE, RULES],
    ['4 GiB', 1n << 32n, LARGE_ADDRESS_AWARE, []],
    ['4 GiB without LARGE_ADDRESS_AWARE', 1n << 32n, 0, RULES],
    ['all addresses, which nobody reads of a DLL', 1n << 62n, DLL, []],
  ])('%s', (_what, bytes, flags, rules) => {
    expect(rulesOf(reserving(bytes, flags))).toEqual(rules);
  });

  it('is as large as what is committed', () => {
    const view = reserving(0x10_0000n, LARGE_ADDRESS_AWARE);
    view.setBigUint64(OPTIONAL + 80, 1n << 62n, true);
    expect(rulesOf(view)).toEqual([...RULES, 'unusual stack-commit-in-reserve']);
  });

  it('is not judged of a driver', () => {
    const view = reserving(1n << 62n, 0);
    view.setUint16(OPTIONAL + 68, coff.Subsystem.NATIVE, true);
    expect(rulesOf(view)).toEqual([]);
  });
});

describe('a CLR runtime header', () => {
  const header = (): Data =>
    new Data(0x200).u32(0, 72, 0x0005_0002, 0x2100, 0x20).text(0x100, 'BSJB');
  const withHeader = ({ bytes }: Data): DataView => {
    const section = { name: '.data', start: 0x2000, virtualSize: 0x200, data: bytes };
    return image({ directories: new Map([[COM_DESCRIPTOR, [0x2000, 72]]]) }, [section]);
  };

  it.each([
    ['with its metadata', header(), []],
    ['of a later version', header().u32(0, 80), []],
    ['of 71 bytes', header().u32(0, 71), ['broken cli-header-in-section']],
    ['without metadata', header().u32(12, 0), ['broken cli-metadata']],
    ['whose metadata is something else', header().text(0x100, 'BSJC'), ['broken cli-metadata']],
  ])('%s', (_what, data, rules) => {
    expect(rulesOf(withHeader(data))).toEqual(rules);
  });
});

describe('LNK_INFO', () => {
  const flags = 0x4000_0240;
  const withFlags = (name: string): DataView => {
    const data = new Uint8Array(0x200);
    const view = image({}, [{ name, start: 0x2000, virtualSize: 0x200, data }]);
    view.setUint32(smallHeadersEnd(1) + 36, flags, true);
    return view;
  };

  it('is what link.exe leaves on .sxdata, and unusual on other sections', () => {
    expect(rulesOf(withFlags('.sxdata'))).toEqual([]);
    expect(rulesOf(withFlags('.other'))).toEqual(['unusual section-flags-of-objects']);
  });
});

describe('import tables', () => {
  /** Tables of one function of one DLL, at RVA 0x2000. */
  const tables = (): Data =>
    new Data(0x200)
      .u32(0, 0x2040, 0, 0, 0x2080, 0x2060)
      .u64(0x40, 0x20a0n, 0n)
      .u64(0x60, 0x20a0n, 0n)
      .text(0x80, 'kernel32.dll')
      .text(0xa2, 'ExitProcess');

  const withTables = ({ bytes }: Data, size = 40): DataView => {
    const section = { name: '.idata', start: 0x2000, virtualSize: 0x200, data: bytes };
    return image({ directories: new Map([[IMPORT, [0x2000, size]]]) }, [section]);
  };

  it.each([
    ['as linkers write them', tables(), []],
    [
      'whose address table has an address already',
      tables().u64(0x60, 0x1_4000_1000n),
      ['unusual import-address-table-agrees'],
    ],
    [
      'with a hint at an odd address',
      tables().u64(0x40, 0x20b1n).u64(0x60, 0x20b1n).text(0xb3, 'ExitProcess'),
      ['unusual import-hint-name-aligned'],
    ],
    [
      'that end in a row with a name, but no address table',
      tables().u32(20, 0x2345, 0, 0, 0x2080, 0, 1, 2, 3, 4, 5),
      ['unusual import-terminator-zero'],
    ],
    [
      'that end in a row with an address table, but no name',
      tables().u32(20, 0x2345, 0, 0, 0, 0x2060, 1, 2, 3, 4, 5),
      ['unusual import-terminator-zero'],
    ],
  ])('%s', (_what, data, rules) => {
    const view = withTables(data);
    expect(rulesOf(view)).toEqual(rules);
    expect(checkImage(new Uint8Array(view.buffer))).toHaveLength(rules.length);
  });

  it('without a size are unusual by one rule', () => {
    expect(rulesOf(withTables(tables(), 0))).toEqual(['unusual directory-has-size']);
  });
});

test('an optional header that has room for more directories than it counts is unusual', () => {
  const view = image();
  view.setUint32(OPTIONAL + 108, 14, true);
  expect(rulesOf(view)).toEqual(['unusual optional-header-room']);
});
