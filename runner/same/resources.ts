import { ResourceDirectoryEntry, ResourceDirectoryTable } from '../image/read/layouts';
import { hex } from '../text/numbers';
import type { Comparison } from './comparison';
import type { ImageContents } from './image-contents';
import { rootReference } from './reference';

/** What the levels of the tree are about. PE Format, 6.9 The .rsrc Section. */
const LEVELS = ['type', 'name', 'language'] as const;

/** Of an entry: its first field is a name, and its second leads to another table. */
const HIGH_BIT = 0x8000_0000;

/** Places of fields, from the start of what they are in. */
const NAME_ENTRIES_AT = 12;
const ID_ENTRIES_AT = 14;
const LINK_AT = 4;
const SIZE_AT = 4;

/** Where a tree has an entry, or the root: bytes from the start of the directory, and whether a table is there. */
interface Link {
  readonly offset: number;
  readonly isTable: boolean;
}

const ROOT: Link = { offset: 0, isTable: true };

/** The resources of one image. */
interface Tree {
  readonly contents: ImageContents;
  /** RVA of the directory. */
  readonly rva: number;
}

/**
 * Compares the resources that both images have, by type, name and language. What is in one of them alone is counted
 * in a note, as exports are.
 */
export function compareResources(comparison: Comparison): void {
  const { a, b } = comparison;
  const [one, other] = [a.image.resources, b.image.resources];
  if (one < 0 && other < 0) return;
  const trees = { a: { contents: a.contents, rva: one }, b: { contents: b.contents, rva: other } };
  new Resources(comparison, trees.a, trees.b).compare();
}

class Resources {
  readonly #comparison: Comparison;
  readonly #a: Tree;
  readonly #b: Tree;

  constructor(comparison: Comparison, a: Tree, b: Tree) {
    this.#comparison = comparison;
    this.#a = a;
    this.#b = b;
  }

  compare(): void {
    const { ledger } = this.#comparison;
    if (this.#a.rva < 0) ledger.note('resources that only the second image has');
    else if (this.#b.rva < 0) ledger.note('resources that only the first image has');
    else this.#links(ROOT, ROOT, []);
  }

  /** @param path "type 10", "name 1", "language 1033", as far as the links lead */
  #links(one: Link, other: Link, path: readonly string[]): void {
    const { ledger } = this.#comparison;
    if (one.isTable !== other.isTable) {
      ledger.differ('resource', `${path.join(', ')}: a resource and a table of them`, {
        reference: rootReference('resources'),
        a: this.#a.rva + one.offset,
        b: this.#b.rva + other.offset,
      });
    } else if (!one.isTable) this.#data(one.offset, other.offset, path);
    // FindResource goes down three levels: what is in tables below is no resource.
    else if (path.length < LEVELS.length) this.#tables(one.offset, other.offset, path);
  }

  #tables(one: number, other: number, path: readonly string[]): void {
    const { ledger } = this.#comparison;
    const entries = this.#entries(this.#a, one);
    const others = this.#entries(this.#b, other);
    const level = LEVELS[path.length] ?? '';
    for (const [key, link] of entries) {
      const same = others.get(key);
      if (same === undefined) ledger.note('resources that only the first image has');
      else this.#links(link, same, [...path, `${level} ${key}`]);
    }
    for (const key of others.keys()) {
      if (!entries.has(key)) ledger.note('resources that only the second image has');
    }
  }

  /** The entries of a table by their ID or name; the first counts of two that have the same. */
  #entries(tree: Tree, offset: number): Map<string, Link> {
    const { contents, rva } = tree;
    const table = rva + offset;
    const count = contents.u16(table + NAME_ENTRIES_AT) + contents.u16(table + ID_ENTRIES_AT);
    this.#comparison.budget.take(count);
    const entries = new Map<string, Link>();
    for (let i = 0; i < count; i += 1) {
      const at = table + ResourceDirectoryTable.FILE_SIZE + i * ResourceDirectoryEntry.FILE_SIZE;
      const key = this.#key(tree, contents.u32(at));
      const link = contents.u32(at + LINK_AT);
      const isTable = link >= HIGH_BIT;
      if (!entries.has(key)) {
        entries.set(key, { offset: isTable ? link - HIGH_BIT : link, isTable });
      }
    }
    return entries;
  }

  /** "10" of an ID, and of a name the name in quotation marks. */
  #key({ contents, rva }: Tree, nameOrId: number): string {
    if (nameOrId < HIGH_BIT) return String(nameOrId);
    const at = rva + nameOrId - HIGH_BIT;
    const length = contents.u16(at);
    this.#comparison.budget.take(length);
    let name = '';
    for (let i = 1; i <= length; i += 1) name += String.fromCharCode(contents.u16(at + 2 * i));
    return JSON.stringify(name);
  }

  #data(one: number, other: number, path: readonly string[]): void {
    const { ledger, budget } = this.#comparison;
    const [a, b] = [dataOf(this.#a, one), dataOf(this.#b, other)];
    const place = { reference: rootReference('resources'), a: a.rva, b: b.rva };
    const name = path.join(', ');
    if (a.size !== b.size) {
      ledger.differ('resource', `${name}: ${hex(a.size)} and ${hex(b.size)} bytes`, place);
      return;
    }
    const size = Math.min(a.size, this.#comparison.room(a.rva, b.rva));
    budget.take(Math.ceil(size / 4));
    for (let i = 0; i < size; i += 1) {
      if (this.#a.contents.u8(a.rva + i) === this.#b.contents.u8(b.rva + i)) continue;
      ledger.differ('resource', `${name}: different bytes at +${hex(i)} of ${hex(size)}`, place);
      return;
    }
  }
}

/** The bytes that a data entry leads to. */
function dataOf(
  { contents, rva }: Tree,
  offset: number,
): { readonly rva: number; readonly size: number } {
  const entry = rva + offset;
  return { rva: contents.u32(entry), size: contents.u32(entry + SIZE_AT) };
}
