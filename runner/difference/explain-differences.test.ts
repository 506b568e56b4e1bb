import { mostlySlowTest, slowTest } from '../../reference/testing/slow-test';
import { hex } from '../text/numbers';
import type { DumpedImage } from '../image/linked-image';
import { fc, runs } from '../../reference/testing/properties';
import { coff } from '../../reference';
import type { Difference } from './difference';
import { explainDifferences } from './explain-differences';
import { viewImage } from './image-view';
import { oracleSnapshot, patched } from './testing/snapshots';

const keys = (differences: readonly Difference[]): string[] => differences.map(({ key }) => key);

const explainPatch = (snapshot: DumpedImage, at: number, ...bytes: number[]): Difference[] =>
  explainDifferences(snapshot, patched(snapshot, at, ...bytes));

describe('two snapshots that are the same', () => {
  test.each([
    ['import-growth', 23],
    ['data-section-grows', 5],
    ['pe32', 0],
    ['hello', 0],
  ])('have no difference: %s, %i', (name, index) => {
    const snapshot = oracleSnapshot(name, index);
    expect(explainDifferences(snapshot, { ...snapshot })).toEqual([]);
  });
});

slowTest('two snapshots may have more differences than a call takes arguments', () => {
  const snapshot = oracleSnapshot('hello', 0);
  const end = `offset=${hex(snapshot.image.length)} size=0x0 align=0x1`;
  const lines = Array.from(
    { length: 140_000 },
    (_unused, i) => ` nav(u8, main.n${i}) index=${1000 + i} ${end}\n`,
  );
  const more = { ...snapshot, nodes: `${snapshot.nodes ?? ''}${lines.join('')}` };
  expect(explainDifferences(snapshot, more)).toHaveLength(lines.length);
});

describe('a field of the headers', () => {
  const snapshot = oracleSnapshot('import-growth', 4);
  const { coff_header_offset: header } = coff.Coff.init(snapshot.image, false);
  const optional = header + coff.Header.SIZE;
  const table = optional + coff.OptionalHeader['PE32+'].SIZE + 16 * coff.ImageDataDirectory.SIZE;
  const text = table + 3 * coff.SectionHeader.SIZE;

  test.each([
    ['dos_stub', 0x10],
    ['coff_header.number_of_symbols', header + coff.Header.offsetOf('number_of_symbols')],
    ['optional_header.size_of_image', optional + 57],
    ['data_directory.import.virtual_address', optional + 112 + 8],
    ['section.text.virtual_size', text + coff.SectionHeader.offsetOf('virtual_size')],
    ['section.text.name', text + 7],
  ])('is named: %s', (key, at) => {
    expect(keys(explainPatch(snapshot, at, 0x7f))).toContain(key);
  });

  it('is explained by what it stands for', () => {
    expect(explainPatch(snapshot, optional + 57, 0x60)).toEqual([
      {
        key: 'optional_header.size_of_image',
        message: 'optional_header.size_of_image: 0x5000 → 0x6000',
        before: '0x5000',
        after: '0x6000',
        cause: 'wrong: .text, the last section in memory, ends at 0x5000',
      },
    ]);
  });

  it('is reported by the flags that changed, if it has flags', () => {
    const at = text + coff.SectionHeader.offsetOf('flags') + 3;
    expect(explainPatch(snapshot, at, 0xe0)[0]).toMatchObject({
      key: 'section.text.flags',
      message: 'section.text.flags: +MEM_WRITE',
    });
  });

  it('that misleads readers is one difference, not one of all that lies elsewhere then', () => {
    const at = header + coff.Header.offsetOf('size_of_optional_header');
    expect(keys(explainPatch(snapshot, at, 0xf8))).toEqual(['coff_header.size_of_optional_header']);
  });

  it('is found where the image has its headers, not where the other one has them', () => {
    const headers = snapshot.image.subarray(0x78, 0x220);
    const elsewhere = patched(patched(snapshot, 0x78, 0), 0x400, ...headers);
    const differences = explainDifferences(snapshot, patched(elsewhere, 0x3c, 0, 4));
    expect(differences.slice(0, 2)).toMatchObject([
      { key: 'dos_stub', message: expect.stringContaining('0x78 → 0x400') as string },
      { key: 'signature', after: '50 45 00 00 at 0x400' },
    ]);
  });

  it('can be one that hides all others', () => {
    expect(keys(explainPatch(snapshot, 0x3c, 0x90))).toEqual(['dos_stub']);
  });
});

