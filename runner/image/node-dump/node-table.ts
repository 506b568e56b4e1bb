import { piecesOf, type Dump } from './dump-pieces';
import type { NodeLineBytes } from './node-line-bytes';
import { nameStartInBytes } from './node-name';
import { readNodeBytes } from './read-node-bytes';

/** Nodes that a new table has room for. */
const ROOM = 64;
/** Bytes of arguments that a new table has room for. */
const BYTES = 0x1000;

/**
 * All nodes of a dump, as columns with a row for each, in the order of the dump: 0 is the root. Names are not made,
 * but compared as bytes. What `DumpNode` says of a node is in a row; -1 stands for no node.
 *
 * A key that comes again is told from those before it: "nav(main.f)", "nav(main.f)#2".
 */
export class NodeTable {
  /** Nodes. */
  readonly count: number;
  parents = new Int32Array(ROOM);
  /** The siblings before and after each. */
  previous = new Int32Array(ROOM);
  next = new Int32Array(ROOM);
  /** The last child of each: only leaves have none. */
  lastChildren = new Int32Array(ROOM);
  indices = new Float64Array(ROOM);
  /** Bytes from the parent's start. */
  offsets = new Float64Array(ROOM);
  /** Bytes from the file's start. */
  fileOffsets = new Float64Array(ROOM);
  /** Bytes. */
  sizes = new Float64Array(ROOM);
  alignments = new Float64Array(ROOM);
  /** Has the tags and flags by their rows. */
  readonly #lines: NodeLineBytes;
  #tagRows = new Uint32Array(ROOM);
  #flagRows = new Uint32Array(ROOM);
  /** The arguments of all nodes, in UTF-8: all that is kept of the dump's bytes. */
  #arguments = Buffer.alloc(BYTES);
  #argumentsEnd = 0;
  /** Where the arguments have that of each; -1 without. */
  #argumentStarts = new Int32Array(ROOM);
  #nameStarts = new Int32Array(ROOM);
  #argumentEnds = new Int32Array(ROOM);
  /** Of nodes with the same tag and name, how many are before. */
  readonly #earlier: Uint32Array;
  /** Nodes by the hash of their keys, plus 1; 0 for none. A power of two of slots. */
  readonly #slots: Int32Array;
  readonly #keys: string[] = [];

