import { parseNodeDump, NodeDumpError, type DumpNode } from '../image/node-dump/parse-node-dump';
import { type ImageView, type SectionView, sectionAtRva } from './image-view';
import { imageSymbols, type ImageSymbol } from './image-symbols';
import { hex, UniqueNames } from '../text/numbers';
import type { Counterparts } from './counterparts';
import type { ComparedDll } from './imported-dll';
import { LeavesByRva, type PlacedLeaf } from './leaves-by-rva';

/** A node of the dump, placed in the image. */
export interface PlacedNode {
  /** Its key, with "#2" after if it is not the first of that key. */
  readonly key: string;
  readonly node: DumpNode;
  /** File offsets. */
  readonly start: number;
  readonly end: number;
  /** Null for what is in no section that the image has. */
  readonly rva: number | null;
  readonly isCode: boolean;
  readonly isLeaf: boolean;
  readonly parent: PlacedNode | null;
  /** Among all nodes of its dump, from 0. */
  readonly number: number;
  /** Among the parent's children, from 0. */
  readonly position: number;
  readonly children: readonly PlacedNode[];
}

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

/** Where everything lies in memory, by the node dump where there is one, else by symbols and sections. */
export class NodeMap {
  readonly all: readonly PlacedNode[];
  readonly byKey: ReadonlyMap<string, PlacedNode>;
  /** Leaves that have bytes and are in memory, by RVA. */
  readonly leaves: readonly PlacedLeaf[];
  readonly #leavesByRva: LeavesByRva;
  readonly #sections: ReadonlyMap<string, SectionView>;
  readonly #slots = new Map<number, Occupant>();
  readonly #slotsByKey = new Map<string, Occupant>();
  /** Where there is no dump. */
  readonly #symbols: readonly ImageSymbol[];
  readonly #symbolsByName: ReadonlyMap<string, ImageSymbol>;

