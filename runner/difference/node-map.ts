import type { NodeTable } from '../image/node-dump/node-table';
import { type ImageView, type SectionView, sectionAtRva } from './image-view';
import { imageSymbols, type ImageSymbol } from './image-symbols';
import { hex } from '../text/numbers';
import type { Counterparts } from './counterparts';
import type { ComparedDll } from './imported-dll';
import { LeavesByRva } from './leaves-by-rva';
import { PlacedNode, type PlacedLeaf, type PlacedRows } from './placed-node';
import { placeNodes } from './place-nodes';

/** What lies at an address: the slot of an imported function, a node, a symbol, or else a section. */
export interface Occupant {
  /** "nav(main.f)", "_main", "section(.text)", "__imp_ExitProcess" as compilers call a slot. */
  readonly key: string;
  readonly rva: number;
  /** What it moves together with, if not alone. */
  readonly partOf?: string;
  readonly isSection?: true;
  /**
   * Where what lies inside of it is not known, so that an address within it may be that of anything: RVAs
   * after the first. A section has this, and a symbol, whose size no table has.
   */
  readonly isOpen?: true;
}

/**
 * Nothing lies at or beyond this RVA: sections start and end within 32 bits of an RVA each, and so does what is in
 * them. Most numbers that are tried as pointers are larger.
 */
const RVA_END = 2 ** 34;

/** Where everything lies in memory, by the node dump where there is one, else by symbols and sections. */
export class NodeMap {
  /** Null where there is no dump. */
  readonly rows: PlacedRows | null;
  /** Numbers of the leaves that have bytes and are in memory, by RVA. */
  readonly leaves: Uint32Array;
  readonly #leavesByRva: LeavesByRva;
  readonly #sections: ReadonlyMap<string, SectionView>;
  readonly #slots = new Map<number, Occupant>();
  readonly #slotsByKey = new Map<string, Occupant>();
  /** Where there is no dump. */
  readonly #symbols: readonly ImageSymbol[];
  readonly #symbolsByName: ReadonlyMap<string, ImageSymbol>;

  constructor(
    readonly view: ImageView,
    table: NodeTable | null,
    imports: readonly ComparedDll[] = [],
  ) {
    this.#sections = sectionsByPlace(view);
    this.rows = table === null ? null : placeNodes(this.#sections, table);
    this.leaves = this.rows === null ? new Uint32Array() : leavesOf(this.rows);
    this.#leavesByRva = new LeavesByRva(
      ofRows(this.leaves, this.rows?.rvas),
      ofRows(this.leaves, table?.sizes),
    );
    this.#symbols = table === null ? imageSymbols(view) : [];
    this.#symbolsByName = new Map(this.#symbols.map((symbol) => [symbol.name, symbol]));
    this.#addSlots(imports);
  }

  /** Nodes of the dump. */
  get count(): number {
    return this.rows?.table.count ?? 0;
  }

  /** The node of a number; null for one that there is not. */
  node(number: number): PlacedNode | null {
    return this.rows === null || number < 0 || number >= this.count
      ? null
      : new PlacedNode(this.rows, number);
  }

  /** The node of a key; null if there is none. */
  byKey(key: string): PlacedNode | null {
    return this.node(this.rows?.table.numberOf(key) ?? -1);
  }

