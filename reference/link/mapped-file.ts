import { alignForward, alignmentLog2 } from './alignment';
import type { HostProfile } from './host-profile';
import { ImageBytes } from './image-bytes';
import { IndexStack } from './index-stack';
import { NodeIndex, type FileOffset } from './indices';
import { LinkError } from './link-error';
import { NodeFlag, NodeTable } from './node-table';

/** How to add a node. Upstream: `MappedFile.AddNodeOptions`. */
export interface AddNodeOptions {
  /** Bytes; default 0. Rounded up to the alignment. */
  readonly size?: number;
  /** Bytes, a power of two; default 1. */
  readonly alignment?: number;
  /** Never floats; default false. */
  readonly fixed?: boolean;
  /** Raise a moved event, so that whoever knows its address is told; default false. */
  readonly moved?: boolean;
  /** Its children move with it; default true. */
  readonly bubblesMoved?: boolean;
}

/** A size with half of it on top: what a parent is asked to hold, so that growing is rare. */
function withReserve(size: number): number {
  return size + Math.floor(size / 2);
}

/**
 * A tree of nodes over one growing file: it decides where everything lies in the image.
 *
 * Children lie within their parent, in order, without overlap. A node that outgrows its place
 * makes its parent grow, floats to the parent's end, or pushes its next sibling there; nothing is
 * ever removed, so what a node leaves behind stays free. Every change of a place or size is an
 * event on the `updates` stack, for the linker to act upon when it is idle.
 *
 * Upstream: `src/link/MappedFile.zig`.
 */
export class MappedFile {
  readonly nodes = new NodeTable();
  readonly image = new ImageBytes();
  /** Nodes with events that nobody acted on yet, last in, first out; one may stand in it twice. */
  readonly updates = new IndexStack<NodeIndex>();

  constructor(readonly host: HostProfile) {
    this.nodes.add(0, NodeFlag.FIXED | NodeFlag.BUBBLES_MOVED);
  }

  /** Adds a node as the last child of `parent`. Upstream: `addOnlyChildNode`, `addLastChildNode`. */
  addLastChild(parent: NodeIndex, options: AddNodeOptions): NodeIndex {
    const { nodes } = this;
    const alignment = options.alignment ?? 1;
    const log2 = alignmentLog2(alignment);
    if (log2 === undefined) {
      throw new LinkError('misuse', `alignment ${alignment} is not a power of two up to 2^52`);
    }
    const permanentFlags =
      (options.fixed === true ? NodeFlag.FIXED : 0) |
      (options.bubblesMoved === false ? 0 : NodeFlag.BUBBLES_MOVED) |
      ((nodes.flags(parent) & NodeFlag.BUBBLES_MOVED) === 0 ? NodeFlag.MOVES_ALONE : 0);

    const prev = nodes.last(parent);
    const offset = alignForward(nodes.end(prev), alignment);
    // Both event flags up: the steps below queue nothing for a node that is not there yet.
    const ni = nodes.add(log2, permanentFlags | NodeFlag.MOVED | NodeFlag.RESIZED);
    nodes.setParent(ni, parent);
    nodes.setPrev(ni, prev);
    // Quirk unlinked-while-added: the node is linked only at the end, so what grows around it takes
    // its predecessor for the last child (`parent.last`) and reserves that much less.
    if (offset > nodes.size(parent)) this.resize(parent, offset);
    nodes.setLocation(ni, offset, 0);
    this.resize(ni, options.size ?? 0);
    nodes.setFlags(ni, nodes.flags(ni) & ~(NodeFlag.MOVED | NodeFlag.RESIZED));
    if (options.moved === true) this.moved(ni);

    if (prev === NodeIndex.NONE) nodes.setFirst(parent, ni);
    else nodes.setNext(prev, ni);
    nodes.setLast(parent, ni);
    return ni;
  }

