import type { Dump } from './dump-pieces';
import { readNodeColumns, type NodeColumns } from './node-columns';

/**
 * All nodes of a dump, as columns with a row for each, in the order of the dump: 0 is the root. Names are not made,
 * but compared as bytes. What `DumpNode` says of a node is in a row; -1 stands for no node.
 *
 * A key that comes again is told from those before it: "nav(main.f)", "nav(main.f)#2".
 */
export class NodeTable {
  /** Nodes. */
  readonly count: number;
  readonly parents: Int32Array;
  /** The siblings before and after each. */
  readonly previous: Int32Array;
  readonly next: Int32Array;
  /** The last child of each: only leaves have none. */
  readonly lastChildren: Int32Array;
  readonly indices: Float64Array;
  /** Bytes from the parent's start. */
  readonly offsets: Float64Array;
  /** Bytes from the file's start. */
  readonly fileOffsets: Float64Array;
  /** Bytes. */
  readonly sizes: Float64Array;
  readonly alignments: Float64Array;
  readonly #tags: readonly string[];
  readonly #flags: readonly (readonly string[])[];
  readonly #tagRows: Uint32Array;
  readonly #flagRows: Uint32Array;
  readonly #arguments: Buffer;
  readonly #argumentStarts: Int32Array;
  readonly #nameStarts: Int32Array;
  readonly #argumentEnds: Int32Array;
  readonly #earlier: Uint32Array;
  readonly #slots: Int32Array;
  readonly #keys: string[] = [];

  /** @param columns that a table was made of: it can be of another thread */
  constructor(readonly columns: NodeColumns) {
    this.count = columns.count;
    this.parents = columns.parents;
    this.previous = columns.previous;
    this.next = columns.next;
    this.lastChildren = columns.lastChildren;
    this.indices = columns.indices;
    this.offsets = columns.offsets;
    this.fileOffsets = columns.fileOffsets;
    this.sizes = columns.sizes;
    this.alignments = columns.alignments;
    this.#tags = columns.tags;
    this.#flags = columns.flags;
    this.#tagRows = columns.tagRows;
    this.#flagRows = columns.flagRows;
    const { buffer, byteOffset, byteLength } = columns.arguments;
    this.#arguments = Buffer.from(buffer, byteOffset, byteLength);
    this.#argumentStarts = columns.argumentStarts;
    this.#nameStarts = columns.nameStarts;
    this.#argumentEnds = columns.argumentEnds;
    this.#earlier = columns.earlier;
    this.#slots = columns.slots;
  }

  /** @throws NodeDumpError that names the line */
  static read(dump: Dump): NodeTable {
    const table = new NodeTable(readNodeColumns(dump));
    table.#addKeys();
    return table;
  }

  tag(node: number): string {
    return this.#tags[this.#tagRows[node] as number] as string;
  }

  flags(node: number): readonly string[] {
    return this.#flags[this.#flagRows[node] as number] as readonly string[];
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
