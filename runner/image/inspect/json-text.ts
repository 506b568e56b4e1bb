/** Below this level, a value without long lists is small. */
const SMALL_LEVEL = 3;
/** Items. */
const LONG_LIST = 64;

/**
 * A document as indented JSON, in pieces: that of a large file would not fit into one string. Lists
 * may be generators.
 *
 * @param indent what each line but the first starts with
 */
export function* jsonPieces(value: unknown, indent = '', level = 0): Generator<string> {
  if (typeof value !== 'object' || value === null || (level >= SMALL_LEVEL && isSmall(value))) {
    yield JSON.stringify(value, null, 2).replaceAll('\n', `\n${indent}`);
    return;
  }
  const isList = isIterable(value);
  const close = isList ? ']' : '}';
  const inner = `\n${indent}  `;
  let separator = '';
  yield isList ? '[' : '{';
  for (const item of isList ? value : Object.entries(value)) {
    const [key, each] = isList ? ['', item] : (item as [string, unknown]);
    yield separator + inner + (isList ? '' : `${JSON.stringify(key)}: `);
    yield* jsonPieces(each, `${indent}  `, level + 1);
    separator = ',';
  }
  yield separator === '' ? close : `\n${indent}${close}`;
}

function isSmall(value: object): boolean {
  const isLong = (each: unknown): boolean => Array.isArray(each) && each.length > LONG_LIST;
  return !isLong(value) && !Object.values(value).some(isLong);
}

function isIterable(value: object): value is Iterable<unknown> {
  return Symbol.iterator in value;
}
