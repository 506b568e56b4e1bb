import { coff } from '../../reference';
import type { DumpNode } from '../image/node-dump/parse-node-dump';

/** A field of a structure in the image. */
export interface Field {
  /** File offset. */
  readonly at: number;
  /** Bytes. */
  readonly size: number;
  /** Its name in std.coff, after that of its structure: "Header.machine". */
  readonly name: string;
  /** What it holds, as text. */
  readonly value: string;
  /** The address in memory that it holds; null if it holds none. */
  readonly rva: number | null;
}

/** Fields whose number is an address in memory. */
const ADDRESS = /(?:_rva|virtual_address|address_of_entry_point)$/;

interface FieldPlace {
  readonly name: string;
  readonly offset: number;
  readonly size: number;
}

interface Structure {
  readonly name: string;
  readonly fields: readonly FieldPlace[];
}

/** The bytes of an entry of the import lookup and address tables. */
export type AddressSize = 4 | 8;

/** The fields of a node, if it has a structure: headers and import tables. */
export function fieldsOf(
  node: DumpNode,
  image: Uint8Array,
  addressSize: AddressSize,
): readonly Field[] {
  const { fileOffset: at, size } = node;
  const optional = addressSize === 8 ? coff.OptionalHeader['PE32+'] : coff.OptionalHeader.PE32;
  switch (node.tag) {
    case 'coff_header':
      return read({ name: 'Header', fields: coff.Header.fields }, at, image);
    case 'optional_header':
      return [
        ...read({ name: 'OptionalHeader', fields: coff.OptionalHeader.fields }, at, image),
        ...read(
          {
            name: addressSize === 8 ? 'PE32+' : 'PE32',
            fields: optional.fields.filter(({ name }) => name !== 'standard'),
          },
          at,
          image,
        ),
      ];
    case 'data_directories':
      return rows(at, size, coff.ImageDataDirectory.SIZE, (start, index) =>
        read(
          {
            name: coff.DirectoryEntry.name(index) ?? `directory ${index}`,
            fields: coff.ImageDataDirectory.fields,
          },
          start,
          image,
        ),
      );
    case 'section_table':
      return rows(at, size, coff.SectionHeader.SIZE, (start) =>
        read({ name: textAt(image, start, 8), fields: coff.SectionHeader.fields }, start, image),
      );
    case 'import_directory_table':
      return rows(at, size, coff.ImportDirectoryEntry.SIZE, (start, index) =>
        read({ name: `entry ${index}`, fields: coff.ImportDirectoryEntry.fields }, start, image),
      );
    case 'import_lookup_table':
    case 'import_address_table':
      return rows(at, size, addressSize, (start, index) => [
        {
          at: start,
          size: addressSize,
          name: `entry ${index}`,
          value: numberAt(image, start, addressSize),
          rva: rvaAt(image, start),
        },
      ]);
    case 'import_hint_name_table':
      return hintNames(at, size, image);
    default:
      return [];
  }
}

function rows(
  at: number,
  size: number,
  rowSize: number,
  fields: (start: number, index: number) => readonly Field[],
): readonly Field[] {
  const found: Field[] = [];
  for (let index = 0; (index + 1) * rowSize <= size; index += 1) {
    found.push(...fields(at + index * rowSize, index));
  }
  return found;
}

function read({ name, fields }: Structure, start: number, image: Uint8Array): readonly Field[] {
  return fields.map((field) => ({
    at: start + field.offset,
    size: field.size,
    name: `${name}.${field.name}`,
    value:
      field.name === 'name'
        ? textAt(image, start + field.offset, field.size)
        : numberAt(image, start + field.offset, field.size),
    rva: ADDRESS.test(field.name) ? rvaAt(image, start + field.offset) : null,
  }));
}

/** The name of the DLL, then a hint and a name for each function, at even addresses. */
function hintNames(start: number, size: number, image: Uint8Array): readonly Field[] {
  const found: Field[] = [];
  const end = Math.min(start + size, image.length);
  let at = start;
  const addName = (name: string): void => {
    const nul = image.indexOf(0, at);
    const length = (nul < 0 || nul >= end ? end : nul + 1) - at;
    found.push({ at, size: length, name, value: textAt(image, at, length), rva: null });
    at += length + (length % 2);
  };
  addName('name of the DLL');
  while (at + 2 < end && image[at + 2] !== 0) {
    found.push({ at, size: 2, name: 'hint', value: numberAt(image, at, 2), rva: null });
    at += 2;
    addName('name');
  }
  return found;
}

/** An address of 32 bits; null for 0, which means none. */
function rvaAt(image: Uint8Array, at: number): number | null {
  const rva = Number(numberAt(image, at, 4));
  return rva === 0 ? null : rva;
}

function numberAt(image: Uint8Array, at: number, size: number): string {
  let value = 0n;
  for (let i = size - 1; i >= 0; i -= 1) value = (value << 8n) | BigInt(image[at + i] ?? 0);
  return `0x${value.toString(16)}`;
}

function textAt(image: Uint8Array, at: number, size: number): string {
  const bytes = image.subarray(at, at + size);
  const nul = bytes.indexOf(0);
  return new TextDecoder().decode(nul < 0 ? bytes : bytes.subarray(0, nul));
}
