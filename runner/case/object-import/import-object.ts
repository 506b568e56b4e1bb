import { hex } from '../../text/numbers';
import type { Machine } from '../../../reference';
import { ContentLayout } from '../listing/content-layout';
import { writeTarget } from '../listing/target';
import { writeName } from '../listing/tokens';
import { blocksOf, type Block, type ObjectBlocks } from './blocks';
import { codeLines } from './code-lines';
import { describeConstant, longerId } from './constant';
import { dataLines } from './data-lines';
import { ObjectError } from './object-error';
import { readObject } from './object-file';
import { alignment } from './partition';
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
  /** Of a constant: bytes. */
  readonly align?: number;
}

/** An object as a listing. */
export interface ImportedObject {
  /** Constants before what refers to them. */
  readonly symbols: readonly ImportedSymbol[];
  /** Sections that hold something, but nothing for Coff2. */
  readonly skipped: readonly string[];
  /**
   * Names of data that other objects could refer to, but that no listing can export, as they stand
   * within a symbol: "second, which is first+0x6".
   */
  readonly notExported: readonly string[];
  /** Functions within another, which are exported as a jump to them: "helper, which is start+0xb". */
  readonly exportedJumps: readonly string[];
  /** Symbols that linkers define themselves, which not every linker does. */
  readonly ofLinkers: readonly string[];
  /** Names that it refers to, and that neither it, nor a linker, nor a DLL defines. */
  readonly undefined: readonly string[];
  readonly machine: Machine;
}

/** Bytes to which functions are aligned that do not say otherwise. */
const FUNCTION_ALIGNMENT = 16;

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
  const wanted = roots.length === 0 ? blocks.blocks : roots.map((root) => blockNamed(blocks, root));
  for (const block of wanted) importer.visit(block);
  return {
    symbols: importer.symbols(),
    skipped: object.skipped,
    notExported: importer.within((kind) => kind !== 'fn'),
    exportedJumps: importer.within((kind) => kind === 'fn'),
    ofLinkers: resolver.ofLinkers,
    undefined: resolver.undefined,
    machine: object.machine,
  };
}

function blockNamed({ blocks }: ObjectBlocks, name: string): Block {
  const block = blocks.find((one) => one.name === name || one.names.includes(name));
  if (block !== undefined) return block;
  const names = blocks.flatMap((one) => {
    const isNamed = one.kind !== 'fn' && one.names.length > 0;
    // Labels within a function are no news to anybody.
    return isNamed ? one.names : [one.name, ...one.inner.map((inner) => inner.name)];
  });
  throw new ObjectError(`the object defines no ${name}; it defines ${names.join(', ')}`);
}

/** Opcode of a jump whose distance follows it. */
const JUMP = 'e9';

class Importer {
  readonly #blocks: ObjectBlocks;
  readonly #resolver: Resolver;
  readonly #done = new Map<Block, ImportedSymbol | null>();
  /** Constants that are looked at just now: what refers back to one of them makes a circle. */
  readonly #open = new Set<Block>();
  readonly #uavs: ImportedSymbol[] = [];
  /** By name of a constant: its place in {@link #uavs}. */
  readonly #ids = new Map<string, number>();