  /**
   * Gives a node at least `requested` bytes, rounded up to its alignment, wherever that puts it.
   * A smaller size is taken as it is, so this also cuts. Upstream: `resizeNode`.
   * @throws LinkError `too_large`
   */
  resize(ni: NodeIndex, requested: number): void {
    const { nodes } = this;
    const alignment = nodes.alignment(ni);
    const newSize = alignForward(requested, alignment);
    if (ni === NodeIndex.ROOT) {
      this.image.setLength(newSize);
      this.#setLocation(ni, 0, newSize);
      return;
    }
    const parent = nodes.parent(ni);
    const oldSize = nodes.size(ni);
    const insertsHere = this.host.insertsRanges && alignment >= this.host.blockSize;
    let offset = nodes.offset(ni);
    for (;;) {
      const next = nodes.next(ni);
      const room = next === NodeIndex.NONE ? nodes.size(parent) : nodes.offset(next);
      if (offset + newSize <= room) {
        this.#setLocation(ni, offset, newSize);
        return;
      }
      if (insertsHere) {
        const grow = alignForward(withReserve(requested), alignment) - oldSize;
        const needed = nodes.end(nodes.last(parent)) + grow;
        if (needed > nodes.size(parent)) {
          this.resize(parent, withReserve(needed));
          continue;
        }
        this.#insertBehind(ni, grow);
        return;
      }
      if (next === NodeIndex.NONE) {
        this.resize(parent, withReserve(offset + newSize));
        continue;
      }
      if ((nodes.flags(ni) & NodeFlag.FIXED) === 0) {
        const target = alignForward(nodes.end(nodes.last(parent)), alignment);
        if (target + newSize > nodes.size(parent)) {
          this.resize(parent, withReserve(target + newSize));
          continue;
        }
        this.#linkLast(ni);
        if ((nodes.flags(ni) & NodeFlag.HAS_CONTENT) !== 0) {
          this.#moveBytes(parent, offset, target, oldSize);
        }
        offset = target;
        continue;
      }
      this.#pushAside(ni, next, offset + newSize);
    }
  }

