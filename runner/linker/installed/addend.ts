import { Denial } from './denial';

/**
 * Puts a relocation's addend where COFF has it: into the field itself.
 * @param width bytes of the field
 * @throws Denial if the field is too narrow
 */
export function storeAddend(
  bytes: Uint8Array,
  offset: number,
  width: number,
  addend: number,
): void {
  const bits = BigInt(8 * width);
  const value = BigInt(addend);
  if (
    BigInt.asIntN(Number(bits), value) !== value &&
    BigInt.asUintN(Number(bits), value) !== value
  ) {
    throw new Denial(
      'refused',
      `the addend ${addend} does not fit the ${bits} bits of the field that COFF keeps it in`,
    );
  }
  for (let i = 0; i < width; i += 1) {
    bytes[offset + i] = Number((value >> BigInt(8 * i)) & 0xffn);
  }
}
