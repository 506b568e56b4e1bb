import type { Machine } from '../../../reference';

/** What a relocated field contains. */
export type FieldKind = 'address' | 'rva' | 'distance' | 'section' | 'section-offset';

/** How a relocation type fills its field. */
export interface FieldType {
  readonly kind: FieldKind;
  /** Bytes. */
  readonly width: 2 | 4 | 8;
  /** For a distance: bytes from the start of the field to where the distance begins. */
  readonly origin: number;
}

const field = (kind: FieldKind, width: FieldType['width'], origin = 0): FieldType => ({
  kind,
  width,
  origin,
});

/** PE Format, 5.2.1 Type Indicators: those of x64 and i386 that have a meaning in an image. */
const FIELD_TYPES: Readonly<Record<Machine, Readonly<Record<string, FieldType>>>> = {
  AMD64: {
    ADDR64: field('address', 8),
    ADDR32: field('address', 4),
    ADDR32NB: field('rva', 4),
    REL32: field('distance', 4, 4),
    REL32_1: field('distance', 4, 5),
    REL32_2: field('distance', 4, 6),
    REL32_3: field('distance', 4, 7),
    REL32_4: field('distance', 4, 8),
    REL32_5: field('distance', 4, 9),
    SECTION: field('section', 2),
    SECREL: field('section-offset', 4),
  },
  I386: {
    DIR16: field('address', 2),
    REL16: field('distance', 2, 2),
    DIR32: field('address', 4),
    DIR32NB: field('rva', 4),
    REL32: field('distance', 4, 4),
    SECTION: field('section', 2),
    SECREL: field('section-offset', 4),
  },
};

/** How a relocation type fills its field; null if it fills none, or cannot be judged. */
export function fieldType(machine: Machine, name: string): FieldType | null {
  const types = FIELD_TYPES[machine];
  return Object.hasOwn(types, name) ? (types[name] ?? null) : null;
}

/** Where a target lies, for the value of a field. */
export interface FieldTarget {
  readonly rva: number;
  /** Number of its section, from 1. */
  readonly section: number;
  /** RVA of its section. */
  readonly sectionStart: number;
}

/**
 * The value that a field must have, as an unsigned number of its width.
 * @param at RVA of the field
 * @param imageBase preferred address of the image
 */
export function fieldValue(
  { kind, width, origin }: FieldType,
  at: number,
  target: FieldTarget,
  addend: number,
  imageBase: bigint,
): bigint {
  const rva = BigInt(target.rva) + BigInt(addend);
  const value = {
    address: imageBase + rva,
    rva,
    distance: rva - BigInt(at + origin),
    section: BigInt(target.section),
    'section-offset': rva - BigInt(target.sectionStart),
  }[kind];
  return BigInt.asUintN(width * 8, value);
}

/** The RVA that a field leads to, without its addend; null if its kind does not say. */
export function fieldTargetRva(
  { kind, width, origin }: FieldType,
  at: number,
  value: bigint,
  addend: number,
  imageBase: bigint,
): number | null {
  const signed = BigInt.asIntN(width * 8, value);
  const rva = {
    address: value - imageBase,
    rva: value,
    distance: signed + BigInt(at + origin),
    section: null,
    'section-offset': null,
  }[kind];
  return rva === null ? null : Number(BigInt.asUintN(32, rva - BigInt(addend)));
}
