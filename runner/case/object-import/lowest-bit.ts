/** The largest power of two that divides `value`: the alignment that a place or size allows. */
export function lowestBit(value: number): number {
  return value & -value;
}
