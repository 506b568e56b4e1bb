import type { Difference } from './difference';
import { hex } from '../text/numbers';
import type { ComparedDll, ComparedSlot } from './imported-dll';

/** Why a slot of the address table that says something else is told. */
const SAME_AS_LOOKUP =
  'the address table is to say the same as the lookup table until the image is loaded';

/** Compares the address tables of a DLL that both import: each by what is wrong with it. */
export function addressTableDifferences(before: ComparedDll, after: ComparedDll): Difference[] {
  const [old, now] = [wrongSlots(before), wrongSlots(after)];
  const [oldNames, newNames] = [namesOf(before), namesOf(after)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((name) => {
    const [was, is] = [old.get(name) ?? name, now.get(name) ?? name];
    if (!newNames.has(name)) return [oneSidedSlot(before, name, was, 'before')];
    if (!oldNames.has(name)) return [oneSidedSlot(after, name, is, 'after')];
    if (was === is) return [];
    return [
      {
        key: `import.${before.key}.${name}.address_table`,
        message: `slot of ${name} in the address table of ${before.key}: ${was} → ${is}`,
        before: was,
        after: is,
        cause: SAME_AS_LOOKUP,
      },
    ];
  });
}

/** The functions, and the end of the table, which every DLL has. */
function namesOf({ functions }: ComparedDll): ReadonlySet<string> {
  return new Set([...functions.map(({ key }) => key), END]);
}

/** How the slot behind the last function is called. */
const END = '(end)';

/** The slots of the address table that say something else than the lookup table, by the function's name there. */
function wrongSlots({ functions, addressTable: slots }: ComparedDll): ReadonlyMap<string, string> {
  const result = new Map<string, string>();
  for (let i = 0; i < Math.max(functions.length, slots.length); i += 1) {
    const [wanted, got] = [functions[i], slots[i]];
    const isSame = wanted?.text === got?.text && wanted?.rva === got?.rva;
    if (!isSame) result.set(wanted?.key ?? END, slotText(wanted, got));
  }
  return result;
}

/** What is wrong with the address table of a DLL that one image alone imports. */
export function oneSidedTable(dll: ComparedDll, side: 'before' | 'after'): Difference[] {
  return [...wrongSlots(dll)].map(([name, text]) => oneSidedSlot(dll, name, text, side));
}

/** A wrong slot of a function that the other image does not import. */
function oneSidedSlot(
  { key }: ComparedDll,
  name: string,
  text: string,
  side: 'before' | 'after',
): Difference {
  return {
    key: `import.${key}.${name}.address_table`,
    message: `slot of ${name} in the address table of ${key}, only ${side}: ${text}`,
    before: side === 'before' ? text : null,
    after: side === 'after' ? text : null,
    cause: SAME_AS_LOOKUP,
    group: `slots of the address table of ${key}, only ${side}`,
  };
}

function slotText(wanted: ComparedSlot | undefined, got: ComparedSlot | undefined): string {
  if (got === undefined) return 'no such slot';
  if (wanted?.text !== got.text) return got.text;
  return `${got.text}, at ${hex(got.rva ?? 0)} instead of ${hex(wanted.rva ?? 0)}`;
}
