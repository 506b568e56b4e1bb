/**
 * The checksum that an image should have in its optional header: the sum of its 16-bit words, each carry
 * added again, with the field itself as 0, plus the size of the file in bytes.
 *
 * PE Format, 3.4.2 Optional Header Windows-Specific Fields, CheckSum: "the algorithm is incorporated into
 * IMAGHELP.DLL", as `CheckSumMappedFile`.
 * @param at file offset of the field
 */
export function imageChecksum(bytes: Uint8Array, at: number): number {
  let sum = 0;
  for (let i = 0; i < bytes.length; i += 2) {
    if (i === at || i === at + 2) continue;
    sum += (bytes[i] as number) | ((bytes[i + 1] ?? 0) << 8);
    sum = (sum & 0xffff) + (sum >>> 16);
  }
  return (sum + bytes.length) >>> 0;
}
