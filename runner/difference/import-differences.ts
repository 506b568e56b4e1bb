import type { ImagePair } from './image-pair';
import type { Difference } from './difference';
import { addressTableDifferences, oneSidedTable } from './import-address-table';
import { endDifferences, placementDifferences } from './import-placement';
import type { ComparedDll, ComparedSlot } from './imported-dll';

/** Compares what is imported, and where the tables lie; takes the tables out of the rest. */
export function importDifferences(images: ImagePair): Difference[] {
  const { before, after } = images;
  const old = before.imports.dlls;
  const now = after.imports.dlls;
  // Where the tables are not found in one of them, their bytes are all that can be compared.
  const areTables = old.length > 0 === now.length > 0;
  if (areTables) {
    before.rest.takeOut(before.imports.bytes);
    after.rest.takeOut(after.imports.bytes);
  }
  const nowByKey = new Map(now.map((dll) => [dll.key, dll]));
  const oldKeys = new Set(old.map(({ key }) => key));
  return [
    ...old.flatMap((dll) => {
      const other = nowByKey.get(dll.key);
      return other === undefined ? oneSided(dll, 'before') : sameDll(images, dll, other);
    }),
    ...now.filter(({ key }) => !oldKeys.has(key)).flatMap((dll) => oneSided(dll, 'after')),
    ...order('import_order', 'order of the DLLs', keysOf(old), keysOf(now)),
    ...(areTables ? endDifferences(before.imports.end, after.imports.end) : []),
  ];
}

function keysOf(dlls: readonly ComparedDll[]): string[] {
  return dlls.map(({ key }) => key);
}

function oneSided(dll: ComparedDll, side: 'before' | 'after'): Difference[] {
  const functions = dll.functions.map(({ key }) => key).join(', ');
  return [
    {
      key: `import.${dll.key}`,
      message: `import of ${dll.key}, only ${side}: ${functions === '' ? '(nothing)' : functions}`,
      before: side === 'before' ? functions : null,
      after: side === 'after' ? functions : null,
    },
    ...oneSidedTable(dll, side),
  ];
}

function sameDll(images: ImagePair, before: ComparedDll, after: ComparedDll): Difference[] {
  const prefix = `import.${before.key}`;
  const old = new Map(before.functions.map((slot) => [slot.key, slot]));
  const now = new Map(after.functions.map((slot) => [slot.key, slot]));
  const differences: Difference[] = [];
  for (const [name, slot] of old) {
    const other = now.get(name);
    if (other === undefined) differences.push(lostFunction(before, after, slot));
    else if (slot.hint !== other.hint) {
      differences.push({
        key: `${prefix}.${name}.hint`,
        message: `hint of ${name} from ${before.key}: ${String(slot.hint)} → ${String(other.hint)}`,
        before: String(slot.hint),
        after: String(other.hint),
      });
    }
  }
  for (const [name] of now) {
    if (old.has(name)) continue;
    differences.push({
      key: `${prefix}.${name}`,
      message: `import of ${name} from ${after.key}, only after`,
      before: null,
      after: name,
      group: `imported from ${after.key} only after`,
    });
  }
  differences.push(
    ...order(
      `${prefix}.order`,
      `order of the functions of ${before.key}`,
      before.functions.map(({ key }) => key),
      after.functions.map(({ key }) => key),
    ),
    ...addressTableDifferences(before, after),
  );
  return [...differences, ...placementDifferences(images, before, after)];
}

function lostFunction(before: ComparedDll, after: ComparedDll, slot: ComparedSlot): Difference {
  const index = before.functions.indexOf(slot);
  const inItsPlace = after.functions[index];
  const cause =
    inItsPlace === undefined
      ? `the lookup table has ${after.functions.length} entries instead of ${before.functions.length}`
      : `slot ${index} of the lookup table is ${inItsPlace.key} now`;
  return {
    key: `import.${before.key}.${slot.key}`,
    message: `import of ${slot.key} from ${before.key}, only before`,
    before: slot.key,
    after: null,
    cause,
    group: `imported from ${before.key} only before`,
  };
}

/** What both have, in another order. */
export function order(
  key: string,
  what: string,
  before: readonly string[],
  after: readonly string[],
): Difference[] {
  const both = (own: readonly string[], other: readonly string[]): string => {
    const names = new Set(other);
    return own.filter((name) => names.has(name)).join(', ');
  };
  const [old, now] = [both(before, after), both(after, before)];
  if (old === now) return [];
  return [{ key, message: `${what}: ${old} → ${now}`, before: old, after: now }];
}
