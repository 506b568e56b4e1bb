import { hex } from '../../text/numbers';
import type { ObjectSymbol } from './object';
import { ObjectError } from './object-error';

/** Symbols of GNU ld, where a section whose name is one of C starts and ends; I386 has a "_" more. */
const OF_SECTION = /^_{2,3}(start|stop)_([A-Za-z_]\w*)$/;

/** A section by what an image calls it, and its size. */
export interface NamedSection {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Whether it may be one array. */
  readonly isWhole: boolean;
}

/**
 * Gives symbols that an object only names the definitions that it has: an object that was made of others
 * may have both.
 *
 * @param symbols by index in the symbol table
 * @param weak indices of weak externals, which a definition of the name replaces
 * @param sections by index in the object
 * @throws ObjectError for a name that is defined twice
 */
export function withDefinitions(
  symbols: ReadonlyMap<number, ObjectSymbol>,
  weak: { has(index: number): boolean },
  sections: readonly NamedSection[],
): ReadonlyMap<number, ObjectSymbol> {
  const definitions = new Map<string, ObjectSymbol>();
  const defaults = new Map<string, ObjectSymbol>();
  // Of many symbols, to go over the entries takes longer than to look at them.
  symbols.forEach((symbol, index) => {
    const { name, section, isExternal } = symbol;
    if (!isExternal || section === null) return;
    if (weak.has(index)) {
      defaults.set(name, symbol);
      return;
    }
    const other = definitions.get(name);
    if (other !== undefined && !isSamePlace(other, symbol)) {
      const places = [other, symbol].map((one) => placeOf(one, sections)).join(', and ');
      throw new ObjectError(`${name} is defined twice: ${places}; linkers refuse such an object`);
    }
    definitions.set(name, symbol);
  });
  const found: [number, ObjectSymbol][] = [];
  symbols.forEach((symbol, index) => {
    const { name, section, isExternal } = symbol;
    if (!isExternal || (section !== null && !weak.has(index))) return;
    const definition = definitions.get(name) ?? defaults.get(name) ?? edgeOf(symbol, sections);
    if (definition !== undefined) found.push([index, definition]);
  });
  return found.length === 0 ? symbols : new Map([...symbols, ...found]);
}

function isSamePlace(one: ObjectSymbol, other: ObjectSymbol): boolean {
  return one.section === other.section && one.value === other.value;
}

function placeOf({ section, value }: ObjectSymbol, sections: readonly NamedSection[]): string {
  return `at ${hex(value)} of ${sections[section ?? -1]?.name ?? 'no section'}`;
}

/** Where a section starts or ends, for a symbol that says so. */
function edgeOf(symbol: ObjectSymbol, sections: readonly NamedSection[]): ObjectSymbol | undefined {
  const [, edge, name] = OF_SECTION.exec(symbol.name) ?? [];
  const section = sections.findIndex((one) => one.isWhole && one.name === name);
  const found = sections[section];
  if (found === undefined) return undefined;
  return { ...symbol, section, value: edge === 'start' ? 0 : found.size, isSection: true };
}
