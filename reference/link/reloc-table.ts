import { widenColumn } from './column';
import { RelocIndex, SymbolIndex } from './indices';
import type { SymbolTable } from './symbol-table';

/*
 * One relocation is a row of eight 32-bit words, half a cache line. The lists by target visit rows in
 * no particular order, so separate columns would cost a cache miss for each field.
 *
 *     0 TYPE         number in IMAGE.REL of the machine
 *     1 LOC          symbol that contains the field; the null symbol in a free row
 *     2 TARGET       symbol that it points at; the null symbol in a free row
 *     3 PREV         neighbours in the target's list, newest first
 *     4 NEXT
 *     5 NEXT_IN_LOC  next of the same LOC, in order of creation; in a free row, the next free row
 *     6 OFFSET       of the field, in bytes from the start of LOC's node
 *     7 ADDEND       bytes; WIDE if it does not fit 32 bits, and is in a map by row
 */
const WORDS = 8;
const TYPE = 0;
const LOC = 1;
const TARGET = 2;
const PREV = 3;
const NEXT = 4;
const NEXT_IN_LOC = 5;
const OFFSET = 6;
const ADDEND = 7;

/** Rows that are made free at once when none is left. Each is taken from the list of free rows, whether new or not. */
const NEW_ROWS = 64;

/** Stands for an addend that does not fit 32 bits. An addend of this very value is stored so too. */
const WIDE = -0x8000_0000;

/**
 * The relocations. Rows of deleted relocations are reused, so memory stays flat in a long session.
 * Upstream only appends, and the relocations of a symbol are consecutive rows. Here they are a list in
 * the same order. The row of a relocation affects no byte: relocations are applied by list, and the
 * lists keep upstream's order.
 *
 * Upstream: `Coff2.Reloc`.
 */
export class RelocTable {
  /** Symbols with a field that begins before the end of the one that was added before it; few have any. */
  readonly outOfOrder = new Set<SymbolIndex>();
  #words = new Int32Array(WORDS * NEW_ROWS);
  #wideAddends = new Map<RelocIndex, number>();
  /** Number of rows in use or free. */
  #count = 0;
  /** First free row. */
  #free: RelocIndex = RelocIndex.NONE;
  readonly #symbols: SymbolTable;

  constructor(symbols: SymbolTable) {
    this.#symbols = symbols;
  }

  /** Number of rows. Some may be free: their ends are the null symbol. */
  get count(): number {
    return this.#count;
  }

  /** Number of rows that memory is allocated for, in use or free. */
  get capacity(): number {
    return this.#words.length / WORDS;
  }