  /** @throws NodeDumpError that names the line */
  constructor(dump: Dump) {
    const path: number[] = [];
    let count = 0;
    this.#lines = readNodeBytes(piecesOf(dump), (line) => {
      if (count === this.sizes.length) this.#grow();
      this.#add(count, line, path);
      count += 1;
    });
    this.count = count;
    this.#earlier = new Uint32Array(count);
    this.#slots = new Int32Array(2 ** Math.ceil(Math.log2(2 * count)));
    this.#addKeys();
  }

  tag(node: number): string {
    return this.#lines.tags.at(this.#tagRows[node] as number);
  }

  flags(node: number): readonly string[] {
    return this.#lines.flags.at(this.#flagRows[node] as number);
  }

  argument(node: number): string | null {
    const start = this.#argumentStarts[node] as number;
    return start < 0 ? null : this.#textOf(start, this.#argumentEnds[node] as number);
  }

  /** What `DumpNode` calls the key of a node; others may have the same. */
  name(node: number): string {
    const start = this.#nameStarts[node] as number;
    if (start < 0) return this.tag(node);
    // A template would make a string of pieces, which all stay when it is put together for a map.
    const name = this.#textOf(start, this.#argumentEnds[node] as number);
    return [this.tag(node), '(', name, ')'].join('');
  }

  /** Names one node alone: "nav(main.f)", or "nav(main.f)#2" if it is the second of that name. */
  key(node: number): string {
    return (this.#keys[node] ??= this.#makeKey(node));
  }

  /** The node of a key, which may end with "#2"; -1 for none. */
  numberOf(key: string): number {
    const [, tag, name, again] = /^([a-z_]+)(?:\((.*)\))?(?:#([1-9]\d*))?$/s.exec(key) ?? [];
    if (tag === undefined) return -1;
    const earlier = again === undefined ? 0 : Number(again) - 1;
    // The first of a key has no number.
    if (again === '1') return -1;
    const bytes = Buffer.from(name ?? '');
    const range = name === undefined ? NO_NAME : { bytes, start: 0, end: bytes.length };
    return this.#find(tag, range, earlier);
  }

  /** The node with the key of another table's; -1 for none. */
  numberOfSame(other: NodeTable, node: number): number {
    const range = {
      bytes: other.#arguments,
      start: other.#nameStarts[node] as number,
      end: other.#argumentEnds[node] as number,
    };
    return this.#find(other.tag(node), range, other.#earlier[node] as number);
  }

  /** Whether two nodes have one key. */
  hasSameKey(node: number, other: NodeTable, otherNode: number): boolean {
    return (
      this.tag(node) === other.tag(otherNode) &&
      this.#earlier[node] === other.#earlier[otherNode] &&
      isSameName(
        this.#arguments,
        this.#nameStarts[node] as number,
        this.#argumentEnds[node] as number,
        other.#arguments,
        other.#nameStarts[otherNode] as number,
        other.#argumentEnds[otherNode] as number,
      )
    );
  }

  /** Whether two nodes have one argument, or none. */
  hasSameArgument(node: number, other: NodeTable, otherNode: number): boolean {
    return isSameName(
      this.#arguments,
      this.#argumentStarts[node] as number,
      this.#argumentEnds[node] as number,
      other.#arguments,
      other.#argumentStarts[otherNode] as number,
      other.#argumentEnds[otherNode] as number,
    );
  }

  #add(node: number, line: NodeLineBytes, path: number[]): void {
    const { depth, tagRow, offset } = line;
    path.length = depth;
    const parent = path.at(-1) ?? -1;
    const previous = parent < 0 ? -1 : (this.lastChildren[parent] as number);
    this.parents[node] = parent;
    this.previous[node] = previous;
    this.next[node] = -1;
    this.lastChildren[node] = -1;
    if (previous >= 0) this.next[previous] = node;
    if (parent >= 0) this.lastChildren[parent] = node;
    this.indices[node] = line.index;
    this.offsets[node] = offset;
    this.fileOffsets[node] = (parent < 0 ? 0 : (this.fileOffsets[parent] as number)) + offset;
    this.sizes[node] = line.size;
    this.alignments[node] = line.alignment;
    this.#tagRows[node] = tagRow;
    this.#flagRows[node] = line.flagRow;
    const start = this.#keep(line);
    const end = this.#argumentsEnd;
    this.#argumentStarts[node] = start;
    this.#argumentEnds[node] = start < 0 ? -1 : end;
    this.#nameStarts[node] =
      start < 0 ? -1 : nameStartInBytes(line.tags.at(tagRow), this.#arguments, start, end);
    path.push(node);
  }

  /** Keeps the argument of a node. @returns where it is; -1 without */
  #keep({ bytes, argumentStart, argumentEnd }: NodeLineBytes): number {
    if (argumentStart < 0) return -1;
    const start = this.#argumentsEnd;
    const end = start + argumentEnd - argumentStart;
    if (end > this.#arguments.length) {
      this.#arguments = Buffer.concat([this.#arguments], 2 * end);
    }
    // Names are short: a loop is faster than a call.
    const own = this.#arguments;
    for (let at = start, from = argumentStart; at < end; at += 1, from += 1) {
      own[at] = bytes[from] as number;
    }
    this.#argumentsEnd = end;
    return start;
  }

  #grow(): void {
    const room = 2 * this.sizes.length;
    this.parents = grown(this.parents, new Int32Array(room));
    this.previous = grown(this.previous, new Int32Array(room));
    this.next = grown(this.next, new Int32Array(room));
    this.lastChildren = grown(this.lastChildren, new Int32Array(room));
    this.indices = grown(this.indices, new Float64Array(room));
    this.offsets = grown(this.offsets, new Float64Array(room));
    this.fileOffsets = grown(this.fileOffsets, new Float64Array(room));
    this.sizes = grown(this.sizes, new Float64Array(room));
    this.alignments = grown(this.alignments, new Float64Array(room));
    this.#tagRows = grown(this.#tagRows, new Uint32Array(room));
    this.#flagRows = grown(this.#flagRows, new Uint32Array(room));
    this.#argumentStarts = grown(this.#argumentStarts, new Int32Array(room));
    this.#nameStarts = grown(this.#nameStarts, new Int32Array(room));
    this.#argumentEnds = grown(this.#argumentEnds, new Int32Array(room));
  }

  #addKeys(): void {
    const again = new Map<number, number>();
    for (let node = 0; node < this.count; node += 1) {
      const range = {
        bytes: this.#arguments,
        start: this.#nameStarts[node] as number,
        end: this.#argumentEnds[node] as number,
      };
      const tag = this.tag(node);
      let slot = this.#slotOf(tag, range, 0);
      if (this.#slots[slot] !== 0) {
        const first = (this.#slots[slot] as number) - 1;
        const earlier = (again.get(first) ?? 0) + 1;
        again.set(first, earlier);
        this.#earlier[node] = earlier;
        slot = this.#slotOf(tag, range, earlier);
      }
      this.#slots[slot] = node + 1;
    }
  }

  #find(tag: string, range: NameRange, earlier: number): number {
    return (this.#slots[this.#slotOf(tag, range, earlier)] as number) - 1;
  }

  /** The slot of a key: that of its node, or the free one for it. */
  #slotOf(tag: string, { bytes, start, end }: NameRange, earlier: number): number {
    const last = this.#slots.length - 1;
    let slot = hashOf(tag, bytes, start, end, earlier) & last;
    for (;;) {
      const node = (this.#slots[slot] as number) - 1;
      const isFound =
        node < 0 ||
        (this.#earlier[node] === earlier &&
          this.tag(node) === tag &&
          isSameName(
            this.#arguments,
            this.#nameStarts[node] as number,
            this.#argumentEnds[node] as number,
            bytes,
            start,
            end,
          ));
      if (isFound) return slot;
      slot = (slot + 1) & last;
    }
  }

  #textOf(start: number, end: number): string {
    return this.#arguments.toString('utf8', start, end);
  }

  #makeKey(node: number): string {
    const earlier = this.#earlier[node] as number;
    return earlier === 0 ? this.name(node) : `${this.name(node)}#${earlier + 1}`;
  }
}

/** The bytes of a name; from -1 to -1 for none, which is not an empty one. */
interface NameRange {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

const NO_NAME: NameRange = { bytes: new Uint8Array(), start: -1, end: -1 };

/** Of the hash FNV-1a. */
const PRIME = 0x0100_0193;

function hashOf(
  tag: string,
  bytes: Uint8Array,
  start: number,
  end: number,
  earlier: number,
): number {
  let hash = earlier;
  for (let i = 0; i < tag.length; i += 1) hash = Math.imul(hash ^ tag.charCodeAt(i), PRIME);
  for (let i = start; i < end; i += 1) hash = Math.imul(hash ^ (bytes[i] as number), PRIME);
  return hash ^ (hash >>> 15);
}

function isSameName(
  bytes: Uint8Array,
  start: number,
  end: number,
  other: Uint8Array,
  otherStart: number,
  otherEnd: number,
): boolean {
  if (end - start !== otherEnd - otherStart || start < 0 !== otherStart < 0) return false;
  for (let i = start, j = otherStart; i < end; i += 1, j += 1) {
    if (bytes[i] !== other[j]) return false;
  }
  return true;
}

function grown<T extends Float64Array | Int32Array | Uint32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
