import type { NodeIndex } from './indices';
import { widenColumn } from './column';

/** The kinds of nodes, as the node dump prints them. Upstream: `Coff2.Node`. */
export const NODE_TAGS = [
  'file',
  'header',
  'signature',
  'coff_header',
  'optional_header',
  'data_directories',
  'section_table',
  'section',
  'import_directory_table',
  'import_lookup_table',
  'import_address_table',
  'import_hint_name_table',
  'global',
  'nav',
  'uav',
  'lazy_code',
  'lazy_const_data',
] as const;

export type NodeTag = (typeof NODE_TAGS)[number];

const TAG_NUMBERS = new Map<NodeTag, number>(NODE_TAGS.map((tag, number) => [tag, number]));

/**
 * What each node is. (The `NodeTable` says where it is.) The columns:
 *
 *     tag    u8   index in NODE_TAGS
 *     index  i32  which one of its kind: for a section, its index in the section table; for an
 *                 import table, the index of its DLL in the import directory table; for a global,
 *                 nav, uav or lazy symbol, its index in their map; otherwise 0
 */
export class NodeKinds {
  #tag = new Uint8Array(64);
  #index = new Int32Array(64);

  set(ni: NodeIndex, tag: NodeTag, index = 0): void {
    if (ni >= this.#tag.length) {
      const capacity = Math.max(ni + 1, this.#tag.length * 2);
      this.#tag = widenColumn(this.#tag, capacity);
      this.#index = widenColumn(this.#index, capacity);
    }
    this.#tag[ni] = TAG_NUMBERS.get(tag) as number;
    this.#index[ni] = index;
  }

  tag(ni: NodeIndex): NodeTag {
    return NODE_TAGS[this.#tag[ni] as number] as NodeTag;
  }

  index(ni: NodeIndex): number {
    return this.#index[ni] as number;
  }

  /** Makes these kinds those of another table, as they are now. */
  copyFrom(other: NodeKinds): void {
    this.#tag = other.#tag.slice();
    this.#index = other.#index.slice();
  }
}
