import { widenColumn } from './column';
import { NodeIndex, RelocIndex, type Rva, type SymbolIndex } from './indices';

const INITIAL_CAPACITY = 64;

/**
 * What has an address: navs, uavs, lazy symbols, globals, sections, import address tables; as
 * columns, all but two of them apart. Whoever follows a relocation lands on a symbol at random and
 * wants exactly these two, which share a cache line; of a program of 100,000 functions they take
 * 1.2 MB, so they stay in a second-level cache. Whole rows would not, and are slower for it.
 *
 *     place         i32  the node that it stands for, NodeIndex.NONE until it is placed; and
 *                   u32  address (RVA) as of the last flush of a move
 *     size          u32  bytes that its content wrote
 *     locRelocs     i32  first of the relocations within it, in the order of their making
 *     locRelocsEnd  i32  last of them, to append to
 *     targetRelocs  i32  first of the relocations that target it, newest first
 *     section       i16  section number, from 1; 0 is UNDEFINED
 *
 * Entry 0 is the null symbol. Upstream: `Coff2.Symbol`.
 */
export class SymbolTable {
  #count = 0;
  #place = new Int32Array(INITIAL_CAPACITY * 2);
  #size = new Uint32Array(INITIAL_CAPACITY);
  #locRelocs = new Int32Array(INITIAL_CAPACITY);
  #locRelocsEnd = new Int32Array(INITIAL_CAPACITY);
  #targetRelocs = new Int32Array(INITIAL_CAPACITY);
  #section = new Int16Array(INITIAL_CAPACITY);

  constructor() {
    this.add();
  }

  get count(): number {
    return this.#count;
  }

  /** Upstream: `addSymbolAssumeCapacity`. */
  add(): SymbolIndex {
    const si = this.#count as SymbolIndex;
    if (si === this.#size.length) this.#grow();
    this.#count = si + 1;
    this.#place[si * 2] = NodeIndex.NONE;
    this.#locRelocs[si] = RelocIndex.NONE;
    this.#locRelocsEnd[si] = RelocIndex.NONE;
    this.#targetRelocs[si] = RelocIndex.NONE;
    return si;
  }

  node(si: SymbolIndex): NodeIndex {
    return this.#place[si * 2] as NodeIndex;
  }
  setNode(si: SymbolIndex, ni: NodeIndex): void {
    this.#place[si * 2] = ni;
  }

  rva(si: SymbolIndex): Rva {
    return ((this.#place[si * 2 + 1] as number) >>> 0) as Rva;
  }
  setRva(si: SymbolIndex, rva: Rva): void {
    this.#place[si * 2 + 1] = rva;
  }

  size(si: SymbolIndex): number {
    return this.#size[si] as number;
  }
  setSize(si: SymbolIndex, size: number): void {
    this.#size[si] = size;
  }

  locRelocs(si: SymbolIndex): RelocIndex {
    return this.#locRelocs[si] as RelocIndex;
  }
  setLocRelocs(si: SymbolIndex, ri: RelocIndex): void {
    this.#locRelocs[si] = ri;
  }

  locRelocsEnd(si: SymbolIndex): RelocIndex {
    return this.#locRelocsEnd[si] as RelocIndex;
  }
  setLocRelocsEnd(si: SymbolIndex, ri: RelocIndex): void {
    this.#locRelocsEnd[si] = ri;
  }

  targetRelocs(si: SymbolIndex): RelocIndex {
    return this.#targetRelocs[si] as RelocIndex;
  }
  setTargetRelocs(si: SymbolIndex, ri: RelocIndex): void {
    this.#targetRelocs[si] = ri;
  }

  section(si: SymbolIndex): number {
    return this.#section[si] as number;
  }
  setSection(si: SymbolIndex, section: number): void {
    this.#section[si] = section;
  }

  /** Makes these symbols those of another table, as they are now. */
  copyFrom(other: SymbolTable): void {
    this.#count = other.#count;
    this.#place = other.#place.slice();
    this.#size = other.#size.slice();
    this.#locRelocs = other.#locRelocs.slice();
    this.#locRelocsEnd = other.#locRelocsEnd.slice();
    this.#targetRelocs = other.#targetRelocs.slice();
    this.#section = other.#section.slice();
  }

  #grow(): void {
    const capacity = this.#size.length * 2;
    this.#place = widenColumn(this.#place, capacity * 2);
    this.#size = widenColumn(this.#size, capacity);
    this.#locRelocs = widenColumn(this.#locRelocs, capacity);
    this.#locRelocsEnd = widenColumn(this.#locRelocsEnd, capacity);
    this.#targetRelocs = widenColumn(this.#targetRelocs, capacity);
    this.#section = widenColumn(this.#section, capacity);
  }
}
