import type { Codec, Infer } from './codec';
import { CoffError, type ErrorCode } from './error';

/** The layout table of a struct: each field with the codec that it is read and written by. */
type Fields = Readonly<Record<string, Codec<unknown>>>;

/** The record that a layout table reads and writes. */
type RecordOf<F extends Fields> = { -readonly [K in keyof F]: Infer<F[K]> };

/** Where a field of a struct lies. */
export interface FieldPlace {
  readonly name: string;
  /** The type's name in upstream's declarations. */
  readonly type: string;
  /** Bytes from the start of the struct. */
  readonly offset: number;
  /** Bytes. */
  readonly size: number;
}

export interface LayoutOptions {
  /** `SIZE` must come out as this, or the module does not load. */
  readonly size: number;
  /** Bytes that Zig rounds the size up to; 1 for a struct that has no padding in memory. */
  readonly alignment?: number;
  /** The error that a read gives where the bytes end too early. */
  readonly whenCut: ErrorCode;
}

/**
 * A Zig struct as bytes: one table of fields gives reading, writing, sizes and offsets. Fields lie
 * one after another without gaps, little-endian.
 */
export class Layout<F extends Fields> implements Codec<RecordOf<F>> {
  /**
   * Bytes of the struct in memory: Zig's `@sizeOf`. Two structs (`Relocation` and
   * `ImportHintNameEntry`) end with padding there which they have not in a file, see
   * {@link FILE_SIZE}.
   */
  readonly SIZE: number;
  /** Bytes in the file: those of the fields. Reading and writing touch so many. */
  readonly FILE_SIZE: number;
  /** In order. */
  readonly fields: readonly FieldPlace[];

  readonly #codecs: readonly (FieldPlace & { readonly codec: Codec<unknown> })[];
  /** A record with all fields, for copies: one that grows field by field takes twice as long. */
  readonly #blank: Readonly<Record<string, unknown>>;
  readonly #offsets: ReadonlyMap<string, number>;
  readonly #whenCut: ErrorCode;

  /** @param type the full name in upstream, for example `coff.Header` */
  constructor(
    readonly type: string,
    { size, alignment = 1, whenCut }: LayoutOptions,
    fields: F,
  ) {
    let offset = 0;
    this.#codecs = Object.entries(fields).map(([name, codec]) => {
      const place = { name, type: codec.type, offset, size: codec.size, codec };
      offset += codec.size;
      return place;
    });
    this.FILE_SIZE = offset;
    this.SIZE = Math.ceil(offset / alignment) * alignment;
    if (this.SIZE !== size) throw new Error(`${type}: ${this.SIZE} bytes instead of ${size}`);
    this.fields = this.#codecs.map((place) => ({
      name: place.name,
      type: place.type,
      offset: place.offset,
      size: place.size,
    }));
    this.#blank = Object.fromEntries(this.#codecs.map(({ name }) => [name, 0]));
    this.#offsets = new Map(this.#codecs.map((place) => [place.name, place.offset]));
    this.#whenCut = whenCut;
  }

  /** Bytes in the file, when the struct is a field of another. */
  get size(): number {
    return this.FILE_SIZE;
  }

  /** Bytes from the start of the struct to a field. */
  offsetOf(field: keyof F & string): number {
    return this.#offsets.get(field) as number;
  }

  /**
   * The struct at `offset` bytes of `bytes`.
   *
   * @param base what to add to offsets in errors, where `bytes` is a part of a file
   * @throws CoffError naming the first field that is not there in full
   */
  read(bytes: Uint8Array, offset = 0, base = 0): RecordOf<F> {
    this.#check(bytes, offset, base);
    return this.decode(viewOf(bytes), offset);
  }

  /**
   * Writes all fields, so {@link FILE_SIZE} bytes, at `offset` bytes of `bytes`.
   *
   * @throws CoffError if there is no room; nothing is written then
   * @throws RangeError if a value does not fit its field; those before it are written then
   */
  write(bytes: Uint8Array, offset: number, value: RecordOf<F>): void {
    this.#check(bytes, offset, 0);
    this.encode(viewOf(bytes), offset, value, this.#shortName);
  }

  decode(view: DataView, offset: number): RecordOf<F> {
    const record = { ...this.#blank };
    for (const { name, codec, offset: at } of this.#codecs) {
      record[name] = codec.decode(view, offset + at);
    }
    return record as RecordOf<F>;
  }

  encode(view: DataView, offset: number, value: RecordOf<F>, field: string): void {
    for (const { name, codec, offset: at } of this.#codecs) {
      codec.encode(view, offset + at, value[name], `${field}.${name}`);
    }
  }

  get #shortName(): string {
    return this.type.replace(/^coff\./, '');
  }

  #check(bytes: Uint8Array, offset: number, base: number): void {
    if (Number.isInteger(offset) && offset >= 0 && offset + this.FILE_SIZE <= bytes.length) return;
    const there = bytes.length - offset;
    const cut = this.fields.find((field) => !(field.offset + field.size <= there));
    const name = cut === undefined ? '' : `.${cut.name}`;
    throw new CoffError(this.#whenCut, {
      offset: base + offset + (cut?.offset ?? 0),
      field: this.#shortName + name,
      expected: `${this.FILE_SIZE} bytes from offset ${offset} of ${bytes.length}`,
    });
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
