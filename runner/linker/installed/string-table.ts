/** Bytes of the size that a string table starts with. */
const SIZE_FIELD = 4;

/** Collects the names that are too long for their records. PE Format, 5.6 COFF String Table. */
export class StringTableWriter {
  readonly #strings: Uint8Array[] = [];
  #size = SIZE_FIELD;

  /** Bytes of the table, its size field included. */
  get size(): number {
    return this.#size;
  }

  /** @returns bytes from the start of the table to the string */
  add(string: Uint8Array): number {
    const offset = this.#size;
    this.#strings.push(string);
    this.#size += string.length + 1;
    return offset;
  }

  /** Writes the table at `offset` of `bytes`, which are zero there. */
  write(bytes: Uint8Array, offset: number): void {
    new DataView(bytes.buffer, bytes.byteOffset).setUint32(offset, this.#size, true);
    let at = offset + SIZE_FIELD;
    for (const string of this.#strings) {
      bytes.set(string, at);
      at += string.length + 1;
    }
  }
}
