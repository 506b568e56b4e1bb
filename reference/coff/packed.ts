import { checkedUnsigned, u16, u32, u64, u8, type Codec } from './codec';

/**
 * How a run of bits of a packed struct is shown: as a flag, a number, an enumeration or a union.
 */
export interface BitField<T, Init = T> {
  /** The type's name in upstream's declarations, for example `bool`, `u5` or `coff.DebugType`. */
  readonly type: string;
  /** 1 to 53. */
  readonly bits: number;
  /** The value that the field has where it is not given (Zig's default). */
  readonly default: Init;
  fromBits(bits: number): T;
  /** @throws RangeError if the value does not fit */
  toBits(value: Init, field: string): number;
}

/** One bit, as true or false. */
export const flag: BitField<boolean> = {
  type: 'bool',
  bits: 1,
  default: false,
  fromBits: (bits) => bits !== 0,
  toBits: Number,
};

/** An unsigned number of 1 to 53 bits. */
export function unsigned(bits: number, defaultValue = 0): BitField<number> {
  return {
    type: `u${bits}`,
    bits,
    default: defaultValue,
    fromBits: (value) => value,
    toBits: (value, field) => checkedUnsigned(value, bits, field),
  };
}

/** An enumeration; left out, it is the value 0. */
export function tagged<V extends number>(enumeration: {
  readonly type: string;
  readonly bits: number;
  fromInt(value: number): V;
}): BitField<V> {
  const { type, bits } = enumeration;
  return {
    type,
    bits,
    default: enumeration.fromInt(0),
    fromBits: (value) => enumeration.fromInt(value),
    toBits: (value, field) => checkedUnsigned(value, bits, field),
  };
}

type BitFields = Readonly<Record<string, BitField<unknown>>>;

type ValueOf<F> = F extends { fromBits(bits: number): infer T } ? T : never;
type InitOf<F> = F extends { readonly default: infer I } ? I : never;

type Values<F extends BitFields> = { -readonly [K in keyof F]: ValueOf<F[K]> };
type Inits<F extends BitFields> = { readonly [K in keyof F]?: InitOf<F[K]> };

/**
 * A packed union: the same bits under several names. Reading gives all of them; to write, give one
 * (or several that agree).
 */
export function bitUnion<const F extends BitFields>(
  type: string,
  views: F,
): BitField<Values<F>, Inits<F>> {
  const entries = Object.entries<BitField<unknown>>(views);
  const bits = Math.max(...entries.map(([, view]) => view.bits));
  return {
    type,
    bits,
    default: {},
    fromBits: (value) =>
      Object.fromEntries(entries.map(([name, view]) => [name, view.fromBits(value)])) as Values<F>,
    toBits(value, field) {
      const given = entries
        .filter(([name]) => value[name] !== undefined)
        .map(([name, view]) => view.toBits(value[name], `${field}.${name}`));
      if (given.some((each) => each !== given[0])) {
        throw new RangeError(`${field}: its names are one field, but were given unlike values`);
      }
      return given[0] ?? 0;
    },
  };
}

/** Where a field of a packed struct lies, as upstream's declaration has it. */
export interface BitPlace {
  readonly name: string;
  readonly type: string;
  /** Bits from the least significant one. */
  readonly bitOffset: number;
  readonly bits: number;
}

/**
 * A Zig `packed struct`. Its value is a plain record of all of its fields, the reserved ones
 * included: no bit is lost on the way from the integer to the record and back.
 */
export interface Packed<F extends BitFields, Int extends number | bigint> extends Codec<Values<F>> {
  /** Bytes of the integer. */
  readonly SIZE: number;
  readonly fields: readonly BitPlace[];
  /**
   * A value with the given fields, all others at their defaults: `Flags.init({ DLL: true })`. To
   * change one: `Flags.init({ ...flags, DLL: false })`.
   *
   * @throws RangeError if a field does not fit its bits
   */
  init(given?: Inits<F>): Values<F>;
  /**
   * The integer that the fields make up; left-out ones count as their defaults.
   *
   * @throws RangeError if a field does not fit its bits
   */
  toInt(value: Inits<F>): Int;
  /**
   * The fields of an integer; the inverse of `toInt`.
   *
   * @throws RangeError if it is wider than the struct
   */
  fromInt(int: Int): Values<F>;
}

