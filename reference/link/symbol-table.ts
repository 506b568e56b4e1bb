import { widenColumn } from './column';
import { NodeIndex, RelocIndex, type Rva, type SymbolIndex } from './indices';

/*
 * One symbol is a row of eight 32-bit words, half a cache line: whoever follows a relocation lands on
 * a symbol at random and wants its node and its address, so a column each would cost a cache miss each.
 *
 *     0 NODE           the node that it stands for, NodeIndex.NONE until it is placed
 *     1 RVA            address as of the last flush of a move; unsigned
 *     2 SIZE           bytes that its content wrote; unsigned
 *     3 LOC_RELOCS     first of the relocations within it, in the order of their making
 *     4 LOC_RELOCS_END last of them, to append to
 *     5 TARGET_RELOCS  first of the relocations that target it, newest first
 *     6 SECTION        section number, from 1; 0 is UNDEFINED
 *     7                unused: a row never straddles two cache lines
 */
const WORDS = 8;
const NODE = 0;
const RVA = 1;
const SIZE = 2;
const LOC_RELOCS = 3;
const LOC_RELOCS_END = 4;
const TARGET_RELOCS = 5;
const SECTION = 6;

/**
 * What has an address: navs, uavs, lazy symbols, globals, sections, import address tables. Symbols
 * are only ever added. Entry 0 is the null symbol. Seed: `Coff2.Symbol`.
 */
export class SymbolTable {
  #count = 0;
  #words = new Int32Array(WORDS * 64);

  constructor() {
    this.add();
  }

  get count(): number {
    return this.#count;
  }

  /** Seed: `addSymbolAssumeCapacity`. */
  add(): SymbolIndex {
    const si = this.#count as SymbolIndex;
    const row = si * WORDS;
    if (row === this.#words.length) this.#words = widenColumn(this.#words, row * 2);
    this.#count = si + 1;
    const words = this.#words;
    words[row + NODE] = NodeIndex.NONE;
    words[row + LOC_RELOCS] = RelocIndex.NONE;
    words[row + LOC_RELOCS_END] = RelocIndex.NONE;
    words[row + TARGET_RELOCS] = RelocIndex.NONE;
    return si;
  }

  node(si: SymbolIndex): NodeIndex {
    return this.#words[si * WORDS + NODE] as NodeIndex;
  }
  setNode(si: SymbolIndex, ni: NodeIndex): void {
    this.#words[si * WORDS + NODE] = ni;
  }

  rva(si: SymbolIndex): Rva {
    return ((this.#words[si * WORDS + RVA] as number) >>> 0) as Rva;
  }
  setRva(si: SymbolIndex, rva: Rva): void {
    this.#words[si * WORDS + RVA] = rva;
  }

  size(si: SymbolIndex): number {
    return (this.#words[si * WORDS + SIZE] as number) >>> 0;
  }
  setSize(si: SymbolIndex, size: number): void {
    this.#words[si * WORDS + SIZE] = size;
  }

  locRelocs(si: SymbolIndex): RelocIndex {
    return this.#words[si * WORDS + LOC_RELOCS] as RelocIndex;
  }
  setLocRelocs(si: SymbolIndex, ri: RelocIndex): void {
    this.#words[si * WORDS + LOC_RELOCS] = ri;
  }

  locRelocsEnd(si: SymbolIndex): RelocIndex {
    return this.#words[si * WORDS + LOC_RELOCS_END] as RelocIndex;
  }
  setLocRelocsEnd(si: SymbolIndex, ri: RelocIndex): void {
    this.#words[si * WORDS + LOC_RELOCS_END] = ri;
  }

  targetRelocs(si: SymbolIndex): RelocIndex {
    return this.#words[si * WORDS + TARGET_RELOCS] as RelocIndex;
  }
  setTargetRelocs(si: SymbolIndex, ri: RelocIndex): void {
    this.#words[si * WORDS + TARGET_RELOCS] = ri;
  }

  section(si: SymbolIndex): number {
    return this.#words[si * WORDS + SECTION] as number;
  }
  setSection(si: SymbolIndex, section: number): void {
    this.#words[si * WORDS + SECTION] = section;
  }
}