describe('a new import', () => {
  const differences = explainDifferences(
    oracleSnapshot('import-growth', 3),
    oracleSnapshot('import-growth', 4),
  );

  it('is named, and its tables are not told byte by byte', () => {
    expect(differences[0]).toMatchObject({
      key: 'import.kernel32.dll.Import04xxxx',
      message: 'import of Import04xxxx from kernel32.dll, only after',
    });
    expect(keys(differences).filter((key) => key.startsWith('bytes.'))).toEqual([]);
  });

  it('moves tables, and the thunks follow', () => {
    const thunks = differences.filter(({ key }) => key.startsWith('reloc.'));
    expect(thunks).toHaveLength(4);
    expect(thunks[1]).toMatchObject({
      key: 'reloc.global(kernel32.dll, Import01x)+0x2',
      message: 'global(kernel32.dll, Import01x)+0x2: jmp __imp_Import01x: RVA 0x2168 → 0x2208',
      cause: 'follows import_address_table(kernel32.dll), which moved',
    });
  });

  it('does not hide that its slot of the address table is wrong', () => {
    const after = oracleSnapshot('import-growth', 4);
    const { image } = viewImage(after.image);
    const dll = image.imports?.dlls[0];
    const slot = dll?.functions.findIndex(({ name }) => name?.text === 'Import04xxxx') ?? -1;
    const at = image.memory.offsetOf((dll?.addressTable ?? 0) + 8 * slot);
    const differs = explainDifferences(
      oracleSnapshot('import-growth', 3),
      patched(after, at, 0x12, 0x34),
    );
    expect(differs.filter(({ key }) => key.endsWith('.address_table'))).toEqual([
      {
        key: 'import.kernel32.dll.Import04xxxx.address_table',
        message: expect.stringMatching(
          /^slot of Import04xxxx in the address table of kernel32.dll, only after: /,
        ) as string,
        before: null,
        after: expect.any(String) as string,
        cause: expect.any(String) as string,
        group: expect.any(String) as string,
      },
    ]);
  });
});

describe('a function that is imported twice from one DLL', () => {
  /** Import-growth's, of which the second import is the first again. */
  const given = oracleSnapshot('import-growth', 3);
  const { image } = viewImage(given.image);
  const dll = image.imports?.dlls[0];
  const offset = (table: 'lookupTable' | 'addressTable', slot: number): number =>
    image.memory.offsetOf(
      (table === 'addressTable' ? dll?.addressTable : dll?.row.value.import_lookup_table_rva) ?? 0,
    ) +
    8 * slot;
  const first = [...given.image.subarray(offset('lookupTable', 0), offset('lookupTable', 0) + 8)];
  const twice = patched(
    patched(given, offset('lookupTable', 1), ...first),
    offset('addressTable', 1),
    ...first,
  );
  const name = dll?.functions[0]?.name?.text ?? '';

  it('is compared by each of its slots', () => {
    // By ordinal: a table ends at what is no import.
    const wrong = [0x12, 0, 0, 0, 0, 0, 0, 0x80];
    const after = patched(
      patched(twice, offset('addressTable', 0), ...wrong),
      offset('addressTable', 1),
      ...wrong,
    );
    const told = keys(explainDifferences(twice, after));
    expect(told).toEqual([
      `import.kernel32.dll.${name}.address_table`,
      `import.kernel32.dll.${name}#2.address_table`,
    ]);
  });

  it('is named where it is imported once more', () => {
    expect(explainDifferences(given, twice)).toContainEqual(
      expect.objectContaining({
        key: `import.kernel32.dll.${name}#2`,
        message: `import of ${name}#2 from kernel32.dll, only after`,
      }),
    );
  });
});

