import type { CodeWalk } from './code-walk';
import type { Comparison } from './comparison';
import type { ImageContents } from './image-contents';
import type { Procedure } from './procedures';
import type { FunctionRow } from './program-image';
import { reference as referenceOf, type Reference } from './reference';
import { Seen } from './seen-bytes';
import { TYPE_WORDS } from './virtual-tables';

/** Encodings of numbers and addresses: `DW_EH_PE_*` of the LSB, 10.5.1 DWARF Exception Header Encoding. */
const OMIT = 0xff;
const ULEB128 = 0x01;
const UDATA4 = 0x03;
const ABSOLUTE_ADDRESS = 0x00;
const FORMAT_MASK = 0x0f;
const SDATA4 = 0x0b;
const SDATA8 = 0x0c;
const PC_RELATIVE = 0x10;
const INDIRECT = 0x80;

/** Bytes of the longest number that is read. */
const LONGEST_NUMBER = 5;

/**
 * The table that handlers of GCC and Clang read: which code is guarded, where control goes on after an exception, and of
 * which types. Itanium C++ ABI: Exception Handling Tables, "The Language-Specific Data Area".
 */
interface LandingPadTable {
  /** Bytes before those of types. */
  readonly headSize: number;
  /** Bytes of all. */
  readonly size: number;
  /** Where control goes on, in bytes from the start of the function. */
  readonly landingPads: readonly number[];
  /** Where each type is, in bytes from the start of the table. */
  readonly types: readonly number[];
  /** How a type is encoded. */
  readonly typeEncoding: number;
  /** Where the lists of types of exception specifications begin, after the types; the end if there are none. */
  readonly listsStart: number;
}

/**
 * Compares the tables of landing pads of a function: they must be the same but for where its types lie, which are compared,
 * and so is the code of its `catch` and of its destructors.
 * @param x where the first image's table is
 * @returns false if neither of the two is such a table
 */
export function compareLandingPads(
  comparison: Comparison,
  code: CodeWalk,
  procedure: Procedure,
  [one, other]: readonly [FunctionRow, FunctionRow],
  [x, y]: readonly [number, number],
): boolean {
  const { a, b, budget, ledger } = comparison;
  const size = one.end - one.start;
  const table = readTable(a.contents, x, size) ?? readTable(b.contents, y, size);
  if (table === null) return false;
  budget.take(table.size);
  const { reference } = procedure;
  const { headSize, listsStart } = table;
  const isSame = (k: number): boolean => a.contents.u8(x + k) === b.contents.u8(y + k);
  for (let k = 0; k < table.size; k += 1) {
    if ((k >= headSize && k < listsStart) || isSame(k)) continue;
    const place = { reference, a: x + k, b: y + k };
    ledger.differ('unwind', 'different tables of what is guarded, and of landing pads', place);
    return true;
  }
  a.seen.mark(x, table.size, Seen.SURE);
  b.seen.mark(y, table.size, Seen.SURE);
  for (const pad of table.landingPads) {
    code.goOn(procedure, one.start + pad, other.start + pad, { ...reference, how: 'landing pad' });
  }
  for (const at of table.types) {
    const from = { ...reference, how: 'type of an exception' };
    compareTypes(comparison, code, from, [x + at, y + at], table.typeEncoding);
  }
  return true;
}

/** Compares two types of a table; a `catch (...)` has none. */
function compareTypes(
  comparison: Comparison,
  code: CodeWalk,
  reference: Reference,
  [x, y]: readonly [number, number],
  encoding: number,
): void {
  const { a, b, ledger, wordSize } = comparison;
  const [one, other] = [
    typeAddress(a.contents, x, encoding),
    typeAddress(b.contents, y, encoding),
  ] as const;
  if (one === null && other === null) return;
  if (one === null || other === null) {
    const what = `a type of an exception in the ${one === null ? 'second' : 'first'} image alone`;
    ledger.differ('unwind', what, { reference, a: x, b: y });
    return;
  }
  const use = { sure: TYPE_WORDS * wordSize, isOpen: true };
  if ((encoding & INDIRECT) === 0) {
    code.address(one, other, reference, use);
    return;
  }
  const slot = code.address(one, other, reference, { sure: wordSize });
  const targets = [a.contents.pointerAt(one), b.contents.pointerAt(other)] as const;
  if (slot === null || targets[0] < 0 || targets[1] < 0) return;
  code.address(...targets, referenceOf(slot, one, other, 'type of an exception'), use);
}

/** The RVA that a type of a table leads to; null if it is zero. */
function typeAddress(contents: ImageContents, at: number, encoding: number): number | null {
  const size = sizeOf(encoding);
  if (contents.bytes(at, size).every((byte) => byte === 0)) return null;
  if ((encoding & PC_RELATIVE) === 0) return contents.pointerAt(at);
  return at + contents.i32(at);
}

/** Bytes of an encoded type; 0 if the encoding is none that compilers use in an image. */
function sizeOf(encoding: number): number {
  const format = encoding & FORMAT_MASK;
  switch (encoding & ~(INDIRECT | FORMAT_MASK)) {
    case 0:
      return format === ABSOLUTE_ADDRESS ? 8 : 0;
    case PC_RELATIVE:
      return format === SDATA4 ? 4 : format === SDATA8 ? 8 : 0;
    default:
      return 0;
  }
}

