import type { ObjectSymbol } from './object';

/** The prefix of names that compilers give to what a weak symbol is if nobody else defines it. */
const DEFAULT_NAME = '.weak.';

/**
 * Resolves weak externals: one object alone has no better definition than their defaults.
 * PE Format, 5.5.3 Auxiliary Format 3: Weak Externals.
 *
 * @param symbols by index in the symbol table
 * @param defaults index of a weak external's symbol, to that of its default
 * @returns the same symbols, where a default that only a weak external names has its name
 */
export function withDefaults(
  symbols: ReadonlyMap<number, ObjectSymbol>,
  defaults: ReadonlyMap<number, number>,
): ReadonlyMap<number, ObjectSymbol> {
  if (defaults.size === 0) return symbols;
  const result = new Map(symbols);
  for (const [index, weak] of symbols) {
    if (!defaults.has(index)) continue;
    const end = lastDefault(index, defaults);
    const definition = end === null ? undefined : symbols.get(end);
    if (end === null || definition === undefined) {
      result.set(index, { ...weak, problem: 'which is weak, and whose default is no symbol' });
    } else if (definition.section !== null) {
      const resolved = { ...definition, name: weak.name, isExternal: true };
      result.set(index, resolved);
      if (definition.name.startsWith(DEFAULT_NAME)) result.set(end, resolved);
    } else if (definition.problem === null) result.set(index, definition);
    else {
      result.set(index, {
        ...weak,
        problem: 'which is weak, and which this object does not define',
      });
    }
  }
  return result;
}

/** Follows weak externals that are defaults; null if they lead in a circle. */
function lastDefault(start: number, defaults: ReadonlyMap<number, number>): number | null {
  let index = start;
  for (let steps = 0; steps <= defaults.size; steps += 1) {
    const next = defaults.get(index);
    if (next === undefined) return index;
    index = next;
  }
  return null;
}