describe('a byte of the import tables', () => {
  const [before, after] = [oracleSnapshot('hello', 0), oracleSnapshot('hello', 1)];
  const { imports } = viewImage(after.image).image;

  slowTest.each([
    ['without nodes', { ...before, nodes: null }, { ...after, nodes: null }],
    ['with nodes', before, after],
  ])('is told beside other differences, %s', (_what, old, now) => {
    const expected = keys(explainDifferences(old, now));
    const lost = [];
    for (const [start, end] of imports?.ranges ?? []) {
      for (let at = start; at < end; at += 1) {
        const other = patched(now, at, (now.image[at] ?? 0) ^ 0x01);
        const more = keys(explainDifferences(old, other)).filter((key) => !expected.includes(key));
        if (more.length === 0) lost.push(hex(at));
      }
    }
    expect(lost).toEqual([]);
  });

  it('in the row that ends them is told by its field', () => {
    const end = imports?.end?.place('forwarder_chain').offset ?? 0;
    const told = explainDifferences(before, patched(after, end, 0x05));
    expect(told).toContainEqual(
      expect.objectContaining({
        key: 'import_end.forwarder_chain',
        message: 'import_end.forwarder_chain: 0x0 → 0x5',
      }),
    );
  });
});

describe('a relocation', () => {
  const [before, after] = [
    oracleSnapshot('function-grows', 0),
    oracleSnapshot('function-grows', 1),
  ];

  it('that has not followed its target is reported, though no byte of its node differs', () => {
    const differences = explainDifferences(before, after);
    expect(differences.find(({ key }) => key === 'reloc.nav(main.b)+0x8')).toMatchObject({
      message: 'nav(main.b)+0x8: call nav(main.a) → free space at section(.text) (RVA 0x4000)',
      cause:
        'reloc not applied yet: nav(main.a) moved to 0x4030, and is flagged moved, so its flush is still to come',
    });
  });

  it('that was applied to something else is reported by both targets', () => {
    const snapshot = oracleSnapshot('import-growth', 4);
    expect(explainPatch(snapshot, 0x1001, 0x2b)).toMatchObject([
      {
        key: 'reloc.nav(main.f0)+0x1',
        before: 'call global(kernel32.dll, Import00)',
        after: 'call global(kernel32.dll, Import01x)',
      },
    ]);
  });

  it('that was not applied at all leaves a displacement of 0', () => {
    const snapshot = oracleSnapshot('import-growth', 4);
    expect(explainPatch(snapshot, 0x1001, 0)).toMatchObject([
      { cause: 'likely a reloc that was not applied: its displacement is 0' },
    ]);
  });

  it('in data is a pointer', () => {
    const tables = [
      oracleSnapshot('pointer-tables', 0),
      oracleSnapshot('pointer-tables', 1),
    ] as const;
    expect(explainDifferences(...tables)).toContainEqual(
      expect.objectContaining({
        key: 'reloc.nav(main.table)+0x0',
        message: 'nav(main.table)+0x0: pointer to nav(main.a): RVA 0x4000 → 0x4020',
      }),
    );
  });

  it('in data that has not followed its target is reported, though no byte differs', () => {
    const [old, present] = [
      oracleSnapshot('pointer-tables', 0),
      oracleSnapshot('pointer-tables', 1),
    ] as const;
    const pointer = (rva: number): Buffer => {
      const bytes = Buffer.alloc(8);
      bytes.writeBigUInt64LE(0x1_4000_0000n + BigInt(rva));
      return bytes;
    };
    const at = Buffer.from(present.image).indexOf(pointer(0x4020));
    const stale = patched(present, at, ...pointer(0x4000));
    expect(explainDifferences(old, stale)).toContainEqual(
      expect.objectContaining({
        key: 'reloc.nav(main.table)+0x0',
        message: expect.stringContaining('RVA 0x4000') as string,
        cause: expect.stringContaining('main.a') as string,
      }),
    );
  });
});

