/** A little-endian number of `size` bytes, as hex. */
export function littleEndian(value: number, size: number): string {
  const bytes = Buffer.alloc(size);
  bytes.writeUIntLE(value, 0, size);
  return bytes.toString('hex');
}
