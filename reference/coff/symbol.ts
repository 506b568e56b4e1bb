import { byteArray, u32, u8, type Infer } from './codec';
import { enumeration, type EnumValue } from './enumeration';
import { Layout } from './layout';
import { SymType } from './symbol-type';
import { textUpToNul } from './text';

/**
 * The section that a symbol is in: its number from 1, or one of these.
 *
 * PE Format, 5.4.2 Section Number Values.
 */
export const SectionNumber = enumeration('coff.SectionNumber', 16, {
  /** In none of this object; a value other than 0 is the size of a common symbol. */
  UNDEFINED: 0,
  /** In none: the value is no address. */
  ABSOLUTE: 0xffff,
  /** In none: types, debug information, source files. */
  DEBUG: 0xfffe,
});
export type SectionNumber = EnumValue<'coff.SectionNumber'>;

/** What a symbol stands for, and so what its value means. PE Format, 5.4.4 Storage Class. */
export const StorageClass = enumeration('coff.StorageClass', 8, {
  /** The end of a function, for debugging. */
  END_OF_FUNCTION: 0xff,
  /** None. */
  NULL: 0,
  /** A variable on the stack; its value is the offset in the frame. */
  AUTOMATIC: 1,
  /** Known outside; undefined: its value is the size, else the offset in the section. */
  EXTERNAL: 2,
  /** Its value is the offset in the section; at 0, it may be the section itself. */
  STATIC: 3,
  /** Its value is the number of a register. */
  REGISTER: 4,
  /** Defined outside. */
  EXTERNAL_DEF: 5,
  /** A label; its value is the offset in the section. */
  LABEL: 6,
  UNDEFINED_LABEL: 7,
  /** Its value is the number of the member. */
  MEMBER_OF_STRUCT: 8,
  /** Its value is the number of the parameter. */
  ARGUMENT: 9,
  STRUCT_TAG: 10,
  /** Its value is the number of the member. */
  MEMBER_OF_UNION: 11,
  UNION_TAG: 12,
  TYPE_DEFINITION: 13,
  UNDEFINED_STATIC: 14,
  ENUM_TAG: 15,
  /** Its value is the number of the member. */
  MEMBER_OF_ENUM: 16,
  REGISTER_PARAM: 17,
  /** Its value is the number of the bit. */
  BIT_FIELD: 18,
  /** `.bb` or `.eb`; its value is an address of code. */
  BLOCK: 100,
  /** `.bf`, `.lf` (its value is a number of lines) or `.ef` (bytes of code). */
  FUNCTION: 101,
  END_OF_STRUCT: 102,
  /** A source file; auxiliary records hold its name. */
  FILE: 103,
  /** A section; Microsoft's tools use STATIC. */
  SECTION: 104,
  /** See {@link WeakExternalDefinition}. */
  WEAK_EXTERNAL: 105,
  /** A CLR token; its name is the number in hexadecimal. */
  CLR_TOKEN: 107,
});
export type StorageClass = EnumValue<'coff.StorageClass'>;

const layout = new Layout(
  'coff.Symbol',
  { size: 18, whenCut: 'InvalidPEHeader' },
  {
    /** UTF-8, padded with NULs; or four NULs and the offset of a string in the string table. */
    name: byteArray(8),
    /** By the storage class; mostly bytes from the start of the section. */
    value: u32,
    section_number: SectionNumber,
    type: SymType,
    storage_class: StorageClass,
    /** Auxiliary records that follow; indices of the symbol table count them. */
    number_of_aux_symbols: u8,
  },
);

export type Symbol = Infer<typeof layout>;

function hasLongName({ name }: Symbol): boolean {
  return name.subarray(0, 4).every((byte) => byte === 0);
}

/**
 * The name, or null if it is too long for the record: then {@link getNameOffset} says where it is.
 */
function getName(symbol: Symbol): string | null {
  return hasLongName(symbol) ? null : textUpToNul(symbol.name);
}

/** Where in the string table the name starts, in bytes; null if the record holds the name. */
function getNameOffset(symbol: Symbol): number | null {
  if (!hasLongName(symbol)) return null;
  return u32.decode(new DataView(symbol.name.buffer, symbol.name.byteOffset), 4);
}

/** Bytes of any record of the symbol table. */
function sizeOf(): number {
  return layout.FILE_SIZE;
}

/** A record of the symbol table. PE Format, 5.4 COFF Symbol Table. */
export const Symbol = Object.assign(layout, { sizeOf, getName, getNameOffset });
