import { alignForward, alignmentLog2 } from './alignment';
import type { HostProfile } from './host-profile';
import { ImageBytes } from './image-bytes';
import { IndexStack } from './index-stack';
import { NodeIndex, type FileOffset } from './indices';
import type { Remedy } from './link-decision';
import { LinkError } from './link-error';
import type { LinkObserver } from './link-observer';
import { NodeFlag, NodeTable } from './node-table';

/** How to add a node. Upstream: `MappedFile.AddNodeOptions`. */
export interface AddNodeOptions {
  /** Bytes; default 0. Rounded up to the alignment. */
  readonly size?: number;
  /** Bytes, a power of two; default 1. */
  readonly alignment?: number;
  /** Never floats; default false. */
  readonly fixed?: boolean;
  /** Raise a moved event, so that its address gets computed; default false. */
  readonly moved?: boolean;
  /** A move of this node counts as a move of its children; default true. */
  readonly bubblesMoved?: boolean;
}

/** One and a half times a size: what a parent is asked for, so that it rarely has to grow. */
function withReserve(size: number): number {
  return size + Math.floor(size / 2);
}

/**
 * A tree of nodes over one growing file. It decides where everything lies in the file.
 *
 * Children lie inside their parent, in order, without overlap. A node that outgrows its place makes
 * its parent grow, floats to the end of the parent, or pushes its next sibling there. Nothing is
 * ever removed, so the place that a node leaves stays free. Every change of a place or size is an
 * event on the `updates` stack. The linker acts on events when it is idle.
 *
 * Upstream: `src/link/MappedFile.zig`.
 */
export class MappedFile {
  readonly nodes = new NodeTable();
  readonly image: ImageBytes;
  /** Nodes with events that still wait, last in, first out. A node may be in it twice. */
  readonly updates = new IndexStack<NodeIndex>();

  constructor(
    readonly host: HostProfile,
    /** Is told what happens to nodes and bytes; null for nobody. */
    readonly observer: LinkObserver | null = null,
  ) {
    this.image = new ImageBytes(observer);
    this.nodes.add(0, NodeFlag.FIXED | NodeFlag.BUBBLES_MOVED);
  }

  /** Makes this file what another one on the same host is now. No event is raised or told. */
  copyFrom(other: MappedFile): void {
    this.nodes.copyFrom(other.nodes);
    this.image.copyFrom(other.image);
    this.updates.copyFrom(other.updates);
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
    // With both event flags set, the steps below queue nothing for this node.
    const ni = nodes.add(log2, permanentFlags | NodeFlag.MOVED | NodeFlag.RESIZED);
    nodes.setParent(ni, parent);
    nodes.setPrev(ni, prev);
    // Quirk unlinked-while-added: the node is linked only at the end. Until then, whatever grows
    // around it takes its predecessor for the last child (`parent.last`) and reserves less.
    const parentSize = nodes.size(parent);
    if (offset > nodes.size(parent)) this.resize(parent, offset);
    nodes.setLocation(ni, offset, 0);
    this.resize(ni, options.size ?? 0);
    nodes.setFlags(ni, nodes.flags(ni) & ~(NodeFlag.MOVED | NodeFlag.RESIZED));
    if (options.moved === true) this.moved(ni);
    if (this.observer !== null) {
      this.observer.decided({ kind: 'node_added', node: ni, parent, alignment });
      if (nodes.size(parent) !== parentSize) {
        const about = { node: ni, otherNode: parent, from: parentSize, to: nodes.size(parent) };
        this.observer.decided({ kind: 'quirk', quirk: 'unlinked-while-added', about });
      }
    }

    if (prev === NodeIndex.NONE) nodes.setFirst(parent, ni);
    else nodes.setNext(prev, ni);
    nodes.setLast(parent, ni);
    return ni;
  }

