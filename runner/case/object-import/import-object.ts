import type { Machine } from '../../../reference';
import { formatListing } from '../listing/format-listing';
import { writeName } from '../listing/tokens';
import { blocksOf, type Block } from './blocks';
import { codeLines } from './code-lines';
import { describeConstant } from './constant';
import { dataLines } from './data-lines';
import { lowestBit } from './lowest-bit';
import { ObjectError, readObject } from './object-file';
import { Resolver, type DllOf } from './resolver';

/** What an object says no more of than this. */
export interface ImportOptions {
  /** The DLL that a symbol comes from which the object does not define; null for none. */
  readonly dllOf: DllOf;
  /** Symbols to be imported with all that they refer to; all of them if none is named. */
  readonly roots: readonly string[];
}

/** A symbol as a listing has it. */
export interface ImportedSymbol {
  /** "fn main.main": what it is and its name. */
  readonly key: string;
  /** The statement and its content. */
  readonly lines: readonly string[];
  /** Names under which other objects know it. */
  readonly exports: readonly string[];
}

/** An object as a listing. */
export interface ImportedObject {
  /** Constants before what refers to them. */
  readonly symbols: readonly ImportedSymbol[];
  /** Sections that hold something, but nothing for Coff2. */
  readonly skipped: readonly string[];
  readonly machine: Machine;
}

/** An object does not say a function's type. */
const FUNCTION_TYPE = 'fn () void';

/**
 * Turns a COFF object into a listing: one fn, nav or uav a symbol, one write an instruction.
 * @throws ObjectError for what is no COFF object, or has what no listing can say; CoffError for
 * one that is cut short
 */
export function importObject(bytes: Uint8Array, { dllOf, roots }: ImportOptions): ImportedObject {
  const object = readObject(bytes);
  const blocks = blocksOf(object);
  const resolver = new Resolver(object, blocks, dllOf);
  const importer = new Importer(blocks, resolver);
  const wanted = roots.length === 0 ? blocks : roots.map((root) => blockNamed(blocks, root));
  for (const block of wanted) importer.visit(block);
  return { symbols: importer.symbols(), skipped: object.skipped, machine: object.machine };
}

function blockNamed(blocks: readonly Block[], name: string): Block {
  const block = blocks.find((one) => one.name === name || one.exports.includes(name));
  if (block !== undefined) return block;
  const names = blocks.map((one) => one.name).join(', ');
  throw new ObjectError(`the object defines no ${name}; it defines ${names}`);
}

class Importer {
  readonly #blocks: readonly Block[];
  readonly #resolver: Resolver;
  readonly #done = new Map<Block, ImportedSymbol | null>();
  /** Constants that are looked at just now: what refers back to one of them makes a circle. */
  readonly #open = new Set<Block>();
  readonly #uavs: ImportedSymbol[] = [];
  readonly #ids = new Set<string>();

  constructor(blocks: readonly Block[], resolver: Resolver) {
    this.#blocks = blocks;
    this.#resolver = resolver;
  }

