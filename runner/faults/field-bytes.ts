import type { Machine } from '../../reference';

/** Bytes of a field, by the name of its type in IMAGE.REL. */
export function fieldWidth(type: string): number {
  if (type === 'ADDR64') return 8;
  if (type === 'ABSOLUTE') return 0;
  return type === 'DIR16' || type === 'REL16' ? 2 : 4;
}

/** The type of a base relocation that a field needs; null if it holds no absolute address. */
export function baseRelocationType(type: string, machine: Machine): number | null {
  if (type === 'ADDR64') return 10;
  if (type === 'DIR32' && machine === 'I386') return 3;
  return type === 'ADDR32' && machine === 'AMD64' ? 3 : null;
}

/**
 * The bytes of a field that leads to an address: PE Format, 5.2.1 Type Indicators.
 * @param at RVA of the field
 * @param to RVA that it leads to, with the addend
 * @throws Error for a type that the sound linker does not know
 */
export function fieldBytes(type: string, at: number, to: number, imageBase: bigint): Uint8Array {
  const width = fieldWidth(type);
  const bytes = Buffer.alloc(width);
  const value = BigInt.asUintN(width * 8, fieldValueOf(type, at, to, imageBase));
  for (let i = 0; i < width; i += 1) bytes[i] = Number((value >> BigInt(8 * i)) & 0xffn);
  return bytes;
}

function fieldValueOf(type: string, at: number, to: number, imageBase: bigint): bigint {
  switch (type) {
    case 'ABSOLUTE':
      return 0n;
    case 'ADDR64':
    case 'ADDR32':
    case 'DIR32':
    case 'DIR16':
      return imageBase + BigInt(to);
    case 'ADDR32NB':
    case 'DIR32NB':
      return BigInt(to);
    case 'REL16':
      return BigInt(to - at - 2);
  }
  const distance = /^REL32(?:_([1-5]))?$/.exec(type);
  if (distance === null) throw new Error(`no relocation of type ${type}`);
  return BigInt(to - at - 4 - Number(distance[1] ?? 0));
}