/**
 * Declares a packed struct of 8, 16 or 32 bits, whose integer is a number.
 *
 * @param type the full name in upstream
 * @param fields all of the bits, from the least significant one
 */
export function packed<const F extends BitFields>(
  type: string,
  bits: 8 | 16 | 32,
  fields: F,
): Packed<F, number> {
  const storage = { 8: u8, 16: u16, 32: u32 }[bits];
  const places = placesOf(fields);
  const blank = blankOf(places);
  return makePacked(type, storage, places, {
    toInt: Number,
    checked: (int) => checkedUnsigned(int, bits, type),
    unpack: (int) => valuesOf(places, blank, (place) => bitsOf(int, place)),
  });
}

/** Declares a packed struct of 64 bits, whose integer is a bigint. See {@link packed}. */
export function packed64<const F extends BitFields>(type: string, fields: F): Packed<F, bigint> {
  const places = placesOf(fields);
  const blank = blankOf(places);
  return makePacked(type, u64, places, {
    toInt: (int) => int,
    checked(int) {
      if (BigInt.asUintN(64, int) !== int) throw new RangeError(`${type}: ${int} is not a u64`);
      return int;
    },
    unpack: (int) => valuesOf(places, blank, ({ shift, mask }) => Number((int >> shift) & mask)),
  });
}

interface Place extends BitPlace {
  readonly shift: bigint;
  readonly mask: bigint;
  readonly field: BitField<unknown>;
}

/** How an integer of one width becomes bits, and bits become its fields. */
interface Integer<F extends BitFields, Int extends number | bigint> {
  readonly toInt: (int: bigint) => Int;
  /** @throws RangeError if it is wider than the struct */
  readonly checked: (int: Int) => Int;
  /** The fields of an integer that is no wider than the struct. */
  readonly unpack: (int: Int) => Values<F>;
}

function makePacked<F extends BitFields, Int extends number | bigint>(
  type: string,
  storage: Codec<Int>,
  places: readonly Place[],
  { toInt, checked, unpack }: Integer<F, Int>,
): Packed<F, Int> {
  const last = places.at(-1);
  const covered = last === undefined ? 0 : last.bitOffset + last.bits;
  if (covered !== storage.size * 8) {
    throw new Error(`${type}: fields cover ${covered} of ${storage.size * 8} bits`);
  }
  const pack = (value: Inits<F>, name: string): bigint =>
    places.reduce((int, place) => {
      const given = value[place.name] ?? place.field.default;
      const bits = place.field.toBits(given, `${name}.${place.name}`);
      return int | (BigInt(bits) << place.shift);
    }, 0n);
  return {
    type,
    size: storage.size,
    SIZE: storage.size,
    fields: places.map(({ name, type: fieldType, bitOffset, bits }) => ({
      name,
      type: fieldType,
      bitOffset,
      bits,
    })),
    init: (given = {}) => unpack(toInt(pack(given, type))),
    toInt: (value) => toInt(pack(value, type)),
    fromInt: (int) => unpack(checked(int)),
    decode: (view, offset) => unpack(storage.decode(view, offset)),
    encode: (view, offset, value, field) => {
      storage.encode(view, offset, toInt(pack(value as Inits<F>, field)), field);
    },
  };
}

function valuesOf<F extends BitFields>(
  places: readonly Place[],
  blank: Readonly<Record<string, unknown>>,
  bits: (place: Place) => number,
): Values<F> {
  const values = { ...blank };
  for (const place of places) values[place.name] = place.field.fromBits(bits(place));
  return values as Values<F>;
}

/** A record with all fields, for copies: one that grows field by field takes twice as long. */
function blankOf(places: readonly Place[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(places.map(({ name }) => [name, 0]));
}

/** Bits of an integer of 32 bits or less. A bigint would take ten times as long. */
function bitsOf(int: number, { bitOffset, bits }: BitPlace): number {
  return ((int >>> bitOffset) & (2 ** bits - 1)) >>> 0;
}

function placesOf(fields: Readonly<Record<string, BitField<unknown>>>): Place[] {
  let bitOffset = 0;
  return Object.entries(fields).map(([name, field]) => {
    const { type, bits } = field;
    const mask = (1n << BigInt(bits)) - 1n;
    const place = { name, type, bits, bitOffset, shift: BigInt(bitOffset), mask, field };
    bitOffset += bits;
    return place;
  });
}
