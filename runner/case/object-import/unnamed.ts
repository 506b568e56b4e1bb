import type { ObjectSymbol } from './object';

/** Names that compilers give to what has none in the source. */
const UNNAMED = /^(__anon_|__unnamed_|anon\.|\.|\$SG|str\.)/;

/** A text of which objects share one copy, by Microsoft's mangling. */
const SHARED_TEXT = '??_C@';

/** Whether a symbol stands for a constant that has no name in the source. */
export function isUnnamed({ name, isExternal }: ObjectSymbol): boolean {
  return name.startsWith(SHARED_TEXT) || (!isExternal && UNNAMED.test(name));
}
