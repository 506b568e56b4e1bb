import { enumeration, type EnumValue } from './enumeration';
import { CoffError } from './error';
import { Symbol } from './symbol';
import {
  DebugInfoDefinition,
  FileDefinition,
  FunctionDefinition,
  SectionDefinition,
  WeakExternalDefinition,
} from './symbol-aux';

/** How to read a record: what it is, its neighbours say (the symbol before an auxiliary record). */
const Tag = enumeration('coff.Symtab.Tag', 3, {
  symbol: 0,
  debug_info: 1,
  func_def: 2,
  weak_ext: 3,
  file_def: 4,
  sect_def: 5,
});
type Tag = EnumValue<'coff.Symtab.Tag'>;

/** The layout of each kind of record. */
const layouts = {
  symbol: Symbol,
  debug_info: DebugInfoDefinition,
  func_def: FunctionDefinition,
  weak_ext: WeakExternalDefinition,
  file_def: FileDefinition,
  sect_def: SectionDefinition,
};
type Kind = keyof typeof layouts;

/** A record of one kind: its tag, and its fields under the name of the tag, as in Zig's union. */
type RecordOf<K extends Kind> = { readonly tag: K } & {
  readonly [Name in K]: ReturnType<(typeof layouts)[Name]['read']>;
};

/** What a tag's number reads: one kind, or any if the number is not known before it runs. */
type RecordFor<T extends Tag> = {
  [K in Kind]: (typeof Tag)[K] extends T ? RecordOf<K> : never;
}[Kind];

/** Bytes of every record, symbol or auxiliary. */
const RECORD_SIZE = Symbol.sizeOf();

/** Symbols one after another. PE Format, 5.4 COFF Symbol Table. */
class Slice {
  /** Records given out. */
  count = 0;

  /**
   * @param buffer the records that are left
   * @param num records of the whole slice
   */
  constructor(
    public buffer: Uint8Array,
    readonly num: number,
  ) {}

  /**
   * The next record, read as a symbol (auxiliary records, too: skip `number_of_aux_symbols` of
   * them), or null after the last.
   *
   * @throws CoffError `InvalidPEHeader` if the buffer had fewer than `num` records, which only a
   * slice made by hand can have; its offset counts from the slice's start
   */
  next(): Symbol | null {
    if (this.count >= this.num) return null;
    const symbol = Symbol.read(this.buffer, 0, this.count * RECORD_SIZE);
    this.count += 1;
    this.buffer = this.buffer.subarray(RECORD_SIZE);
    return symbol;
  }
}

/**
 * The symbol table of an object: symbols, each with its auxiliary records after it.
 *
 * PE Format, 5.4 COFF Symbol Table and 5.5 Auxiliary Symbol Records.
 */
export class Symtab {
  static readonly Tag = Tag;
  /** The layout that reads and writes the record of each tag. */
  static readonly Record = layouts;
  static readonly Slice = Slice;

  readonly #fileOffset: number;

  /**
   * @param buffer all records and nothing else
   * @param fileOffset where `buffer` starts in the file, for errors
   */
  constructor(
    readonly buffer: Uint8Array,
    fileOffset = 0,
  ) {
    this.#fileOffset = fileOffset;
  }

  /**
   * The number of records, auxiliary ones included.
   *
   * @throws CoffError `InvalidPEHeader` if the last one is cut short
   */
  len(): number {
    const rest = this.buffer.length % RECORD_SIZE;
    if (rest !== 0) {
      throw this.#error(this.buffer.length - rest, `${RECORD_SIZE} bytes for each record`);
    }
    return this.buffer.length / RECORD_SIZE;
  }

  /**
   * The record at an index, read as what `tag` says: `symtab.at(1, Symtab.Tag.sect_def).sect_def`.
   *
   * @throws CoffError `InvalidPEHeader` if there is no such record
   * @throws RangeError if the tag is none of `Symtab.Tag`
   */
  at<T extends Tag>(index: number, tag: T): RecordFor<T> {
    const kind = Tag.name(tag);
    if (kind === undefined) throw new RangeError(`Symtab.Tag: ${tag} is not a tag`);
    if (!Number.isInteger(index)) throw this.#error(0, `the index of a record instead of ${index}`);
    const record = layouts[kind].read(this.buffer, index * RECORD_SIZE, this.#fileOffset);
    return { tag: kind, [kind]: record } as RecordFor<T>;
  }

  /**
   * The symbols from `start` up to `end` (not included), or up to the last where it is null.
   *
   * @throws CoffError `InvalidPEHeader` if they are not all in the table
   */
  slice(start: number, end: number | null): Slice {
    const last = this.len();
    const stop = end ?? last;
    if (!Number.isInteger(start) || !Number.isInteger(stop) || start < 0 || start > stop) {
      throw this.#error(0, `records ${start} to ${stop} of ${last}`);
    }
    if (stop > last) throw this.#error(last * RECORD_SIZE, `${stop} records instead of ${last}`);
    return new Slice(this.buffer.subarray(start * RECORD_SIZE, stop * RECORD_SIZE), stop - start);
  }

  #error(offset: number, expected: string): CoffError {
    return new CoffError('InvalidPEHeader', {
      offset: this.#fileOffset + offset,
      field: 'Symtab.buffer',
      expected,
    });
  }
}
