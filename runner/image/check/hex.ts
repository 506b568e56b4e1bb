/** An offset, an address or flags as `0x1f`. */
export function hex(value: number | bigint): string {
  return `0x${value.toString(16)}`;
}