  /** The leaf that an RVA is in. */
  leafAt(rva: number): PlacedLeaf | null {
    return this.node(this.leaves[this.#leavesByRva.numberAt(rva)] ?? -1) as PlacedLeaf | null;
  }

  /** The number among the leaves of the one that is the place at an RVA; -1 if that is none. */
  leafNumberAt(rva: number): number {
    return this.#slots.has(rva) ? -1 : this.#leavesByRva.numberAt(rva);
  }

  /** Whether a slot of an import starts at an RVA. */
  hasSlotAt(rva: number): boolean {
    return this.#slots.has(rva);
  }

  /** The slot, the leaf, the symbol before it, or else the section, that an RVA is in. */
  placeAt(rva: number): Occupant | null {
    if (rva >= RVA_END) return null;
    const slot = this.#slots.get(rva);
    if (slot !== undefined) return slot;
    const leaf = this.leafAt(rva);
    if (leaf !== null) return leaf;
    const section = sectionAtRva(this.view, rva);
    if (section === null) return null;
    const symbol = this.#symbolBefore(rva, section);
    if (symbol !== null) return { key: symbol.name, rva: symbol.rva, isOpen: true };
    const { virtual_address: start } = section.header;
    return { key: sectionPlaceKey(section), rva: start, isSection: true, isOpen: true };
  }

  /** RVA at which a place of this key is now; null if it is gone. */
  rvaOf(key: string): number | null {
    const node = this.byKey(key) ?? this.#slotsByKey.get(key);
    if (node !== undefined) return node.rva;
    const symbol = this.#symbolsByName.get(key);
    if (symbol !== undefined) return symbol.rva;
    return this.#sections.get(key)?.header.virtual_address ?? null;
  }

  /** Whether anything of this image lies at another RVA in another one. */
  isMovedIn(other: NodeMap, counterparts: Counterparts): boolean {
    const isMoved = (key: string, rva: number): boolean => {
      const present = other.rvaOf(key);
      return present !== null && present !== rva;
    };
    return (
      [...this.#sections].some(([key, { header }]) => isMoved(key, header.virtual_address)) ||
      this.#isLeafMovedIn(other, counterparts) ||
      this.#symbols.some(({ name, rva }) => isMoved(name, rva)) ||
      [...this.#slotsByKey].some(([key, { rva }]) => isMoved(key, rva))
    );
  }

  #isLeafMovedIn(other: NodeMap, counterparts: Counterparts): boolean {
    if (this.rows === null) return false;
    const { rvas, table } = this.rows;
    for (const leaf of this.leaves) {
      const rva = rvas[leaf] as number;
      const now = counterparts.numberOf(leaf);
      // What is in no section, NaN, lies nowhere, which is no other place.
      const present = now < 0 ? other.rvaOf(table.key(leaf)) : (other.rows?.rvas[now] ?? NaN);
      if (present !== null && !Number.isNaN(present) && present !== rva) return true;
    }
    return false;
  }

  /** "nav(main.f)", "nav(main.f)+0x4", "section(.text)+0x40"; null for what is nowhere. */
  describe(rva: number): string | null {
    const place = this.placeAt(rva);
    if (place === null) return null;
    const name = rva === place.rva ? place.key : `${place.key}+${hex(rva - place.rva)}`;
    const isFree = this.count > 0 && place.isSection === true;
    return isFree ? `free space at ${name}` : name;
  }

  /** Whether a node or one above it is flagged as moved: what refers to it is written later. */
  hasPendingMove(key: string): boolean {
    for (let node = this.byKey(key); node !== null; node = node.parent) {
      if (node.flags.includes('moved')) return true;
    }
    return false;
  }

  /** The last symbol of a section that is not after an RVA. */
  #symbolBefore(rva: number, { row }: SectionView): ImageSymbol | null {
    let low = 0;
    let high = this.#symbols.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#symbols[middle]?.rva ?? 0) <= rva) low = middle + 1;
      else high = middle;
    }
    const symbol = this.#symbols[low - 1];
    return symbol?.section === row ? symbol : null;
  }

  #addSlots(imports: readonly ComparedDll[]): void {
    for (const { key: dll, row, functions } of imports) {
      for (const [index, { key: own }] of functions.entries()) {
        const rva = row.import_address_table_rva + (index * this.view.bits) / 8;
        const partOf = this.leafAt(rva)?.key ?? 'the import address tables';
        const name = `__imp_${own}`;
        const key = this.#slotsByKey.has(name) ? `${name}(${dll})` : name;
        const slot = { key, rva, partOf };
        this.#slots.set(rva, slot);
        this.#slotsByKey.set(slot.key, slot);
      }
    }
  }
}

/** The section's node key, if its name is the only one. */
export function sectionPlaceKey({ name, key }: SectionView): string {
  const again = /#\d+$/.exec(key)?.[0] ?? '';
  return `section(${name})${name.endsWith(again) ? '' : again}`;
}

/** Of several sections with one key, the first. */
function sectionsByPlace({ sections }: ImageView): ReadonlyMap<string, SectionView> {
  const entries = sections.map((section) => [sectionPlaceKey(section), section] as const);
  return new Map(entries.reverse());
}

/** What a column has for some rows. */
function ofRows(rows: Uint32Array, column: Float64Array | undefined): Float64Array {
  const values = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i += 1) values[i] = column?.[rows[i] as number] ?? NaN;
  return values;
}

/** The numbers of leaves that have bytes and are in memory, by RVA. */
function leavesOf({ table, rvas }: PlacedRows): Uint32Array {
  const leaves = new Uint32Array(table.count);
  let count = 0;
  let isSorted = true;
  let last = -Infinity;
  for (let node = 0; node < table.count; node += 1) {
    const rva = rvas[node] as number;
    const isLeaf = (table.lastChildren[node] as number) < 0;
    if (!isLeaf || Number.isNaN(rva) || !((table.sizes[node] as number) > 0)) continue;
    leaves[count++] = node;
    isSorted &&= rva >= last;
    last = rva;
  }
  const found = leaves.slice(0, count);
  if (isSorted) return found;
  // Mostly a few nodes moved to the end: of an array, sorting finds what is in order already, of a typed array it does not.
  const order = (a: number, b: number): number =>
    (rvas[a] as number) - (rvas[b] as number) || a - b;
  return Uint32Array.from(Array.from(found).sort(order));
}