  /** Imports a block and all that it refers to. */
  visit(first: Block): void {
    const pending: Block[] = [first];
    for (let block = pending.pop(); block !== undefined; block = pending.pop()) {
      if (this.#done.has(block)) continue;
      if (this.#resolver.isUav(block)) this.#uav(block, pending);
      else {
        this.#done.set(block, null);
        for (const next of this.#references(block)) {
          if (this.#resolver.isUav(next)) this.#uav(next, pending);
          else pending.push(next);
        }
      }
    }
  }

  /** The constants as they were met, then data, then functions, in the object's order. */
  symbols(): readonly ImportedSymbol[] {
    const rest = this.#blocks.filter(
      (block) => this.#done.has(block) && !this.#resolver.isUav(block),
    );
    return [
      ...this.#uavs,
      ...rest.filter(({ kind }) => kind !== 'fn').map((block) => this.#nav(block)),
      ...rest.filter(({ kind }) => kind === 'fn').map((block) => this.#function(block)),
    ];
  }

  #references(block: Block): readonly Block[] {
    return this.#resolver.relocationsIn(block).flatMap((relocation) => {
      const { block: target } = this.#resolver.resolve(relocation, block);
      return target === null ? [] : [target];
    });
  }

  /** A constant is defined before what refers to it, so those that it refers to come first. */
  #uav(block: Block, pending: Block[]): void {
    if (this.#done.has(block)) return;
    if (this.#open.has(block)) {
      // Two constants that refer to each other: only a nav may be referred to before it is there.
      this.#resolver.makeNav(block);
      pending.push(block);
      return;
    }
    this.#open.add(block);
    for (const next of this.#references(block)) {
      if (this.#resolver.isUav(next)) this.#uav(next, pending);
      else pending.push(next);
    }
    this.#open.delete(block);
    if (!this.#resolver.isUav(block)) return;
    this.#done.set(block, null);
    const { id, type, value, align, lines } = describeConstant(block, this.#resolver);
    this.#resolver.rename(block, id);
    if (this.#ids.has(id)) return;
    this.#ids.add(id);
    const head = `uav ${id}: ${type} = ${value} align ${align}`;
    this.#uavs.push({ key: `uav ${id}`, lines: [head, ...lines], exports: [] });
  }

  #nav(block: Block): ImportedSymbol {
    const name = this.#resolver.nameOf(block);
    const size = block.end - block.start;
    const head = `nav ${quoted(name)}: [${size}]u8 align ${dataAlignment(block)}`;
    const lines = [head, ...dataLines(block, this.#resolver)];
    return { key: `nav ${name}`, lines, exports: block.exports };
  }

  #function(block: Block): ImportedSymbol {
    const name = this.#resolver.nameOf(block);
    const lines = [`fn ${quoted(name)}: ${FUNCTION_TYPE}`, ...codeLines(block, this.#resolver)];
    return { key: `fn ${name}`, lines, exports: block.exports };
  }
}

/** A name in front of a colon. */
function quoted(name: string): string {
  return /^[^\p{Cc}\s"]+$/u.test(name) && !name.includes('//') ? name : JSON.stringify(name);
}

/** What the place of data in its section allows. */
function dataAlignment({ section, start }: Block): number {
  return start === 0 ? section.alignment : Math.min(section.alignment, lowestBit(start));
}

/**
 * The lines of a #link block: what is new or changed in `after`, exports behind it, and a flush.
 * @param before what was handed over before; null for nothing
 */
export function importListing(
  after: ImportedObject,
  before: ImportedObject | null,
): readonly string[] {
  const known = new Map(before?.symbols.map((symbol) => [symbol.key, symbol]));
  const changed = after.symbols.filter(
    ({ key, lines }) => known.get(key)?.lines.join('\n') !== lines.join('\n'),
  );
  const exports = exportLines(after, before);
  const lines = [
    ...changed.flatMap((symbol) => [
      symbol.lines[0] ?? '',
      ...symbol.lines.slice(1).map((line) => `  ${line}`),
    ]),
    ...exports,
  ];
  return formatListing(lines, after.machine);
}

/** A nav behind an equals sign, where a bare uav would say that a constant follows. */
function exported(nav: string): string {
  return nav === 'uav' ? JSON.stringify(nav) : writeName(nav);
}

function exportLines(after: ImportedObject, before: ImportedObject | null): readonly string[] {
  const pairs = (object: ImportedObject | null): readonly string[] =>
    object?.symbols.flatMap(({ key, exports }) =>
      exports.map((name) => `${writeName(name)} = ${exported(key.slice(key.indexOf(' ') + 1))}`),
    ) ?? [];
  const old = pairs(before);
  const present = pairs(after);
  return [
    ...old.filter((pair) => !present.includes(pair)).map((pair) => `unexport ${pair}`),
    ...present.filter((pair) => !old.includes(pair)).map((pair) => `export ${pair}`),
  ];
}