describe('contents', () => {
  const snapshot = oracleSnapshot('import-growth', 4);

  it('of code are reported by instruction', () => {
    expect(explainPatch(snapshot, 0x1005, 0xcc)).toMatchObject([
      {
        key: 'bytes.nav(main.f0)+0x5',
        message: 'nav(main.f0)+0x5: ret → int 3',
        details: [expect.stringMatching(/^- 0x5 +c3 +ret$/), expect.stringMatching(/^\+ 0x5 +cc/)],
      },
    ]);
  });

  it('of code can say the same in other bytes', () => {
    const before = patched(snapshot, 0x1005, 0x89, 0xe5, 0xc3);
    expect(explainDifferences(before, patched(snapshot, 0x1005, 0x8b, 0xec, 0xc3))).toMatchObject([
      {
        key: 'bytes.nav(main.f0)+0x5',
        message: 'nav(main.f0)+0x5: mov ebp,esp, encoded otherwise',
      },
    ]);
  });

  it('of free space are reported by place in the section', () => {
    expect(keys(explainPatch(snapshot, 0x1500, 0x41, 0x42))).toEqual(['bytes.section.text+0x500']);
  });

  it('after the last section are an overlay', () => {
    const longer = { ...snapshot, image: Buffer.concat([snapshot.image, Buffer.from('abc')]) };
    const differences = explainDifferences(
      { ...snapshot, nodes: null },
      { ...longer, nodes: null },
    );
    expect(keys(differences)).toEqual(['file_size', 'bytes.overlay+0x0']);
  });
});

describe('any byte', () => {
  const snapshots = [
    oracleSnapshot('import-growth', 4),
    oracleSnapshot('pe32', 0),
    oracleSnapshot('pointer-tables', 1),
    { ...oracleSnapshot('import-growth', 4), nodes: null },
  ];

  mostlySlowTest.each(snapshots.map((snapshot, index) => [index, snapshot] as const))(
    'that is another makes a difference, whose place is named: image %i',
    (_index, snapshot) => {
      const { image } = snapshot;
      const place = fc.oneof(
        fc.nat({ max: 0x220 }),
        fc.nat({ max: image.length - 1 }),
        fc.constantFrom(...image.keys()).filter((at) => image[at] !== 0),
      );
      fc.assert(
        fc.property(place, fc.integer({ min: 1, max: 0xff }), (at, change) => {
          const differences = explainPatch(snapshot, at, (image[at] ?? 0) ^ change);
          expect(differences).not.toEqual([]);
          for (const { key } of differences) expect(key).toMatch(/^[a-z_]+(\.|$)/);
        }),
        { numRuns: runs(100) },
      );
    },
  );

  it('can be compared with any other, or none', () => {
    const { image } = oracleSnapshot('hello', 0);
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 0x300 }),
        fc.nat({ max: 0x400 }),
        fc.constantFrom(image, new Uint8Array()),
        (noise, at, base) => {
          const other = new Uint8Array(Math.max(base.length, at + noise.length));
          other.set(base);
          other.set(noise, at);
          const isSame = Buffer.compare(other, base) === 0;
          const differences = explainDifferences(
            { image: base, nodes: null },
            { image: other, nodes: null },
          );
          expect(differences.length === 0).toBe(isSame);
        },
      ),
    );
  });
});

describe('node dumps', () => {
  const snapshot = oracleSnapshot('import-growth', 4);
  const withDump = (from: string, to: string): Difference[] =>
    explainDifferences(snapshot, {
      ...snapshot,
      nodes: snapshot.nodes?.replace(from, to) ?? null,
    });

  test.each([
    ['index=17 ', 'index=99 ', ['node.nav(main.f1).index']],
    ['size=0x10 align=0x10', 'size=0x10 align=0x8', ['node.nav(main.f0).alignment']],
    ['(fn () void, main.f0)', '(fn () u8, main.f0)', ['node.nav(main.f0).type']],
    ['4d 5a 78', '4d 5a 79', ['node_dump']],
    ['size=0x3000', 'size=0x4000', ['node_dump']],
  ])('that differ alone: %s', (from, to, expected) => {
    expect(keys(withDump(from, to))).toEqual(expected);
  });
});