  type(ri: RelocIndex): number {
    return this.#words[ri * WORDS + TYPE] as number;
  }
  loc(ri: RelocIndex): SymbolIndex {
    return this.#words[ri * WORDS + LOC] as SymbolIndex;
  }
  target(ri: RelocIndex): SymbolIndex {
    return this.#words[ri * WORDS + TARGET] as SymbolIndex;
  }
  /** The next older relocation with the same target. */
  nextOfTarget(ri: RelocIndex): RelocIndex {
    return this.#words[ri * WORDS + NEXT] as RelocIndex;
  }
  /** The next relocation in the same symbol. */
  nextInLoc(ri: RelocIndex): RelocIndex {
    return this.#words[ri * WORDS + NEXT_IN_LOC] as RelocIndex;
  }
  /** Offset of the field, in bytes from the start of its symbol's node. */
  offset(ri: RelocIndex): number {
    return this.#words[ri * WORDS + OFFSET] as number;
  }
  addend(ri: RelocIndex): number {
    const addend = this.#words[ri * WORDS + ADDEND] as number;
    return addend === WIDE ? (this.#wideAddends.get(ri) as number) : addend;
  }

  /** Adds a relocation at the end of `loc`'s list and at the front of `target`'s. Upstream: `addReloc`. */
  add(
    loc: SymbolIndex,
    offset: number,
    target: SymbolIndex,
    addend: number,
    type: number,
  ): RelocIndex {
    const symbols = this.#symbols;
    const ri = this.#takeRow();
    const words = this.#words;
    const row = ri * WORDS;
    words[row + TYPE] = type;
    words[row + LOC] = loc;
    words[row + TARGET] = target;
    words[row + NEXT_IN_LOC] = RelocIndex.NONE;
    words[row + OFFSET] = offset;
    const isWide = addend !== (addend | 0) || addend === WIDE;
    words[row + ADDEND] = isWide ? WIDE : addend;
    if (isWide) this.#wideAddends.set(ri, addend);
    const older = symbols.targetRelocs(target);
    this.#makeNeighbours(target, RelocIndex.NONE, ri);
    this.#makeNeighbours(target, ri, older);

    const end = symbols.locRelocsEnd(loc);
    if (end === RelocIndex.NONE) symbols.setLocRelocs(loc, ri);
    else words[end * WORDS + NEXT_IN_LOC] = ri;
    symbols.setLocRelocsEnd(loc, ri);
    return ri;
  }

  /** Deletes the relocations in `loc`, which is about to be written again. */
  deleteLocationRelocs(loc: SymbolIndex): void {
    const symbols = this.#symbols;
    const words = this.#words;
    const first = symbols.locRelocs(loc);
    if (first === RelocIndex.NONE) return;
    this.outOfOrder.delete(loc);
    let ri = first;
    while (ri !== RelocIndex.NONE) {
      const row = ri * WORDS;
      this.#makeNeighbours(
        words[row + TARGET] as SymbolIndex,
        words[row + PREV] as RelocIndex,
        words[row + NEXT] as RelocIndex,
      );
      if (words[row + ADDEND] === WIDE) this.#wideAddends.delete(ri);
      words[row + LOC] = SymbolIndex.NULL;
      words[row + TARGET] = SymbolIndex.NULL;
      ri = words[row + NEXT_IN_LOC] as RelocIndex;
    }
    // The whole list is put before the free rows, so that rows keep their order.
    words[symbols.locRelocsEnd(loc) * WORDS + NEXT_IN_LOC] = this.#free;
    this.#free = first;
    symbols.setLocRelocs(loc, RelocIndex.NONE);
    symbols.setLocRelocsEnd(loc, RelocIndex.NONE);
  }

  /** Makes these relocations those of another table, as they are now. */
  copyFrom(other: RelocTable): void {
    this.outOfOrder.clear();
    for (const si of other.outOfOrder) this.outOfOrder.add(si);
    this.#words = other.#words.slice();
    this.#wideAddends = new Map(other.#wideAddends);
    this.#count = other.#count;
    this.#free = other.#free;
  }

  /** Makes two relocations neighbours in the list of their target. NONE stands for an end of the list. */
  #makeNeighbours(target: SymbolIndex, newer: RelocIndex, older: RelocIndex): void {
    const words = this.#words;
    if (newer === RelocIndex.NONE) this.#symbols.setTargetRelocs(target, older);
    else words[newer * WORDS + NEXT] = older;
    if (older !== RelocIndex.NONE) words[older * WORDS + PREV] = newer;
  }

  #takeRow(): RelocIndex {
    if (this.#free === RelocIndex.NONE) this.#addFreeRows();
    const ri = this.#free;
    this.#free = this.#words[ri * WORDS + NEXT_IN_LOC] as RelocIndex;
    return ri;
  }

  #addFreeRows(): void {
    const first = this.#count;
    this.#count = first + NEW_ROWS;
    if (this.#count > this.capacity) {
      this.#words = widenColumn(this.#words, this.#words.length * 2);
    }
    for (let ri = first; ri < this.#count; ri += 1) {
      this.#words[ri * WORDS + NEXT_IN_LOC] = ri + 1 < this.#count ? ri + 1 : RelocIndex.NONE;
    }
    this.#free = first as RelocIndex;
  }
}
