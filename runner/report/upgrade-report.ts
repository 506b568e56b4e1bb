/** The names of fields in version 1 of the report, and their names now. */
const RENAMED: ReadonlyMap<string, string> = new Map([
  ['aspect', 'level'],
  ['host', 'variant'],
  ['hosts', 'variants'],
]);

/**
 * Turns a report of version 1 into one of version 2, which has other names for some fields, and calls
 * the level `fresh` `as-fresh`. Anything else stays as it is.
 */
export function upgradeReport(json: unknown): unknown {
  if (!isObject(json) || json.schema !== 1) return json;
  return { ...(renamed(json) as object), schema: 2 };
}

function renamed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(renamed);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([key, each]) => {
    const isFresh = key === 'aspect' && each === 'fresh';
    return [RENAMED.get(key) ?? key, isFresh ? 'as-fresh' : renamed(each)];
  });
  return Object.fromEntries(entries) as unknown;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
