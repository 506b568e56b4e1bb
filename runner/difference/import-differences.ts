import type { ImagePair } from './image-pair';
import type { Difference } from './difference';
import { placementDifferences } from './import-placement';
import { hex } from '../text/numbers';
import type { ComparedDll, ComparedSlot } from './imported-dll';

/** Compares what is imported, and where the tables lie; takes the tables out of the rest. */
export function importDifferences(images: ImagePair): Difference[] {
  const { before, after } = images;
  const old = before.imports.dlls;
  const now = after.imports.dlls;
  // Where the tables are not found in one of them, their bytes are all that can be compared.
  if (old.length > 0 === now.length > 0) {
    before.rest.takeOut(before.imports.bytes);
    after.rest.takeOut(after.imports.bytes);
  }
  const nowByKey = new Map(now.map((dll) => [dll.key, dll]));
  const oldKeys = new Set(old.map(({ key }) => key));
  return [
    ...old.flatMap((dll) => {
      const other = nowByKey.get(dll.key);
      return other === undefined ? [oneSided(dll, 'before')] : sameDll(images, dll, other);
    }),
    ...now.filter(({ key }) => !oldKeys.has(key)).map((dll) => oneSided(dll, 'after')),
    ...order('import_order', 'order of the DLLs', keysOf(old), keysOf(now)),
  ];
}

function keysOf(dlls: readonly ComparedDll[]): string[] {
  return dlls.map(({ key }) => key);
}

function oneSided(dll: ComparedDll, side: 'before' | 'after'): Difference {
  const functions = dll.functions.map(({ text }) => text).join(', ');
  return {
    key: `import.${dll.key}`,
    message: `import of ${dll.key}, only ${side}: ${functions === '' ? '(nothing)' : functions}`,
    before: side === 'before' ? functions : null,
    after: side === 'after' ? functions : null,
  };
}

function sameDll(images: ImagePair, before: ComparedDll, after: ComparedDll): Difference[] {
  const prefix = `import.${before.key}`;
  const old = new Map(before.functions.map((slot) => [slot.text, slot]));
  const now = new Map(after.functions.map((slot) => [slot.text, slot]));
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
      before.functions.map(({ text }) => text),
      after.functions.map(({ text }) => text),
    ),
    ...addressTable(before, after),
  );
  return [...differences, ...placementDifferences(images, before, after)];
}

function lostFunction(before: ComparedDll, after: ComparedDll, slot: ComparedSlot): Difference {
  const index = before.functions.indexOf(slot);
  const inItsPlace = after.functions[index];
  const cause =
    inItsPlace === undefined
      ? `the lookup table has ${after.functions.length} entries instead of ${before.functions.length}`
      : `slot ${index} of the lookup table is ${inItsPlace.text} now`;
  return {
    key: `import.${before.key}.${slot.text}`,
    message: `import of ${slot.text} from ${before.key}, only before`,
    before: slot.text,
    after: null,
    cause,
    group: `imported from ${before.key} only before`,
  };
}

/** The address table says the same as the lookup table, until the loader has filled it. */
function addressTable(before: ComparedDll, after: ComparedDll): Difference[] {
  const wrong = ({ functions, addressTable: slots }: ComparedDll): Map<string, string> => {
    const result = new Map<string, string>();
    for (let i = 0; i < Math.max(functions.length, slots.length); i += 1) {
      const [wanted, got] = [functions[i], slots[i]];
      const isSame = wanted?.text === got?.text && wanted?.rva === got?.rva;
      if (!isSame) result.set(wanted?.text ?? '(end)', slotText(wanted, got));
    }
    return result;
  };
  const [old, now] = [wrong(before), wrong(after)];
  const names = new Set(after.functions.map(({ text }) => text));
  const shared = new Set(
    before.functions.map(({ text }) => text).filter((name) => names.has(name)),
  );
  shared.add('(end)');
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((name) => {
    // What the lookup table has in one of them only has been reported.
    if (!shared.has(name)) return [];
    const [was, is] = [old.get(name) ?? name, now.get(name) ?? name];
    if (was === is) return [];
    return [
      {
        key: `import.${before.key}.${name}.address_table`,
        message: `slot of ${name} in the address table of ${before.key}: ${was} → ${is}`,
        before: was,
        after: is,
        cause: 'the address table is to say the same as the lookup table until the image is loaded',
      },
    ];
  });
}

function slotText(wanted: ComparedSlot | undefined, got: ComparedSlot | undefined): string {
  if (got === undefined) return 'no such slot';
  if (wanted?.text !== got.text) return got.text;
  return `${got.text}, at ${hex(got.rva ?? 0)} instead of ${hex(wanted.rva ?? 0)}`;
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
