import { alignmentBytes } from './alignment';
import { widenColumn } from './column';
import { NodeIndex } from './indices';

/** Bits of a node's flags. Seed: `MappedFile.Node.Flags`. */
export const NodeFlag = {
  /** Never floats: it grows where it is, and what stands behind it gives way. */
  FIXED: 1,
  /** Its offset changed and nobody acted on that yet. */
  MOVED: 2,
  /** Its size changed and nobody acted on that yet. */
  RESIZED: 4,
  /** Its bytes may be other than zero, so they are kept when it moves. */
  HAS_CONTENT: 8,
  /** Where this node goes, its children go: a move of it counts as a move of them. */
  BUBBLES_MOVED: 16,
} as const;

/*
 * One node is a row of eight 32-bit words, half a cache line: where a node lies, whether it is at rest
 * and what it lies in are asked for together, of nodes in no order.
 *
 *     0 PARENT  links, NodeIndex.NONE where there is nothing
 *     1 PREV
 *     2 NEXT
 *     3 FIRST
 *     4 LAST
 *     5 OFFSET  bytes, relative to the parent
 *     6 SIZE    bytes
 *     7 FLAGS   NodeFlag bits in the low byte, log2 of the alignment in bytes above them
 */
const WORDS = 8;
const PARENT = 0;
const PREV = 1;
const NEXT = 2;
const FIRST = 3;
const LAST = 4;
const OFFSET = 5;
const SIZE = 6;
const FLAGS = 7;

const FLAG_MASK = 0xff;
const ALIGNMENT_SHIFT = 8;

/** The nodes of the mapped file. They are only ever added. Seed: `MappedFile.Node`. */
export class NodeTable {
  #count = 0;
  #words = new Int32Array(WORDS * 64);

  get count(): number {
    return this.#count;
  }

  /** Appends a node of size 0 that is not linked to anything yet. */
  add(alignmentLog2: number, flags: number): NodeIndex {
    const ni = this.#count as NodeIndex;
    const row = ni * WORDS;
    if (row === this.#words.length) this.#words = widenColumn(this.#words, row * 2);
    this.#count = ni + 1;
    this.#words.fill(NodeIndex.NONE, row + PARENT, row + LAST + 1);
    this.#words[row + FLAGS] = (alignmentLog2 << ALIGNMENT_SHIFT) | flags;
    return ni;
  }

  parent(ni: NodeIndex): NodeIndex {
    return this.#words[ni * WORDS + PARENT] as NodeIndex;
  }
  setParent(ni: NodeIndex, parent: NodeIndex): void {
    this.#words[ni * WORDS + PARENT] = parent;
  }

  prev(ni: NodeIndex): NodeIndex {
    return this.#words[ni * WORDS + PREV] as NodeIndex;
  }
  setPrev(ni: NodeIndex, prev: NodeIndex): void {
    this.#words[ni * WORDS + PREV] = prev;
  }

  next(ni: NodeIndex): NodeIndex {
    return this.#words[ni * WORDS + NEXT] as NodeIndex;
  }
  setNext(ni: NodeIndex, next: NodeIndex): void {
    this.#words[ni * WORDS + NEXT] = next;
  }

  first(ni: NodeIndex): NodeIndex {
    return this.#words[ni * WORDS + FIRST] as NodeIndex;
  }
  setFirst(ni: NodeIndex, first: NodeIndex): void {
    this.#words[ni * WORDS + FIRST] = first;
  }

  last(ni: NodeIndex): NodeIndex {
    return this.#words[ni * WORDS + LAST] as NodeIndex;
  }
  setLast(ni: NodeIndex, last: NodeIndex): void {
    this.#words[ni * WORDS + LAST] = last;
  }

  /** Bytes from the start of the parent. */
  offset(ni: NodeIndex): number {
    return this.#words[ni * WORDS + OFFSET] as number;
  }
  /** Bytes; what content wrote may end earlier. */
  size(ni: NodeIndex): number {
    return this.#words[ni * WORDS + SIZE] as number;
  }
  /** The first byte after the node, relative to its parent; 0 for no node. */
  end(ni: NodeIndex): number {
    return ni === NodeIndex.NONE ? 0 : this.offset(ni) + this.size(ni);
  }
  /** Stores a location and raises no event; see `MappedFile`'s setting of locations. */
  setLocation(ni: NodeIndex, offset: number, size: number): void {
    const row = ni * WORDS;
    this.#words[row + OFFSET] = offset;
    this.#words[row + SIZE] = size;
  }

  /** Bytes. */
  alignment(ni: NodeIndex): number {
    return alignmentBytes(this.alignmentLog2(ni));
  }
  alignmentLog2(ni: NodeIndex): number {
    return (this.#words[ni * WORDS + FLAGS] as number) >>> ALIGNMENT_SHIFT;
  }

  flags(ni: NodeIndex): number {
    return (this.#words[ni * WORDS + FLAGS] as number) & FLAG_MASK;
  }
  setFlags(ni: NodeIndex, flags: number): void {
    const at = ni * WORDS + FLAGS;
    this.#words[at] = ((this.#words[at] as number) & ~FLAG_MASK) | flags;
  }
}
