import type { NodeTable } from '../image/node-dump/node-table';

/** What is known of all nodes of a dump, in rows: what the dump says, and where they lie in the image. */
export interface PlacedRows {
  readonly table: NodeTable;
  /** RVAs; NaN for what is in no section that the image has. */
  readonly rvas: Float64Array;
  /** 1 for what is in a section of code. */
  readonly code: Uint8Array;
}

/** A node of the dump, placed in the image: a view of its row, made when it is asked for. */
export class PlacedNode {
  readonly #rows: PlacedRows;

  /** @param number among all nodes of its dump, from 0 */
  constructor(
    rows: PlacedRows,
    readonly number: number,
  ) {
    this.#rows = rows;
  }

  /** Its key, with "#2" after if it is not the first of that key. */
  get key(): string {
    return this.#rows.table.key(this.number);
  }

  get tag(): string {
    return this.#rows.table.tag(this.number);
  }

  /** What stands in parentheses after the tag; null without. */
  get argument(): string | null {
    return this.#rows.table.argument(this.number);
  }

  get index(): number {
    return this.#rows.table.indices[this.number] as number;
  }

  /** Bytes from the parent's start. */
  get offset(): number {
    return this.#rows.table.offsets[this.number] as number;
  }

  /** Bytes. */
  get size(): number {
    return this.#rows.table.sizes[this.number] as number;
  }

  get alignment(): number {
    return this.#rows.table.alignments[this.number] as number;
  }

  /** Of "fixed", "moved", "resized", "has_content", those that are set. */
  get flags(): readonly string[] {
    return this.#rows.table.flags(this.number);
  }

  /** File offset. */
  get start(): number {
    return this.#rows.table.fileOffsets[this.number] as number;
  }

  /** File offset of what comes after. */
  get end(): number {
    return this.start + this.size;
  }

  /** Null for what is in no section that the image has. */
  get rva(): number | null {
    const rva = this.#rows.rvas[this.number] as number;
    return Number.isNaN(rva) ? null : rva;
  }

  get isCode(): boolean {
    return this.#rows.code[this.number] === 1;
  }

  get isLeaf(): boolean {
    return this.lastChild === null;
  }

  get parent(): PlacedNode | null {
    return this.#at(this.#rows.table.parents);
  }

  /** The sibling in front of it. */
  get previous(): PlacedNode | null {
    return this.#at(this.#rows.table.previous);
  }

  /** The sibling after it. */
  get next(): PlacedNode | null {
    return this.#at(this.#rows.table.next);
  }

  get lastChild(): PlacedNode | null {
    return this.#at(this.#rows.table.lastChildren);
  }

  #at(column: Int32Array): PlacedNode | null {
    const number = column[this.number] as number;
    return number < 0 ? null : new PlacedNode(this.#rows, number);
  }
}

/** A node without children that has bytes, and is in memory. */
export type PlacedLeaf = PlacedNode & { readonly rva: number };
