import { piecesOf, type Dump } from './dump-pieces';
import type { NodeLineBytes } from './node-line-bytes';
import { nameStartInBytes } from './node-name';
import { readNodeBytes } from './read-node-bytes';

/** Nodes that new columns have room for. */
const ROOM = 64;
/** Bytes of arguments that new columns have room for. */
const BYTES = 0x1000;

/**
 * What a table of nodes is made of: plain data, which a thread can hand to another without a copy. Columns have a row for
 * each node, in the order of the dump, and may have room for more; -1 stands for no node.
 */
export interface NodeColumns {
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
  /** All tags, and all sets of flags, that a node has; and which of them each node has. */
  readonly tags: readonly string[];
  readonly flags: readonly (readonly string[])[];
  readonly tagRows: Uint32Array;
  readonly flagRows: Uint32Array;
  /** The arguments of all nodes, in UTF-8: all that is kept of the dump's bytes. */
  readonly arguments: Uint8Array;
  /** Where {@link arguments} have that of each node; -1 without. */
  readonly argumentStarts: Int32Array;
  /** Where the name in it starts, which ends with it; -1 without. */
  readonly nameStarts: Int32Array;
  readonly argumentEnds: Int32Array;
  /** Of nodes with the same tag and name, how many are before. */
  readonly earlier: Uint32Array;
  /** Nodes by the hash of their keys, plus 1; 0 for none. A power of two of slots. */
  readonly slots: Int32Array;
}

/**
 * Reads the columns of a dump, but for `earlier` and `slots`, which the table fills.
 * @throws NodeDumpError that names the line
 */
export function readNodeColumns(dump: Dump): NodeColumns {
  const columns = new GrowingColumns();
  const { tags, flags } = readNodeBytes(piecesOf(dump), (line) => {
    columns.add(line);
  });
  return columns.with(tags.values, flags.values);
}

/** Columns to which nodes are added. */
class GrowingColumns {
  count = 0;
  parents = new Int32Array(ROOM);
  previous = new Int32Array(ROOM);
  next = new Int32Array(ROOM);
  lastChildren = new Int32Array(ROOM);
  indices = new Float64Array(ROOM);
  offsets = new Float64Array(ROOM);
  fileOffsets = new Float64Array(ROOM);
  sizes = new Float64Array(ROOM);
  alignments = new Float64Array(ROOM);
  tagRows = new Uint32Array(ROOM);
  flagRows = new Uint32Array(ROOM);
  arguments = new Uint8Array(BYTES);
  argumentStarts = new Int32Array(ROOM);
  nameStarts = new Int32Array(ROOM);
  argumentEnds = new Int32Array(ROOM);
  #argumentsEnd = 0;
  /** The node that was added last, and those above it. */
  readonly #path: number[] = [];

  add(line: NodeLineBytes): void {
    const { count: node } = this;
    if (node === this.sizes.length) this.#grow();
    const { depth, tagRow, offset } = line;
    this.#path.length = depth;
    const parent = this.#path.at(-1) ?? -1;
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
    this.tagRows[node] = tagRow;
    this.flagRows[node] = line.flagRow;
    const start = this.#keep(line);
    const end = this.#argumentsEnd;
    this.argumentStarts[node] = start;
    this.argumentEnds[node] = start < 0 ? -1 : end;
    this.nameStarts[node] =
      start < 0 ? -1 : nameStartInBytes(line.tags.at(tagRow), this.arguments, start, end);
    this.#path.push(node);
    this.count += 1;
  }

  /** The columns as they are now. */
  with(tags: NodeColumns['tags'], flags: NodeColumns['flags']): NodeColumns {
    const { count } = this;
    return {
      count,
      parents: this.parents,
      previous: this.previous,
      next: this.next,
      lastChildren: this.lastChildren,
      indices: this.indices,
      offsets: this.offsets,
      fileOffsets: this.fileOffsets,
      sizes: this.sizes,
      alignments: this.alignments,
      tags,
      flags,
      tagRows: this.tagRows,
      flagRows: this.flagRows,
      arguments: this.arguments,
      argumentStarts: this.argumentStarts,
      nameStarts: this.nameStarts,
      argumentEnds: this.argumentEnds,
      earlier: new Uint32Array(count),
      slots: new Int32Array(2 ** Math.ceil(Math.log2(2 * count))),
    };
  }

  /** Keeps the argument of a node. @returns where it is; -1 without */
  #keep({ bytes, argumentStart, argumentEnd }: NodeLineBytes): number {
    if (argumentStart < 0) return -1;
    const start = this.#argumentsEnd;
    const end = start + argumentEnd - argumentStart;
    if (end > this.arguments.length) {
      this.arguments = grown(this.arguments, new Uint8Array(2 * end));
    }
    // Names are short: a loop is faster than a call.
    const own = this.arguments;
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
    this.tagRows = grown(this.tagRows, new Uint32Array(room));
    this.flagRows = grown(this.flagRows, new Uint32Array(room));
    this.argumentStarts = grown(this.argumentStarts, new Int32Array(room));
    this.nameStarts = grown(this.nameStarts, new Int32Array(room));
    this.argumentEnds = grown(this.argumentEnds, new Int32Array(room));
  }
}

function grown<T extends Float64Array | Int32Array | Uint32Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
