import { coff } from '../../reference';
import { hex, hexBytes } from '../text/numbers';

/** Fields that count things, and versions: shown as decimal numbers. */
const DECIMAL = /^(number_of_|major_|minor_)/;

/** The value of a header field as readers of headers know it: "AMD64", "0x1000", "CNT_CODE MEM_READ". */
export function headerFieldText(name: string, value: unknown): string {
  if (typeof value === 'bigint') return hex(value);
  if (value instanceof Uint8Array) return hexBytes(value);
  if (typeof value === 'object' && value !== null) return flagText(value);
  const number = Number(value);
  const tag = tagOf(name, number);
  if (tag !== undefined) return tag;
  return DECIMAL.test(name) ? String(number) : hex(number);
}

/** What was set and what was cleared: "+DLL -DEBUG_STRIPPED". */
export function flagChange(before: object, after: object): string {
  const old = new Map<string, unknown>(Object.entries(before));
  return Object.entries(after)
    .filter(([name, value]) => !isSame(old.get(name), value))
    .map(([name, value]) => {
      if (typeof value === 'boolean') return `${value ? '+' : '-'}${name}`;
      return `${name} ${plain(old.get(name))} → ${plain(value)}`;
    })
    .join(' ');
}

/** Whether two values of a field are the same. */
export function isSame(before: unknown, after: unknown): boolean {
  return plain(before) === plain(after);
}

function plain(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) =>
    typeof each === 'bigint' ? each.toString() : each,
  );
}

function flagText(flags: object): string {
  const set = Object.entries(flags).flatMap(([name, value]) => {
    if (value === true) return [name];
    return typeof value === 'number' && value !== 0 ? [`${name}=${value}`] : [];
  });
  return set.length === 0 ? '(none)' : set.join(' ');
}

function tagOf(name: string, value: number): string | undefined {
  switch (name) {
    case 'machine':
      return coff.IMAGE.FILE.MACHINE.name(value);
    case 'subsystem':
      return coff.Subsystem.name(value);
    case 'magic':
      return coff.OptionalHeader.Magic.name(value);
    default:
      return undefined;
  }
}
