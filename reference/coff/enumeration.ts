import { checkedUnsigned, u16, u32, u8, type Codec } from './codec';

declare const enumerationName: unique symbol;

/**
 * What makes the numbers of one enumeration another type than those of the next: in types alone.
 */
export interface EnumBrand<Name extends string> {
  readonly [enumerationName]: Name;
}

/**
 * A number of the enumeration called `Name`. The type is open, as a Zig enum with `_` is: every
 * number of the right width is a value of it, with or without a tag.
 */
export type EnumValue<Name extends string> = number & EnumBrand<Name>;

type TagTable = Readonly<Record<string, number>>;

type Tags<Name extends string, T extends TagTable> = {
  readonly [Tag in keyof T]: T[Tag] & EnumValue<Name>;
};

/** What every enumeration can do; not enumerable, so that its entries are its tags. */
interface EnumOperations<Name extends string, Tag> extends Codec<EnumValue<Name>> {
  /** Bits that a value takes. */
  readonly bits: number;
  /** The tag of a value, or undefined if it has none. */
  name(value: number): Tag | undefined;
  /**
   * The number as a value of this enumeration, tag or not (Zig: `@enumFromInt`).
   *
   * @throws RangeError if it does not fit the enumeration's bits
   */
  fromInt(value: number): EnumValue<Name>;
}

/** The same as a mapped type, which, unlike an interface, is a `Record<string, unknown>` too. */
type Operations<Name extends string, Tag> = Pick<
  EnumOperations<Name, Tag>,
  keyof EnumOperations<Name, Tag>
>;

/** A Zig `enum`: its tags as properties in the order of their declaration, and operations. */
export type Enumeration<Name extends string, T extends TagTable> = Tags<Name, T> &
  Operations<Name, keyof T & string>;

/**
 * Declares a Zig `enum`.
 *
 * @param type the full name in upstream, for example `coff.Subsystem`
 * @param bits of the tag type; one that is not 8, 16 or 32 can be in a packed struct only
 * @param tags every tag with its number
 */
export function enumeration<const Name extends string, const T extends TagTable>(
  type: Name,
  bits: number,
  tags: T,
): Enumeration<Name, T> {
  const names = new Map<number, keyof T & string>();
  for (const [tag, value] of Object.entries(tags)) {
    checkedUnsigned(value, bits, `${type}.${tag}`);
    if (names.has(value)) throw new Error(`${type}.${tag}: ${value} has a tag already`);
    names.set(value, tag);
  }
  const storage = [u8, u16, u32].find(({ size }) => size * 8 >= bits) ?? u32;
  const operations: Operations<Name, keyof T & string> = {
    type,
    bits,
    size: storage.size,
    name: (value) => names.get(value),
    fromInt: (value) => checkedUnsigned(value, bits, type) as EnumValue<Name>,
    decode: (view, offset) => storage.decode(view, offset) as EnumValue<Name>,
    encode: (view, offset, value, field) => {
      storage.encode(view, offset, checkedUnsigned(value, bits, field), field);
    },
  };
  const hidden = Object.entries<unknown>(operations).map(([key, value]) => [key, { value }]);
  return Object.defineProperties(
    { ...tags },
    Object.fromEntries(hidden) as PropertyDescriptorMap,
  ) as Enumeration<Name, T>;
}
