import { alignmentBytes } from './alignment';
import { widenColumn } from './column';
import { NodeIndex } from './indices';

/** Bits of a node's flags. Upstream: `MappedFile.Node.Flags`. */
export const NodeFlag = {
  /** It never floats. It grows where it is, and the next sibling makes room. */
  FIXED: 1,
  /** Its offset changed, and the event still waits. */
  MOVED: 2,
  /** Its size changed, and the event still waits. */
  RESIZED: 4,
  /** Its bytes may be nonzero, so they are copied when it moves. */
  HAS_CONTENT: 8,
  /** A move of this node counts as a move of its children. */
  BUBBLES_MOVED: 16,
  /** What it lies in does not bubble: only a move of its own moves it. Saves the way up. */
  MOVES_ALONE: 32,
} as const;

const INITIAL_CAPACITY = 64;

/**
 * The nodes of the mapped file, as columns; parent and offset, which lead to a node's place in the
 * file, share one:
 *
 *     within                        i32  parent, NodeIndex.NONE of the root; and
 *                                   i32  offset, bytes relative to it
 *     prev next first last          i32  links, NodeIndex.NONE if there is none
 *     size                          i32  bytes
 *     alignment                     u8   log2 of bytes
 *     flags                         u8   NodeFlag bits
 *
 * Nodes are never removed. Upstream: `MappedFile.Node`.
 */
export class NodeTable {
  #count = 0;
  #within = new Int32Array(INITIAL_CAPACITY * 2);
  #prev = new Int32Array(INITIAL_CAPACITY);
  #next = new Int32Array(INITIAL_CAPACITY);
  #first = new Int32Array(INITIAL_CAPACITY);
  #last = new Int32Array(INITIAL_CAPACITY);
  #size = new Int32Array(INITIAL_CAPACITY);
  #alignment = new Uint8Array(INITIAL_CAPACITY);
  #flags = new Uint8Array(INITIAL_CAPACITY);

  get count(): number {
    return this.#count;
  }

  /** Appends a node of size 0 that is not linked yet. */
  add(alignmentLog2: number, flags: number): NodeIndex {
    const ni = this.#count as NodeIndex;
    if (ni === this.#size.length) this.#grow();
    this.#count = ni + 1;
    this.#within[ni * 2] = NodeIndex.NONE;
    this.#prev[ni] = NodeIndex.NONE;
    this.#next[ni] = NodeIndex.NONE;
    this.#first[ni] = NodeIndex.NONE;
    this.#last[ni] = NodeIndex.NONE;
    this.#alignment[ni] = alignmentLog2;
    this.#flags[ni] = flags;
    return ni;
  }

  parent(ni: NodeIndex): NodeIndex {
    return this.#within[ni * 2] as NodeIndex;
  }
  setParent(ni: NodeIndex, parent: NodeIndex): void {
    this.#within[ni * 2] = parent;
  }

  prev(ni: NodeIndex): NodeIndex {
    return this.#prev[ni] as NodeIndex;
  }
  setPrev(ni: NodeIndex, prev: NodeIndex): void {
    this.#prev[ni] = prev;
  }

  next(ni: NodeIndex): NodeIndex {
    return this.#next[ni] as NodeIndex;
  }
  setNext(ni: NodeIndex, next: NodeIndex): void {
    this.#next[ni] = next;
  }

  first(ni: NodeIndex): NodeIndex {
    return this.#first[ni] as NodeIndex;
  }
  setFirst(ni: NodeIndex, first: NodeIndex): void {
    this.#first[ni] = first;
  }

  last(ni: NodeIndex): NodeIndex {
    return this.#last[ni] as NodeIndex;
  }
  setLast(ni: NodeIndex, last: NodeIndex): void {
    this.#last[ni] = last;
  }

  /** Bytes from the start of the parent. */
  offset(ni: NodeIndex): number {
    return this.#within[ni * 2 + 1] as number;
  }
  /** Bytes. The content may be shorter. */
  size(ni: NodeIndex): number {
    return this.#size[ni] as number;
  }
  /** The first byte after the node, relative to its parent; 0 for no node. */
  end(ni: NodeIndex): number {
    return ni === NodeIndex.NONE ? 0 : this.offset(ni) + this.size(ni);
  }
  /** Stores a location without an event. `MappedFile` raises the events. */
  setLocation(ni: NodeIndex, offset: number, size: number): void {
    this.#within[ni * 2 + 1] = offset;
    this.#size[ni] = size;
  }

  /** Bytes. */
  alignment(ni: NodeIndex): number {
    return alignmentBytes(this.#alignment[ni] as number);
  }
  alignmentLog2(ni: NodeIndex): number {
    return this.#alignment[ni] as number;
  }

  flags(ni: NodeIndex): number {
    return this.#flags[ni] as number;
  }
  setFlags(ni: NodeIndex, flags: number): void {
    this.#flags[ni] = flags;
  }

  /** Makes these nodes those of another table, as they are now. */
  copyFrom(other: NodeTable): void {
    this.#count = other.#count;
    this.#within = other.#within.slice();
    this.#prev = other.#prev.slice();
    this.#next = other.#next.slice();
    this.#first = other.#first.slice();
    this.#last = other.#last.slice();
    this.#size = other.#size.slice();
    this.#alignment = other.#alignment.slice();
    this.#flags = other.#flags.slice();
  }

  #grow(): void {
    const capacity = this.#size.length * 2;
    this.#within = widenColumn(this.#within, capacity * 2);
    this.#prev = widenColumn(this.#prev, capacity);
    this.#next = widenColumn(this.#next, capacity);
    this.#first = widenColumn(this.#first, capacity);
    this.#last = widenColumn(this.#last, capacity);
    this.#size = widenColumn(this.#size, capacity);
    this.#alignment = widenColumn(this.#alignment, capacity);
    this.#flags = widenColumn(this.#flags, capacity);
  }
}