/**
 * Reads a table. What other handlers read begins otherwise, or does not fit.
 * @param functionSize bytes of the function
 * @returns null if there is none
 */
function readTable(
  contents: ImageContents,
  start: number,
  functionSize: number,
): LandingPadTable | null {
  const reader = new TableReader(contents, start);
  // Compilers leave out where landing pads are counted from: it is the start of the function.
  if (reader.byte() !== OMIT) return null;
  const typeEncoding = reader.byte();
  const hasTypes = typeEncoding !== OMIT;
  if (hasTypes && sizeOf(typeEncoding) === 0) return null;
  const typesEnd = hasTypes ? reader.number() + reader.at : 0;
  const siteEncoding = reader.byte();
  if (siteEncoding !== ULEB128 && siteEncoding !== UDATA4) return null;
  const sitesSize = reader.number();
  const actionsStart = reader.at + sitesSize;
  const landingPads = new Set<number>();
  const actions = new Set<number>();
  let before = 0;
  while (reader.at < actionsStart) {
    const read = (): number => (siteEncoding === ULEB128 ? reader.number() : reader.word());
    const [begin, size, landingPad, action] = [read(), read(), read(), read()];
    if (reader.isBeyond || begin < before || begin + size > functionSize) return null;
    if (landingPad > functionSize) return null;
    before = begin + size;
    if (landingPad !== 0) landingPads.add(landingPad);
    if (action !== 0) actions.add(actionsStart + action - 1);
  }
  if (reader.isBeyond || reader.at !== actionsStart) return null;
  const filters = readActions(reader, actions);
  if (filters === null || (!hasTypes && filters.used.some((filter) => filter !== 0))) return null;
  if (!hasTypes) {
    const size = filters.end;
    const parts = { headSize: size, size, listsStart: size, types: [], typeEncoding };
    return { ...parts, landingPads: [...landingPads] };
  }
  return withTypes(reader, { landingPads: [...landingPads], typeEncoding, typesEnd }, filters);
}

/** What the actions of a table say: where they end, and the numbers of types (from 1), and of lists (from -1). */
interface Filters {
  readonly end: number;
  readonly used: readonly number[];
}

/** Reads the actions that places lead to; null if they are none. */
function readActions(reader: TableReader, places: Set<number>): Filters | null {
  let end = reader.at;
  const used = new Set<number>();
  // A set goes on with what is added to it.
  for (const place of places) {
    reader.at = place;
    used.add(reader.signed());
    const from = reader.at;
    const distance = reader.signed();
    if (reader.isBeyond) return null;
    end = Math.max(end, reader.at);
    if (distance !== 0) places.add(from + distance);
  }
  return { end, used: [...used] };
}

/** Finds the types of a table, which end where its lists begin. */
function withTypes(
  reader: TableReader,
  head: Pick<LandingPadTable, 'landingPads' | 'typeEncoding'> & { readonly typesEnd: number },
  { end, used }: Filters,
): LandingPadTable | null {
  const { typesEnd, ...table } = head;
  const types = new Set(used.filter((filter) => filter > 0));
  let size = typesEnd;
  for (const filter of used.filter((one) => one < 0)) {
    reader.at = typesEnd - filter - 1;
    for (let type = reader.number(); type !== 0 && !reader.isBeyond; type = reader.number()) {
      types.add(type);
    }
    size = Math.max(size, reader.at);
  }
  const typeSize = sizeOf(table.typeEncoding);
  const headSize = typesEnd - Math.max(0, ...types) * typeSize;
  if (reader.isBeyond || headSize < end || !reader.holds(size)) return null;
  const offsets = [...types].map((type) => typesEnd - type * typeSize);
  return { ...table, headSize, size, types: offsets, listsStart: typesEnd };
}

/** Reads numbers of a table one after the other. */
class TableReader {
  readonly #contents: ImageContents;
  readonly #start: number;
  /** Bytes from the start of the table to what is read next. */
  at = 0;
  /** Whether something was read that the file does not hold, or a number was too long. */
  isBeyond = false;

  constructor(contents: ImageContents, start: number) {
    this.#contents = contents;
    this.#start = start;
  }

  /** Whether the file holds so many bytes of the table. */
  holds(size: number): boolean {
    return size > 0 && this.#contents.indexOf(this.#start + size - 1) >= 0;
  }

  byte(): number {
    this.at += 1;
    if (!this.holds(this.at)) this.isBeyond = true;
    return this.#contents.u8(this.#start + this.at - 1);
  }

  /** Four bytes. */
  word(): number {
    this.at += 4;
    if (!this.holds(this.at)) this.isBeyond = true;
    return this.#contents.u32(this.#start + this.at - 4);
  }

  /** An unsigned LEB128. DWARF 4, 7.6. */
  number(): number {
    return this.#leb128().value;
  }

  /** A signed LEB128. */
  signed(): number {
    const { value, limit } = this.#leb128();
    return value >= limit / 2 ? value - limit : value;
  }

  #leb128(): { readonly value: number; readonly limit: number } {
    let value = 0;
    let limit = 1;
    for (let count = 1; count <= LONGEST_NUMBER; count += 1) {
      const byte = this.byte();
      value += (byte & 0x7f) * limit;
      limit *= 0x80;
      if (byte < 0x80) return { value, limit };
    }
    this.isBeyond = true;
    return { value: 0, limit };
  }
}
