import type { LinkTables, NodeIndex } from '../../reference';
import { nodeKey, type DumpNode } from '../image/node-dump/parse-node-dump';

/** The children of a leaf: most nodes are leaves, and share it. */
const NO_CHILDREN: readonly LinkedNode[] = [];

/**
 * A node as the tables of a linker have it: what its node dump would say, without the text. It is read
 * while the linker rests. Names are made when they are asked for: a step shows few of its thousands of nodes.
 */
export class LinkedNode implements DumpNode {
  readonly #tables: LinkTables;
  readonly #index: NodeIndex;
  readonly offset: number;
  readonly fileOffset: number;
  readonly size: number;
  readonly depth: number;
  #children: readonly LinkedNode[] | null = null;

  private constructor(
    tables: LinkTables,
    index: NodeIndex,
    readonly parent: LinkedNode | null,
  ) {
    this.#tables = tables;
    this.#index = index;
    this.offset = tables.nodeOffset(index);
    this.fileOffset = (parent?.fileOffset ?? 0) + this.offset;
    this.size = tables.nodeSize(index);
    this.depth = parent === null ? 0 : parent.depth + 1;
  }

  /** The nodes of a linker, as its node dump lists them: the root comes first. */
  static all(tables: LinkTables): readonly LinkedNode[] {
    const all: LinkedNode[] = [];
    const add = (node: LinkedNode): void => {
      all.push(node);
      for (const child of node.children) add(child);
    };
    add(new LinkedNode(tables, tables.root, null));
    return all;
  }

  /** A node of a linker by its index, without its siblings. */
  static at(tables: LinkTables, index: NodeIndex): LinkedNode {
    const parent = tables.nodeParent(index);
    return new LinkedNode(tables, index, parent === null ? null : LinkedNode.at(tables, parent));
  }

  get index(): NodeIndex {
    return this.#index;
  }

  get tag(): string {
    return this.#tables.nodeTag(this.#index);
  }

  get argument(): string | null {
    return this.#tables.nodeArgument(this.#index);
  }

  get key(): string {
    return nodeKey(this.tag, this.argument);
  }

  get alignment(): number {
    return this.#tables.nodeAlignment(this.#index);
  }

  get flags(): readonly string[] {
    return this.#tables.nodeFlags(this.#index);
  }

  get children(): readonly LinkedNode[] {
    return (this.#children ??= this.#childrenNow());
  }

  #childrenNow(): readonly LinkedNode[] {
    const tables = this.#tables;
    const first = tables.firstChild(this.#index);
    if (first === null) return NO_CHILDREN;
    const children: LinkedNode[] = [];
    for (let at: NodeIndex | null = first; at !== null; at = tables.nextSibling(at)) {
      children.push(new LinkedNode(tables, at, this));
    }
    return children;
  }
}
