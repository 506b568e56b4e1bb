import type { Infer } from './codec';
import { enumeration, type EnumValue } from './enumeration';
import { packed, tagged } from './packed';

/** The simple type of a symbol. PE Format, 5.4.3 Type Representation. */
export const BaseType = enumeration('coff.BaseType', 8, {
  /** None or unknown. */
  NULL: 0,
  VOID: 1,
  /** 1 byte, signed. */
  CHAR: 2,
  /** 2 bytes, signed. */
  SHORT: 3,
  /** 4 bytes on Windows, signed. */
  INT: 4,
  /** 4 bytes, signed. */
  LONG: 5,
  /** 4 bytes. */
  FLOAT: 6,
  /** 8 bytes. */
  DOUBLE: 7,
  STRUCT: 8,
  UNION: 9,
  ENUM: 10,
  /** A member of an enumeration. */
  MOE: 11,
  /** 1 byte, unsigned. */
  BYTE: 12,
  /** 2 bytes, unsigned. */
  WORD: 13,
  /** 4 bytes on Windows, unsigned. */
  UINT: 14,
  /** 4 bytes, unsigned. */
  DWORD: 15,
});
export type BaseType = EnumValue<'coff.BaseType'>;

/** What is made of the simple type. PE Format, 5.4.3 Type Representation. */
export const ComplexType = enumeration('coff.ComplexType', 8, {
  /** Nothing: a scalar. */
  NULL: 0,
  POINTER: 16,
  FUNCTION: 32,
  ARRAY: 48,
});
export type ComplexType = EnumValue<'coff.ComplexType'>;

/**
 * A symbol's type. As upstream has it: the low byte is called the complex type, and its tags are
 * multiples of 16, so that the 0x20 of Microsoft's tools is a FUNCTION.
 *
 * PE Format, 5.4.3 Type Representation.
 */
export const SymType = packed('coff.SymType', 16, {
  complex_type: tagged(ComplexType),
  base_type: tagged(BaseType),
});
export type SymType = Infer<typeof SymType>;
