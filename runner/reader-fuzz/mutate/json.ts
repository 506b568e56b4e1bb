import type { Chance } from '../../script-fuzz/make/chance';

/** Values that no field expects, of every type. */
const VALUES: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  0.5,
  1e308,
  2 ** 31,
  2 ** 32,
  2 ** 53,
  '',
  ' ',
  'x',
  '\0',
  '\u2028',
  '\ud800',
  '../../x',
  'x'.repeat(5000),
  [],
  [[]],
  {},
  [null],
];

/** Names of fields that every object has. */
const NAMES = ['', '__proto__', 'constructor', 'toString', 'length', 'x'] as const;

type Parent = Record<string, unknown> | unknown[];

/** Where a value lies in a document. */
interface Place {
  readonly parent: Parent;
  readonly key: string | number;
}

/**
 * Changes a value of a JSON text: it gets another type, goes away, comes twice, or is renamed.
 * @returns the text as it is if it is no JSON
 */
export function mutateJson(text: string, chance: Chance): string {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return text;
  }
  const root: { root?: unknown } = { root: document };
  const place = chance.pick(places(root));
  const value = valueAt(place);
  switch (chance.weighted({ replace: 50, remove: 15, repeat: 15, rename: 10, add: 10 })) {
    case 'replace':
      put(place, chance.pick(VALUES));
      break;
    case 'remove':
      remove(place);
      break;
    case 'repeat':
      if (Array.isArray(place.parent)) place.parent.splice(Number(place.key), 0, value);
      else put({ parent: place.parent, key: `${place.key}2` }, value);
      break;
    case 'rename':
      if (Array.isArray(place.parent)) break;
      remove(place);
      put({ parent: place.parent, key: chance.pick(NAMES) }, value);
      break;
    case 'add':
      if (Array.isArray(value)) value.push(chance.pick(VALUES));
      else if (typeof value === 'object' && value !== null)
        put({ parent: value as Parent, key: chance.pick(NAMES) }, chance.pick(VALUES));
  }
  // What has no root any more is an empty text.
  return 'root' in root ? JSON.stringify(root.root) : '';
}

function places(root: Parent): readonly Place[] {
  const all: Place[] = [];
  const waiting: unknown[] = [root];
  for (let parent = waiting.pop(); parent !== undefined; parent = waiting.pop()) {
    if (typeof parent !== 'object' || parent === null) continue;
    for (const [key, value] of Object.entries(parent)) {
      all.push({ parent: parent as Parent, key });
      waiting.push(value);
    }
  }
  return all;
}

function valueAt({ parent, key }: Place): unknown {
  return (parent as Record<string, unknown>)[key];
}

function put({ parent, key }: Place, value: unknown): void {
  // A key of this name must become a field, not the prototype.
  Object.defineProperty(parent, key, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}

function remove({ parent, key }: Place): void {
  if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else Reflect.deleteProperty(parent, key);
}