  /**
   * Gives a node `requested` bytes, rounded up to its alignment, or more. The node may move. A
   * smaller size makes it shrink. Upstream: `resizeNode`.
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
          this.#outgrown(ni, newSize, room - offset, 'parent_grows', parent);
          this.resize(parent, withReserve(needed));
          continue;
        }
        this.#outgrown(ni, newSize, room - offset, 'range_inserted', ni);
        this.#insertBehind(ni, grow);
        return;
      }
      if (next === NodeIndex.NONE) {
        this.#outgrown(ni, newSize, room - offset, 'parent_grows', parent);
        this.resize(parent, withReserve(offset + newSize));
        continue;
      }
      if ((nodes.flags(ni) & NodeFlag.FIXED) === 0) {
        const target = alignForward(nodes.end(nodes.last(parent)), alignment);
        if (target + newSize > nodes.size(parent)) {
          this.#outgrown(ni, newSize, room - offset, 'parent_grows', parent);
          this.resize(parent, withReserve(target + newSize));
          continue;
        }
        this.#outgrown(ni, newSize, room - offset, 'floats', ni);
        this.#linkLast(ni);
        if ((nodes.flags(ni) & NodeFlag.HAS_CONTENT) !== 0) {
          this.#moveBytes(parent, offset, target, oldSize);
        }
        offset = target;
        continue;
      }
      this.#outgrown(ni, newSize, room - offset, 'pushes_aside', next);
      this.#pushAside(ni, next, offset + newSize);
    }
  }

  #outgrown(node: NodeIndex, needed: number, room: number, remedy: Remedy, other: NodeIndex): void {
    if (this.observer === null) return;
    this.observer.decided({ kind: 'outgrown', node, needed, room, remedy, other });
  }

  /**
   * A fixed node needs the place of `next`, which moves to the end of the parent. If the parent is
   * too small for that, it grows, and the caller tries again.
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
    if (this.observer !== null) {
      const about = { node: ni, otherNode: next, from: nodes.offset(next), to: target };
      this.observer.decided({ kind: 'quirk', quirk: 'push-aside-content', about });
    }
    // Quirk push-aside-content: has_content of the growing node decides, not that of the node that
    // is moved. So if the growing node is empty, the bytes of its neighbour are not moved.
    if ((nodes.flags(ni) & NodeFlag.HAS_CONTENT) !== 0) {
      this.#moveBytes(parent, nodes.offset(next), target, size);
    }
    this.#setLocation(next, target, size);
  }

  /**
   * The host inserts `grow` zero bytes after a node, and everything after it in the file moves up.
   *
   * Quirk insert-ignores-sibling-alignment: it moves by a multiple of the alignment of this node. A
   * later sibling with a stricter alignment (above the block size) is misaligned afterwards.
   */
  #insertBehind(ni: NodeIndex, grow: number): void {
    const { nodes } = this;
    const at = (this.fileOffset(ni) + nodes.size(ni)) as FileOffset;
    this.image.insertZeros(at, grow);
    for (let grown = ni; grown !== NodeIndex.NONE; grown = nodes.parent(grown)) {
      this.#setLocation(grown, nodes.offset(grown), nodes.size(grown) + grow);
      for (let n = nodes.next(grown); n !== NodeIndex.NONE; n = nodes.next(n)) {
        this.#setLocation(n, nodes.offset(n) + grow, nodes.size(n));
        if (this.observer !== null && grow % nodes.alignment(n) !== 0) {
          const about = { node: n, otherNode: ni, from: grow, to: nodes.alignment(n) };
          const quirk = 'insert-ignores-sibling-alignment';
          this.observer.decided({ kind: 'quirk', quirk, about });
        }
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
    if (this.observer !== null) this.observer.nodePlaced(ni, offset, size);
  }

  /** Raises a moved event, unless one waits already, for the node or for a parent it moves with. */
  moved(ni: NodeIndex): void {
    if (this.observer !== null) this.observer.nodeMoved(ni);
    if (this.hasMoved(ni)) return;
    const flags = this.nodes.flags(ni);
    if (this.observer !== null && (flags & NodeFlag.MOVED) !== 0) {
      const about = { node: ni };
      this.observer.decided({ kind: 'quirk', quirk: 'sections-never-moved', about });
    }
    this.nodes.setFlags(ni, flags | NodeFlag.MOVED);
    if ((flags & NodeFlag.RESIZED) === 0) this.updates.push(ni);
  }

  /** Raises a resized event, unless one waits already. */
  resized(ni: NodeIndex): void {
    const flags = this.nodes.flags(ni);
    if ((flags & NodeFlag.RESIZED) !== 0) return;
    this.nodes.setFlags(ni, flags | NodeFlag.RESIZED);
    if ((flags & NodeFlag.MOVED) === 0) this.updates.push(ni);
  }

  /**
   * Whether the address of the node is stale: a moved event waits for it, or for a parent that it
   * moves with.
   *
   * Quirk sections-never-moved: for a node that does not bubble this is false, even if it is flagged
   * as moved. So a section is pushed once for every move.
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

  /** Clears the moved flag. @returns whether it was set */
  cleanMoved(ni: NodeIndex): boolean {
    return this.#clean(ni, NodeFlag.MOVED);
  }

  /** Clears the resized flag. @returns whether it was set */
  cleanResized(ni: NodeIndex): boolean {
    return this.#clean(ni, NodeFlag.RESIZED);
  }

  #clean(ni: NodeIndex, flag: number): boolean {
    const flags = this.nodes.flags(ni);
    this.nodes.setFlags(ni, flags & ~flag);
    return (flags & flag) !== 0;
  }

  /** Where the first byte of a node lies in the file. For reading: does not set has_content. */
  fileOffset(ni: NodeIndex): FileOffset {
    const { nodes } = this;
    let offset = 0;
    for (let n = ni; n !== NodeIndex.NONE; n = nodes.parent(n)) offset += nodes.offset(n);
    return offset as FileOffset;
  }

  /**
   * Takes a node's bytes for writing. Upstream: `Node.Index.slice`.
   *
   * Quirk taking-is-content: the node and all its parents have content from now on, even if nothing
   * is written. So a symbol with empty content has has_content with size 0.
   *
   * @returns where the first byte of the node lies in the file
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

  /** The bytes of a node, for reading. The view is valid until the file next grows. */
  sliceConst(ni: NodeIndex): Uint8Array {
    const offset = this.fileOffset(ni);
    return this.image.contents().subarray(offset, offset + this.nodes.size(ni));
  }
}
