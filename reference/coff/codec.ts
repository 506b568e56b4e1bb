/**
 * How one field of a struct lies in the bytes: its width, its name in Zig, and how to read and
 * write it. Everything is little-endian. Bounds are the caller's business: a codec is asked only
 * for bytes that are there.
 */
export interface Codec<T> {
  /** The type's name in upstream's declarations, for example `u16` or `coff.Header.Flags`. */
  readonly type: string;
  /** Bytes in the file. */
  readonly size: number;
  decode(view: DataView, offset: number): T;
  /**
   * @param field what to call the field in an error
   * @throws RangeError if the value does not fit
   */
  encode(view: DataView, offset: number, value: T, field: string): void;
}

/** The value that a codec (or a layout, an enumeration, a packed struct) reads and writes. */
export type Infer<C> = C extends Codec<infer T> ? T : never;

export const u8: Codec<number> = {
  type: 'u8',
  size: 1,
  decode: (view, offset) => view.getUint8(offset),
  encode(view, offset, value, field) {
    view.setUint8(offset, checkedUnsigned(value, 8, field));
  },
};

export const u16: Codec<number> = {
  type: 'u16',
  size: 2,
  decode: (view, offset) => view.getUint16(offset, true),
  encode(view, offset, value, field) {
    view.setUint16(offset, checkedUnsigned(value, 16, field), true);
  },
};

export const u32: Codec<number> = {
  type: 'u32',
  size: 4,
  decode: (view, offset) => view.getUint32(offset, true),
  encode(view, offset, value, field) {
    view.setUint32(offset, checkedUnsigned(value, 32, field), true);
  },
};

/** The one width that is a bigint: a number is exact up to 53 bits only. */
export const u64: Codec<bigint> = {
  type: 'u64',
  size: 8,
  decode: (view, offset) => view.getBigUint64(offset, true),
  encode(view, offset, value, field) {
    if (value < 0n || value >> 64n !== 0n) throw new RangeError(`${field}: ${value} is not a u64`);
    view.setBigUint64(offset, value, true);
  },
};

/** `[length]u8`: bytes without meaning of their own here. Reading gives a copy. */
export function byteArray(length: number): Codec<Uint8Array> {
  return {
    type: `[${length}]u8`,
    size: length,
    decode: (view, offset) => new Uint8Array(view.buffer, view.byteOffset + offset, length).slice(),
    encode(view, offset, value, field) {
      if (value.length !== length) {
        throw new RangeError(`${field}: ${value.length} bytes are not a [${length}]u8`);
      }
      new Uint8Array(view.buffer, view.byteOffset + offset, length).set(value);
    },
  };
}

/**
 * `value`, if it is a whole number of at most `bits` bits (53 or less).
 *
 * @throws RangeError if not; a silent wrap would corrupt what is written
 */
export function checkedUnsigned(value: number, bits: number, field: string): number {
  if (Number.isInteger(value) && value >= 0 && value < 2 ** bits) return value;
  throw new RangeError(`${field}: ${value} is not a u${bits}`);
}
