import { coff } from '../../../reference';
import { findRunner } from '../../system/find-runner';
import { WINE_PATIENCE } from '../../testing/wine-patience';
import { checkImage } from '../check/check-image';
import { importedNames } from './testing/every-reader';
import { Data, smallHeadersEnd, smallImage, type SmallSection } from './testing/small-image';

/** Milliseconds: Wine makes a prefix at first. */
const LONG = 300_000;

const found = findRunner({ patience: WINE_PATIENCE });
const runner = found.kind === 'none' ? null : found;

afterAll(async () => {
  await runner?.stop();
}, LONG);

const { IMPORT } = coff.DirectoryEntry;

/** File offset of the optional header. */
const OPTIONAL = 0x40 + 4 + coff.Header.SIZE;

/** `sub rsp, 28h`, `mov ecx, 7`, `call [slot]`, with the slot of ExitProcess. */
function code(slot: number): SmallSection {
  const data = new Data(0x200);
  data.bytes.set(Buffer.from('4883ec28b907000000ff15', 'hex'));
  data.u32(11, slot - 0x100f);
  return { name: '.text', start: 0x1000, virtualSize: 0x200, data: data.bytes };
}

/** The import tables of ExitProcess, at an RVA. */
function tables(rva: number, size = 0x200): Data {
  return new Data(size)
    .u32(0, rva + 0x40, 0, 0, rva + 0x80, rva + 0x60)
    .u64(0x40, BigInt(rva + 0xa0), 0n)
    .u64(0x60, BigInt(rva + 0xa0), 0n)
    .text(0x80, 'kernel32.dll')
    .text(0xa2, 'ExitProcess');
}

interface Program {
  readonly sections?: readonly SmallSection[];
  readonly directory?: number;
  readonly afterHeaders?: Uint8Array;
}

const IDATA: SmallSection = {
  name: '.idata',
  start: 0x2000,
  virtualSize: 0x200,
  data: tables(0x2000).bytes,
};

/** A program that exits with 7, and imports what it needs for that. */
function program({
  sections = [code(0x2060), IDATA],
  directory = 0x2000,
  ...more
}: Program = {}): Uint8Array {
  const bytes = smallImage({
    sections,
    directories: new Map([[IMPORT, [directory, 40]]]),
    ...more,
  });
  const view = new DataView(bytes.buffer);
  view.setUint32(OPTIONAL + 16, 0x1000, true);
  view.setUint16(OPTIONAL + 40, 6, true);
  view.setUint16(OPTIONAL + 48, 6, true);
  view.setUint16(OPTIONAL + 68, coff.Subsystem.WINDOWS_CUI, true);
  for (const at of [72, 80, 88, 96]) view.setBigUint64(OPTIONAL + at, 0x10_0000n, true);
  return bytes;
}

/** The program with a field of a section changed, in a row of the table from 0. */
function withSection(
  row: number,
  field: 'virtual_size' | 'pointer_to_raw_data' | 'size_of_raw_data',
  value: number,
): Uint8Array {
  const bytes = program();
  const at = smallHeadersEnd(row) + coff.SectionHeader.offsetOf(field);
  new DataView(bytes.buffer).setUint32(at, value, true);
  return bytes;
}

function named(name: string): Uint8Array {
  return program({ sections: [code(0x2060), { ...IDATA, name }] });
}

/** A row of the import directory that starts in one section and ends in the next. */
function rowAcrossSections(): Uint8Array {
  const row = tables(0x3000).bytes.subarray(0, 40);
  const first = new Uint8Array(0x1000);
  first.set(row.subarray(0, 8), 0xff8);
  const second = tables(0x3000);
  second.bytes.set(row.subarray(8));
  return program({
    sections: [
      code(0x3060),
      { name: '.first', start: 0x2000, virtualSize: 0x1000, data: first },
      { name: '.second', start: 0x3000, virtualSize: 0x200, data: second.bytes },
    ],
    directory: 0x2ff8,
  });
}

/** The tables in the second page of a section that has but one. */
function beyondLastPage(): Uint8Array {
  const data = new Uint8Array(0x1200);
  data.set(tables(0x3000).bytes, 0x1000);
  return program({
    sections: [code(0x3060), { name: '.idata', start: 0x2000, virtualSize: 0x10, data }],
    directory: 0x3000,
  });
}

function withOptionalSize(size: number): Uint8Array {
  const bytes = program();
  new DataView(bytes.buffer).setUint16(0x40 + 4 + 16, size, true);
  return bytes;
}

/** With bytes after the last section, so that raw data which is read further is in the file. */
function longer(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from([...bytes, ...new Uint8Array(0x200)]);
}

