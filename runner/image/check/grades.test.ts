import { coff } from '../../../reference';
import { Data, smallHeadersEnd, smallImage, type SmallImage } from '../read/testing/small-image';
import { checkImage } from './check-image';

const { BASERELOC, EXCEPTION, IMPORT } = coff.DirectoryEntry;

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
