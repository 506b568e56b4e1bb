import { REPORT_SCHEMA } from './run-report';

/** The names of fields in version 1 of the report, and their names now. */
const RENAMED: ReadonlyMap<string, string> = new Map([
  ['aspect', 'level'],
  ['host', 'variant'],
  ['hosts', 'variants'],
]);

/**
 * Turns a report of an earlier version into one of this version. Version 1 has other names for some
 * fields, and calls the level `as-fresh` `fresh`; version 2 lacks what may be absent. Anything else
 * stays as it is.
 */
export function upgradeReport(json: unknown): unknown {
  if (!isObject(json)) return json;
  if (json.schema === 1) return { ...(renamed(json) as object), schema: REPORT_SCHEMA };
  return json.schema === 2 ? { ...json, schema: REPORT_SCHEMA } : json;
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