  constructor(blocks: ObjectBlocks, resolver: Resolver) {
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
    const rest = this.#blocks.blocks.filter(
      (block) => this.#done.has(block) && !this.#resolver.isUav(block),
    );
    const functions = rest.filter(({ kind }) => kind === 'fn');
    return [
      ...this.#uavs,
      ...rest.filter(({ kind }) => kind !== 'fn').map((block) => this.#nav(block)),
      ...functions.map((block) => this.#function(block)),
      ...functions.flatMap((block) => this.#jumps(block)),
    ];
  }

  /** What other objects may refer to within imported blocks of some kinds. */
  within(isWanted: (kind: Block['kind']) => boolean): readonly string[] {
    const blocks = this.#blocks.blocks.filter(
      (block) => isWanted(block.kind) && this.#done.has(block),
    );
    return blocks.flatMap((block) =>
      block.inner.map(
        ({ name, offset }) =>
          `${name}, which is ${this.#resolver.nameOf(block)}+${hex(offset - block.start)}`,
      ),
    );
  }

  /**
   * A function that stands within another: a listing cannot export the place, and so exports a jump
   * to it. The object's own references lead to the place itself.
   */
  #jumps(block: Block): readonly ImportedSymbol[] {
    return block.inner.map(({ name, offset }) => {
      const target = writeTarget({ kind: 'nav', nav: this.#resolver.nameOf(block) });
      const jump = this.#blocks.uniqueName(name);
      return {
        key: `fn ${jump}`,
        lines: [
          `fn ${quoted(jump)}: ${FUNCTION_TYPE}`,
          `${JUMP} @${target} +${offset - block.start}`,
        ],
        exports: [name],
      };
    });
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
    const { id: short, type, value, align, lines } = describeConstant(block, this.#resolver);
    const constant = (id: string, bytes: number): ImportedSymbol => ({
      key: `uav ${id}`,
      lines: [`uav ${id}: ${type} = ${value} align ${bytes}`, ...lines],
      exports: [],
      align: bytes,
    });
    const isOther = (index: number | undefined): boolean =>
      index !== undefined && this.#uavs[index]?.lines.slice(1).join('\n') !== lines.join('\n');
    const id = isOther(this.#ids.get(short)) ? longerId(lines) : short;
    this.#resolver.rename(block, id);
    const known = this.#ids.get(id);
    if (known === undefined) {
      this.#ids.set(id, this.#uavs.length);
      this.#uavs.push(constant(id, align));
    } else if (align > (this.#uavs[known]?.align ?? align)) this.#uavs[known] = constant(id, align);
  }

  #nav(block: Block): ImportedSymbol {
    const name = this.#resolver.nameOf(block);
    const size = block.end - block.start;
    const head = `nav ${quoted(name)}: [${size}]u8 align ${alignment(block.section, block.start)}`;
    const lines = [head, ...dataLines(block, this.#resolver)];
    return { key: `nav ${name}`, lines, exports: block.exports };
  }

  #function(block: Block): ImportedSymbol {
    const name = this.#resolver.nameOf(block);
    const { section, start } = block;
    const map = this.#blocks.partition.of.get(section)?.map;
    if (map === undefined || map === null) throw new Error(`${section.name} is no code`);
    const align = alignment(section, start);
    const aligned = align > FUNCTION_ALIGNMENT ? ` align ${align}` : '';
    const head = `fn ${quoted(name)}: ${FUNCTION_TYPE}${aligned}`;
    const lines = [head, ...codeLines(block, map, this.#resolver)];
    return { key: `fn ${name}`, lines, exports: block.exports };
  }
}

/** A name in front of a colon. */
function quoted(name: string): string {
  return /^[^\p{Cc}\s"]+$/u.test(name) && !name.includes('//') ? name : JSON.stringify(name);
}

/**
 * What a linker has after it was handed several objects, each as what changed since the one before: constants
 * as they were first defined, all else as it was last. Of what the last object no longer has, nothing is
 * exported.
 *
 * @param objects from the oldest to the newest
 * @returns null if there are none
 */
export function handedOver(objects: readonly ImportedObject[]): ImportedObject | null {
  const last = objects.at(-1);
  if (last === undefined) return null;
  const symbols = new Map<string, ImportedSymbol>();
  for (const object of objects) {
    for (const symbol of object.symbols) {
      const exports = object === last ? symbol.exports : [];
      const known = symbols.get(symbol.key);
      const isConstant = known?.align !== undefined;
      // A function and a variable of one name are one symbol to the linker.
      const [, kind, name] = /^(fn|nav) (.*)$/s.exec(symbol.key) ?? [];
      if (kind !== undefined) symbols.delete(`${kind === 'fn' ? 'nav' : 'fn'} ${name}`);
      symbols.set(symbol.key, { ...(isConstant ? known : symbol), exports });
    }
  }
  return { ...last, symbols: [...symbols.values()] };
}

/**
 * The lines of a #link block: what is new or changed in `after`, exports after it, and a flush.
 * @param before what was handed over before; null for nothing
 * @throws ObjectError if another constant of a name was handed over
 */
export function importListing(
  after: ImportedObject,
  before: ImportedObject | null,
): readonly string[] {
  return [...importedLines(after, before)].flat();
}

/**
 * The same lines, symbol by symbol: those of a large object are not all needed at once.
 * @throws ObjectError at once, before the first lines
 */
export function importedLines(
  after: ImportedObject,
  before: ImportedObject | null,
): Iterable<readonly string[]> {
  const known = new Map(before?.symbols.map((symbol) => [symbol.key, symbol]));
  const changed = withAlignedReferences(after.symbols, known).filter(
    ({ key, lines }) => !isSame(known.get(key)?.lines, lines),
  );
  return linesOf(changed, after.machine, exportLines(after, before));
}

function isSame(old: readonly string[] | undefined, lines: readonly string[]): boolean {
  return old?.length === lines.length && lines.every((line, index) => line === old[index]);
}

function* linesOf(
  symbols: readonly ImportedSymbol[],
  machine: Machine,
  exports: readonly string[],
): Generator<readonly string[]> {
  for (const { key, lines } of symbols) {
    const [head = ''] = lines;
    const listed = [head];
    if (key.startsWith('fn ')) {
      const layout = new ContentLayout(listed, true, machine);
      for (let line = 1; line < lines.length; line += 1) layout.add(lines[line] ?? '');
      layout.end();
    } else {
      // Data has no disassembly beside it, and so is laid out already.
      for (let line = 1; line < lines.length; line += 1) listed.push(`  ${lines[line] ?? ''}`);
    }
    yield listed;
  }
  yield exports;
}

/**
 * What was handed over before is not defined anew: a constant that now needs a stricter alignment
 * gets it from what refers to it.
 * @throws ObjectError if another constant of that name was handed over
 */
function withAlignedReferences(
  symbols: readonly ImportedSymbol[],
  known: ReadonlyMap<string, ImportedSymbol>,
): readonly ImportedSymbol[] {
  const stricter = new Map<string, number>();
  const result = symbols.filter(({ key, lines, align }) => {
    const old = known.get(key);
    if (old?.align === undefined || align === undefined) return true;
    if (old.lines.slice(1).join('\n') !== lines.slice(1).join('\n')) {
      throw new ObjectError(
        `${key}: expected the constant that the older object has under this name, got another one: ` +
          'import the object without --since',
      );
    }
    if (align > old.align) stricter.set(key.slice('uav '.length), align);
    return false;
  });
  if (stricter.size === 0) return result;
  return result.map((symbol) => ({
    ...symbol,
    lines: symbol.lines.map((line) =>
      line.replace(/@uav ([^\s"]+)/g, (reference, id: string) => {
        const align = stricter.get(id);
        return align === undefined ? reference : `${reference} align ${align}`;
      }),
    ),
  }));
}

/** A nav after an equals sign, where a bare uav would say that a constant follows. */
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
  const wasPresent = new Set(old);
  const isPresent = new Set(present);
  return [
    ...old.filter((pair) => !isPresent.has(pair)).map((pair) => `unexport ${pair}`),
    ...present.filter((pair) => !wasPresent.has(pair)).map((pair) => `export ${pair}`),
  ];
}