  constructor(
    readonly view: ImageView,
    root: DumpNode | null,
    imports: readonly ComparedDll[] = [],
  ) {
    this.#sections = sectionsByPlace(view);
    const placed = root === null ? null : placeNodes(this.#sections, root);
    this.all = placed?.all ?? [];
    this.byKey = placed?.byKey ?? new Map<string, PlacedNode>();
    this.leaves = this.all.filter(isLeafInMemory).sort((a, b) => a.rva - b.rva);
    this.#leavesByRva = new LeavesByRva(this.leaves);
    this.#symbols = root === null ? imageSymbols(view) : [];
    this.#symbolsByName = new Map(this.#symbols.map((symbol) => [symbol.name, symbol]));
    this.#addSlots(imports);
  }

  /** Whether no two nodes have one key. */
  get hasUniqueKeys(): boolean {
    return this.byKey.size === this.all.length;
  }

  /** The leaf that an RVA is in. */
  leafAt(rva: number): PlacedLeaf | null {
    return this.#leavesByRva.at(rva);
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
    const node = this.byKey.get(key) ?? this.#slotsByKey.get(key);
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
      this.leaves.some((leaf) => {
        const now = counterparts.of(leaf);
        return now === null
          ? isMoved(leaf.key, leaf.rva)
          : now.rva !== null && now.rva !== leaf.rva;
      }) ||
      this.#symbols.some(({ name, rva }) => isMoved(name, rva)) ||
      [...this.#slotsByKey].some(([key, { rva }]) => isMoved(key, rva))
    );
  }

  /** "nav(main.f)", "nav(main.f)+0x4", "section(.text)+0x40"; null for what is nowhere. */
  describe(rva: number): string | null {
    const place = this.placeAt(rva);
    if (place === null) return null;
    const name = rva === place.rva ? place.key : `${place.key}+${hex(rva - place.rva)}`;
    const isFree = this.all.length > 0 && place.isSection === true;
    return isFree ? `free space at ${name}` : name;
  }

  /** Whether a node or one above it is flagged as moved: what refers to it is written later. */
  hasPendingMove(key: string): boolean {
    for (let node = this.byKey.get(key) ?? null; node !== null; node = node.parent) {
      if (node.node.flags.includes('moved')) return true;
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
      for (const [index, { text }] of functions.entries()) {
        const rva = row.import_address_table_rva + (index * this.view.bits) / 8;
        const partOf = this.leafAt(rva)?.key ?? 'the import address tables';
        const name = `__imp_${text}`;
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

/**
 * The root of a dump that fits its image.
 * @returns the reason, as words, if it does not
 */
export function rootOf(dump: string, image: Uint8Array): DumpNode | string {
  let root: DumpNode;
  try {
    root = parseNodeDump(dump);
  } catch (error) {
    if (error instanceof NodeDumpError) return error.message;
    throw error;
  }
  if (root.fileOffset !== 0 || root.size !== image.length) {
    return `its root has ${hex(root.size)} bytes, the image ${hex(image.length)}`;
  }
  return misplaced(root) ?? root;
}

function misplaced(node: DumpNode): string | null {
  let end = 0;
  for (const child of node.children) {
    if (child.offset < end) return `${child.key} overlaps what is in front of it`;
    end = child.offset + child.size;
    if (end > node.size) return `${child.key} passes the end of ${node.key}`;
    const problem = misplaced(child);
    if (problem !== null) return problem;
  }
  return null;
}

/** Of several sections with one key, the first. */
function sectionsByPlace({ sections }: ImageView): ReadonlyMap<string, SectionView> {
  const entries = sections.map((section) => [sectionPlaceKey(section), section] as const);
  return new Map(entries.reverse());
}

function isLeafInMemory(placed: PlacedNode): placed is PlacedLeaf {
  return placed.rva !== null && placed.isLeaf && placed.node.size > 0;
}

/** A node while its children are placed. */
type OpenNode = Omit<PlacedNode, 'children'> & { children: readonly PlacedNode[] };

/** The children of a leaf: most nodes are leaves, and share it. */
const NO_CHILDREN: readonly PlacedNode[] = [];

function placeNodes(
  sections: ReadonlyMap<string, SectionView>,
  root: DumpNode,
): Pick<NodeMap, 'all' | 'byKey'> {
  const all: PlacedNode[] = [];
  const byKey = new Map<string, PlacedNode>();
  /** Only once a key comes again. */
  let names: UniqueNames | null = null;
  const uniqueKey = ({ key }: DumpNode): string => {
    if (names === null) {
      if (!byKey.has(key)) return key;
      names = new UniqueNames();
      for (const { node } of all) names.of(node.key);
    }
    return names.of(key);
  };
  const add = (
    node: DumpNode,
    parent: OpenNode | null,
    rvaFromFile: number | null,
    section: SectionView | null,
  ): void => {
    const key = uniqueKey(node);
    const own = node.tag === 'section' ? (sections.get(key) ?? null) : section;
    const distance =
      node.tag === 'section'
        ? own === null
          ? null
          : own.header.virtual_address - node.fileOffset
        : rvaFromFile;
    const placed: OpenNode = {
      key,
      node,
      start: node.fileOffset,
      end: node.fileOffset + node.size,
      rva: distance === null ? null : node.fileOffset + distance,
      isCode: own !== null && (own.header.flags.MEM_EXECUTE || own.header.flags.CNT_CODE),
      isLeaf: node.children.length === 0,
      parent,
      number: all.length,
      position: parent?.children.length ?? 0,
      children: NO_CHILDREN,
    };
    if (parent !== null) {
      if (parent.children === NO_CHILDREN) parent.children = [placed];
      else (parent.children as PlacedNode[]).push(placed);
    }
    all.push(placed);
    byKey.set(key, placed);
    for (const child of node.children) add(child, placed, distance, own);
  };
  // Headers are in memory as they are in the file.
  add(root, null, 0, null);
  return { all, byKey };
}