  /**
   * A fixed node needs the place of `next`, which goes to the parent's end (or, where that is too
   * small, the parent grows and the caller tries again).
   */
  #pushAside(ni: NodeIndex, next: NodeIndex, wantedEnd: number): void {
    const { nodes } = this;
    const parent = nodes.parent(ni);
    const size = nodes.size(next);
    const target = alignForward(
      Math.max(wantedEnd, nodes.end(nodes.last(parent))),
      nodes.alignment(next),
    );
    if (target + size > nodes.size(parent)) {
      this.resize(parent, withReserve(target + size));
      return;
    }
    this.#linkLast(next);
    // Quirk push-aside-content: the growing node's has_content decides, not that of the node that
    // is moved. An empty header node thus leaves its neighbour's bytes behind.
    if ((nodes.flags(ni) & NodeFlag.HAS_CONTENT) !== 0) {
      this.#moveBytes(parent, nodes.offset(next), target, size);
    }
    this.#setLocation(next, target, size);
  }

  /**
   * The host inserts `grow` zero bytes behind a node, and all that lies further on moves up.
   *
   * Quirk insert-ignores-sibling-alignment: by a multiple of this node's alignment, whatever theirs
   * is. A later sibling with a stricter one (above the block size) is then misaligned.
   */
  #insertBehind(ni: NodeIndex, grow: number): void {
    const { nodes } = this;
    const at = (this.fileOffset(ni) + nodes.size(ni)) as FileOffset;
    this.image.insertZeros(at, grow);
    for (let grown = ni; grown !== NodeIndex.NONE; grown = nodes.parent(grown)) {
      this.#setLocation(grown, nodes.offset(grown), nodes.size(grown) + grow);
      for (let n = nodes.next(grown); n !== NodeIndex.NONE; n = nodes.next(n)) {
        this.#setLocation(n, nodes.offset(n) + grow, nodes.size(n));
      }
    }
  }

  /** Makes a linked node the last child of its parent. */
  #linkLast(ni: NodeIndex): void {
    const { nodes } = this;
    const parent = nodes.parent(ni);
    const last = nodes.last(parent);
    if (last === ni) return;
    const prev = nodes.prev(ni);
    const next = nodes.next(ni);
    if (prev === NodeIndex.NONE) nodes.setFirst(parent, next);
    else nodes.setNext(prev, next);
    nodes.setPrev(next, prev);
    nodes.setNext(last, ni);
    nodes.setPrev(ni, last);
    nodes.setNext(ni, NodeIndex.NONE);
    nodes.setLast(parent, ni);
  }

  #moveBytes(parent: NodeIndex, from: number, to: number, size: number): void {
    const base = this.fileOffset(parent);
    this.image.move((base + from) as FileOffset, (base + to) as FileOffset, size);
  }

  /** Upstream: `setLocationAssumeCapacity`. */
  #setLocation(ni: NodeIndex, offset: number, size: number): void {
    const { nodes } = this;
    if (size === 0) nodes.setFlags(ni, nodes.flags(ni) & ~NodeFlag.HAS_CONTENT);
    if (offset !== nodes.offset(ni)) this.moved(ni);
    if (size !== nodes.size(ni)) this.resized(ni);
    nodes.setLocation(ni, offset, size);
  }

  /** Raises a moved event, unless one stands already, here or (bubbling) above. */
  moved(ni: NodeIndex): void {
    if (this.hasMoved(ni)) return;
    const flags = this.nodes.flags(ni);
    this.nodes.setFlags(ni, flags | NodeFlag.MOVED);
    if ((flags & NodeFlag.RESIZED) === 0) this.updates.push(ni);
  }

  /** Raises a resized event, unless one stands already. */
  resized(ni: NodeIndex): void {
    const flags = this.nodes.flags(ni);
    if ((flags & NodeFlag.RESIZED) !== 0) return;
    this.nodes.setFlags(ni, flags | NodeFlag.RESIZED);
    if ((flags & NodeFlag.MOVED) === 0) this.updates.push(ni);
  }

  /**
   * Whether the node's address is not to be trusted now: it or something that it moves with has a
   * pending moved event.
   *
   * Quirk sections-never-moved: a node that does not bubble answers no even while it is itself
   * flagged moved, so a section is pushed once for every move.
   */
  hasMoved(ni: NodeIndex): boolean {
    const { nodes } = this;
    let n = ni;
    while (n !== NodeIndex.ROOT) {
      const flags = nodes.flags(n);
      if ((flags & NodeFlag.BUBBLES_MOVED) === 0) return false;
      if ((flags & NodeFlag.MOVED) !== 0) return true;
      if ((flags & NodeFlag.MOVES_ALONE) !== 0) return false;
      n = nodes.parent(n);
    }
    return false;
  }

  /** Raises a moved event on each child, last to first. */
  childrenMoved(ni: NodeIndex): void {
    const { nodes } = this;
    for (let n = nodes.last(ni); n !== NodeIndex.NONE; n = nodes.prev(n)) this.moved(n);
  }

  /** Answers the moved flag and lowers it. */
  cleanMoved(ni: NodeIndex): boolean {
    return this.#clean(ni, NodeFlag.MOVED);
  }

  /** Answers the resized flag and lowers it. */
  cleanResized(ni: NodeIndex): boolean {
    return this.#clean(ni, NodeFlag.RESIZED);
  }

  #clean(ni: NodeIndex, flag: number): boolean {
    const flags = this.nodes.flags(ni);
    this.nodes.setFlags(ni, flags & ~flag);
    return (flags & flag) !== 0;
  }

  /** Where a node's first byte lies in the file. Reading: leaves has_content alone. */
  fileOffset(ni: NodeIndex): FileOffset {
    const { nodes } = this;
    let offset = 0;
    for (let n = ni; n !== NodeIndex.NONE; n = nodes.parent(n)) offset += nodes.offset(n);
    return offset as FileOffset;
  }

  /**
   * Takes a node's bytes for writing. Upstream: `Node.Index.slice`.
   *
   * Quirk taking-is-content: the node and all above it have content from now on, even if nothing is
   * written. A symbol with empty content thus has has_content, at size 0.
   *
   * @returns where the node's first byte lies in the file
   */
  slice(ni: NodeIndex): FileOffset {
    const { nodes } = this;
    let offset = 0;
    for (let n = ni; n !== NodeIndex.NONE; n = nodes.parent(n)) {
      nodes.setFlags(n, nodes.flags(n) | NodeFlag.HAS_CONTENT);
      offset += nodes.offset(n);
    }
    return offset as FileOffset;
  }

  /** A node's bytes, for reading: a view, valid until the next operation that grows the file. */
  sliceConst(ni: NodeIndex): Uint8Array {
    const offset = this.fileOffset(ni);
    return this.image.contents().subarray(offset, offset + this.nodes.size(ni));
  }
}