interface Variant {
  readonly bytes: Uint8Array;
  /** Whether the readers find the import. */
  readonly isRead: boolean;
  /** The rules that it does not keep, with their grades; what follows from the first is left out. */
  readonly rules: readonly string[];
  /** Whether Wine runs it; if not, what it does instead. */
  readonly wine: 'runs it' | 'does not start it' | 'crashes in it';
}

const good = (bytes: Uint8Array, ...rules: readonly string[]): Variant => ({
  bytes,
  isRead: true,
  rules,
  wine: 'runs it',
});

const VARIANTS: Readonly<Record<string, Variant>> = {
  'an ordinary image': good(program()),
  'raw data at a pointer one above a multiple of 512': good(
    longer(withSection(1, 'pointer_to_raw_data', 0x401)),
    'broken section-raw-data-aligned',
  ),
  'raw data at a pointer one below the next multiple of 512': good(
    longer(withSection(1, 'pointer_to_raw_data', 0x5ff)),
    'broken section-raw-data-aligned',
  ),
  'code at a pointer that is no multiple of 512': good(
    longer(withSection(0, 'pointer_to_raw_data', 0x210)),
    'broken section-raw-data-aligned',
    'unusual section-raw-data-disjoint',
  ),
  'raw data whose size is no multiple of 512': good(
    withSection(1, 'size_of_raw_data', 0x1f1),
    'broken section-raw-size-aligned',
  ),
  'raw data that ends after the file': {
    ...good(withSection(1, 'size_of_raw_data', 0x1000), 'broken section-raw-data-in-file'),
    wine: 'does not start it',
  },
  'tables after virtual_size, in the last page': good(withSection(1, 'virtual_size', 0x10)),
  'code after virtual_size, in the last page': good(withSection(0, 'virtual_size', 1)),
  'a virtual_size of 0': good(withSection(1, 'virtual_size', 0)),
  'tables in the raw data after the last page': {
    bytes: beyondLastPage(),
    isRead: false,
    rules: ['broken directory-in-section'],
    wine: 'crashes in it',
  },
  'a directory in the headers': good(
    program({
      afterHeaders: new Data(40).u32(0, 0x2040, 0, 0, 0x2080, 0x2060).bytes,
      directory: smallHeadersEnd(2),
    }),
  ),
  'the name of a DLL in the headers': good(
    program({
      sections: [
        code(0x2060),
        { ...IDATA, data: tables(0x2000).u32(12, smallHeadersEnd(2)).bytes },
      ],
      afterHeaders: new Data(0x20).text(0, 'kernel32.dll').bytes,
    }),
  ),
  'a row across two sections': good(rowAcrossSections()),
  // The section table is then where the fields of the optional header are.
  'an optional header whose size is 0': {
    bytes: withOptionalSize(0),
    isRead: false,
    rules: ['broken optional-header-size'],
    wine: 'does not start it',
  },
  'an optional header without room for its directories': {
    bytes: withOptionalSize(0x70),
    isRead: false,
    rules: ['broken optional-header-size'],
    wine: 'does not start it',
  },
  'an optional header with more room, and no section table after it': {
    bytes: withOptionalSize(0xf8),
    isRead: false,
    rules: ['unusual optional-header-room'],
    wine: 'crashes in it',
  },
  'a section called /4, without a string table': good(named('/4')),
  'a section called /9999999, without a string table': good(named('/9999999')),
  'a section called /four': good(named('/four')),
  'a section called //AAAAAE, without a string table': good(named('//AAAAAE')),
};

/** Exit codes by what Wine does. */
const EXIT_CODES = { 'runs it': 7, 'does not start it': 1, 'crashes in it': 5 } as const;

async function expectFromWine(bytes: Uint8Array, code: number): Promise<void> {
  const { exitCode, timedOut } = await (runner as NonNullable<typeof runner>).run(bytes);
  expect({ exitCode, timedOut }).toEqual({ exitCode: code, timedOut: false });
}

describe.each(Object.entries(VARIANTS))('%s', (_name, { bytes, isRead, rules, wine }) => {
  it('is read alike by all that read imports', () => {
    const imports = isRead ? ['kernel32.dll!ExitProcess'] : [];
    expect(importedNames(bytes)).toEqual({ inspect: imports, diff: imports, meaning: imports });
  });

  it('is judged by check as the format and the loader have it', () => {
    const all = checkImage(bytes).map(({ grade, rule }) => `${grade} ${rule}`);
    const shown = isRead ? [...new Set(all)] : all.slice(0, 1);
    expect(shown).toEqual(rules);
  });

  const test = runner === null ? it.skip : it;
  test(`Wine ${wine}`, () => expectFromWine(bytes, EXIT_CODES[wine]), LONG);
});
