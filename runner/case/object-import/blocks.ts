import type { ObjectFile, ObjectSection, ObjectSymbol } from './object';
import { partition, type Partition } from './partition';
import type { Piece, Tie } from './pieces';
import { isUnnamed } from './unnamed';

/** A symbol that other objects may refer to, and that does not stand at its block's start. */
export interface InnerSymbol {
  readonly name: string;
  /** Bytes from the section's start. */
  readonly offset: number;
  /** What keeps it from being a block of its own. */
  readonly tie: Tie;
}

/** A part of a section that becomes one fn, nav or uav. */
export interface Block {
  readonly kind: 'fn' | 'nav' | 'uav';
  /** Unique among the blocks of the object. */
  readonly name: string;
  readonly section: ObjectSection;
  /** Bytes from the section's start. */
  readonly start: number;
  /** Bytes from the section's start to just past the last byte. */
  readonly end: number;
  /** The symbols in it that other objects may refer to, of those at its start. */
  readonly exports: readonly string[];
  /** Those that are not at its start, by offset. */
  readonly inner: readonly InnerSymbol[];
  /** All symbols in it. */
  readonly names: readonly string[];
}

/** The blocks of an object, and what was found out about its code on the way. */
export interface ObjectBlocks {
  readonly blocks: readonly Block[];
  readonly of: ReadonlyMap<ObjectSection, readonly Block[]>;
  readonly partition: Partition;
  /** Gives a symbol a name that neither a block nor another symbol has that was given one. */
  readonly uniqueName: (name: string) => string;
}

/**
 * Cuts the sections of an object at its symbols, one block a symbol, but for what is tied together:
 * see {@link partition}. A block is called by the symbols at its start.
 */
export function blocksOf(object: ObjectFile): ObjectBlocks {
  const parts = partition(object);
  const unique = uniqueNames();
  const of = new Map<ObjectSection, readonly Block[]>();
  for (const { section, pieces } of parts.sections) {
    of.set(
      section,
      pieces.runs().map((run) => blockOf(section, run, unique)),
    );
  }
  return { blocks: [...of.values()].flat(), of, partition: parts, uniqueName: unique };
}

function blockOf(
  section: ObjectSection,
  run: readonly (Piece & { readonly tie: Tie | null })[],
  unique: (name: string) => string,
): Block {
  const [first] = run;
  if (first === undefined) throw new Error('a block without a piece');
  const others = run.slice(1);
  const main = mainSymbol(first);
  const symbols = others.length === 0 ? first.at : run.flatMap(({ at }) => at);
  const constant = symbols.every(isUnnamed) ? 'uav' : 'nav';
  return {
    kind: section.kind === 'code' ? 'fn' : section.kind === 'data' ? 'nav' : constant,
    name: unique(main?.name ?? section.name),
    section,
    start: first.start,
    end: others.at(-1)?.end ?? first.end,
    exports: first.at.filter(isExternal).map(({ name }) => name),
    inner: others.flatMap(({ start, at, tie }) =>
      tie === null ? [] : at.filter(isExternal).map(({ name }) => ({ name, offset: start, tie })),
    ),
    names: symbols.map(({ name }) => name),
  };
}

function mainSymbol({ at }: Piece): ObjectSymbol | undefined {
  return at.find(({ isFunction }) => isFunction) ?? at.find(isExternal) ?? at[0];
}

const isExternal = (symbol: ObjectSymbol): boolean => symbol.isExternal;

/** Gives names that were there before a number: "f", "f.2", "f.3". */
function uniqueNames(): (name: string) => string {
  const used = new Set<string>();
  const next = new Map<string, number>();
  return (name) => {
    let result = name;
    while (used.has(result)) {
      const number = next.get(name) ?? 2;
      next.set(name, number + 1);
      result = `${name}.${number}`;
    }
    used.add(result);
    return result;
  };
}

/**
 * The block that holds a place, or whose end it is, of the blocks of one section.
 * @param isFirstBefore whether a place before the section is one of the first block
 */
export function blockAt(
  blocks: readonly Block[],
  offset: number,
  isFirstBefore: boolean,
): Block | null {
  if (offset < 0 && isFirstBefore) return blocks[0] ?? null;
  let low = 0;
  let high = blocks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((blocks[middle]?.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  const block = blocks[low - 1];
  return block !== undefined && offset <= block.end ? block : null;
}
