import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as coff from '.';
import { resolve } from './testing/resolve';

interface Field {
  readonly name: string;
  readonly type: string;
  readonly offset?: number;
  readonly size?: number;
  readonly bitOffset?: number;
  readonly bits?: number;
}

/** A row of the listing of upstream's declarations: see testdata/README.md. */
type Row =
  | {
      readonly kind: 'struct';
      readonly name: string;
      readonly layout: 'auto' | 'extern' | 'packed';
      readonly size?: number;
      readonly fields: readonly Field[];
      readonly decls: readonly string[];
    }
  | {
      readonly kind: 'enum';
      readonly name: string;
      readonly tag: string;
      readonly exhaustive: boolean;
      readonly values: Readonly<Record<string, number>>;
      readonly decls: readonly string[];
    }
  | { readonly kind: 'union'; readonly name: string; readonly fields: readonly string[] }
  | { readonly kind: 'errors'; readonly name: string; readonly values: readonly string[] };

type StructRow = Extract<Row, { kind: 'struct' }>;
type EnumRow = Extract<Row, { kind: 'enum' }>;

const rows = readFileSync(join(__dirname, 'testdata/std-coff.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Row);
const structs = rows.filter((row): row is StructRow => row.kind === 'struct');
const enums = rows.filter((row): row is EnumRow => row.kind === 'enum');

/** `coff.Header.Flags` as this port has it. */
const ported = (name: string): unknown => resolve({ coff }, name);
const named = <T extends { readonly name: string }>(all: readonly T[]): (readonly [string, T])[] =>
  all.map((row) => [row.name, row] as const);

/** Names of Zig's anonymous types say nothing. */
const isAnonymous = (type: string): boolean => type.includes('__');

/** Rows that are classes or bare namespaces here: they have no layout. */
const WITHOUT_LAYOUT = new Set([
  'coff',
  'coff.ImportLookupEntry32',
  'coff.ImportLookupEntry64',
  'coff.Coff',
  'coff.Symtab',
  'coff.Symtab.Slice',
  'coff.Strtab',
  'coff.IMAGE',
  'coff.IMAGE.FILE',
  'coff.IMAGE.REL',
]);
const laidOut = structs.filter(({ name }) => !WITHOUT_LAYOUT.has(name));

test('the listing is whole', () => {
  expect(rows).toHaveLength(64);
  expect(new Set(rows.map(({ name }) => name)).size).toBe(64);
});

test.each(named(rows))('%s exists, with all of its declarations', (name, row) => {
  expect(ported(name)).toBeDefined();
  const decls = 'decls' in row ? row.decls : [];
  expect(decls.filter((decl) => ported(`${name}.${decl}`) === undefined)).toEqual([]);
});

test.each(named(laidOut.filter(({ layout }) => layout !== 'packed')))(
  '%s: fields, types, offsets and sizes',
  (name, row) => {
    const layout = ported(name) as coff.Layout<Record<string, coff.Codec<unknown>>>;
    expect(layout.type).toBe(name);
    expect(layout.fields.map((field) => field.name)).toEqual(row.fields.map((field) => field.name));
    // Symbols and their auxiliary records have no fixed layout in Zig, but 18 bytes in a file.
    expect(layout.SIZE).toBe(row.size ?? 18);
    for (const field of row.fields) {
      const found = layout.fields.find((each) => each.name === field.name);
      expect(found).toMatchObject({
        ...(field.offset === undefined ? {} : { offset: field.offset, size: field.size }),
        ...(isAnonymous(field.type) ? {} : { type: field.type }),
      });
      expect(layout.offsetOf(field.name)).toBe(found?.offset);
    }
  },
);

test.each(named(laidOut.filter(({ layout }) => layout === 'packed')))(
  '%s: bits and their types',
  (name, row) => {
    const packed = ported(name) as coff.Packed<Record<string, never>, number>;
    expect(packed.type).toBe(name);
    expect(packed.SIZE).toBe(row.size);
    expect(packed.fields.map((field) => field.name)).toEqual(row.fields.map((field) => field.name));
    for (const { type, ...place } of row.fields) {
      const found = packed.fields.find((each) => each.name === place.name);
      expect(found).toMatchObject(isAnonymous(type) ? place : { ...place, type });
    }
  },
);

test.each(named(enums))('%s: tags in order, and numbers', (name, row) => {
  const enumeration = ported(name) as coff.Enumeration<string, Record<string, number>>;
  expect(enumeration).toMatchObject({ type: name, bits: Number(row.tag.slice(1)) });
  expect(Object.entries(enumeration)).toEqual(Object.entries(row.values));
  for (const [tag, value] of Object.entries(row.values)) expect(enumeration.name(value)).toBe(tag);
});

test('coff.Error has the codes of the error set, and no others', () => {
  const row = rows.find(({ kind }) => kind === 'errors');
  const codes = Object.entries(coff.Error);
  expect(row).toMatchObject({ values: codes.map(([, code]) => code as unknown) });
  expect(codes.every(([key, code]) => key === code)).toBe(true);
});

test('coff.Symtab.Record has a layout for each of its tags', () => {
  const row = rows.find(({ kind }) => kind === 'union');
  expect(row).toMatchObject({ fields: Object.keys(coff.Symtab.Record) });
});

test('the readers have the fields of upstream', () => {
  const data = new Uint8Array(20);
  const readers = {
    'coff.Coff': coff.Coff.init(data, false),
    'coff.Symtab': new coff.Symtab(data),
    'coff.Symtab.Slice': new coff.Symtab(new Uint8Array(18)).slice(0, null),
    'coff.Strtab': new coff.Strtab(data),
  };
  for (const [name, reader] of Object.entries(readers)) {
    const row = structs.find((each) => each.name === name);
    const fields = row?.fields.map((field) => field.name).sort();
    expect(Object.keys(reader).sort()).toEqual(fields);
  }
});

test('the two magics are those of the optional header', () => {
  expect(coff.IMAGE_NT_OPTIONAL_HDR32_MAGIC).toBe(0x10b);
  expect(coff.IMAGE_NT_OPTIONAL_HDR64_MAGIC).toBe(0x20b);
  expect(coff.IMAGE_NUMBEROF_DIRECTORY_ENTRIES).toBe(16);
});
