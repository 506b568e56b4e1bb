/** "0x1f", "-0x4". */
export function hex(value: number | bigint): string {
  return value < 0 ? `-0x${(-value).toString(16)}` : `0x${value.toString(16)}`;
}

/** How far something moved: "+0x40", "-0x40". */
export function hexChange(before: number, after: number): string {
  return after < before ? hex(after - before) : `+${hex(after - before)}`;
}

/** "1 node", "3 nodes". */
export function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}

/** Each byte as hex digits. */
const HEX = Array.from({ length: 256 }, (_unused, byte) => byte.toString(16).padStart(2, '0'));

/** Bytes as hex digits: "48 8d 05". */
export function hexBytes(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += `${text === '' ? '' : ' '}${HEX[byte] ?? ''}`;
  return text;
}

/** `value`, rounded up to a multiple of `alignment`. */
export function alignUp(value: number, alignment: number): number {
  return alignment === 0 ? value : Math.ceil(value / alignment) * alignment;
}

/** Makes names unique: the second "nav(main.f)" becomes "nav(main.f)#2". */
export class UniqueNames {
  readonly #counts = new Map<string, number>();

  of(name: string): string {
    const seen = (this.#counts.get(name) ?? 0) + 1;
    this.#counts.set(name, seen);
    return seen === 1 ? name : `${name}#${seen}`;
  }
}
