const NOT_HEX = 0xff;

/** Value of each ASCII character as a hex digit. */
const DIGITS = new Uint8Array(256).fill(NOT_HEX);
for (let value = 0; value < 16; value += 1) {
  DIGITS[value.toString(16).charCodeAt(0)] = value;
  DIGITS[value.toString(16).toUpperCase().charCodeAt(0)] = value;
}

/** Collects bytes from hex digits, for many short runs without garbage. */
export class HexStage {
  #bytes = new Uint8Array(0x1000);
  #length = 0;

  /** The collected bytes, and others after them; until more are added. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }

  /** Bytes collected since {@link clear}. */
  get length(): number {
    return this.#length;
  }

  clear(): void {
    this.#length = 0;
  }

  /** Adds the bytes of `hex`. @returns what is wrong with it, if anything */
  append(hex: string): string | undefined {
    if (hex.length % 2 !== 0) return `an odd number of digits (${hex.length})`;
    const end = this.#length + hex.length / 2;
    this.#reserve(end);
    const bytes = this.#bytes;
    let at = this.#length;
    for (let i = 0; i < hex.length; i += 2) {
      const high = DIGITS[hex.charCodeAt(i)] ?? NOT_HEX;
      const low = DIGITS[hex.charCodeAt(i + 1)] ?? NOT_HEX;
      if (high === NOT_HEX || low === NOT_HEX) {
        return `${JSON.stringify(hex.charAt(high === NOT_HEX ? i : i + 1))}, which is not a hex digit,`;
      }
      bytes[at] = high * 16 + low;
      at += 1;
    }
    this.#length = end;
    return undefined;
  }

  /**
   * Adds the bytes whose digits stand in `text` from `start` on, as long as two digits follow.
   * @returns where they end: at what is no digit, or at a digit without a second one
   */
  appendDigits(text: Uint8Array, start: number): number {
    // No more than there is text left; a byte has two digits.
    this.#reserve(this.#length + ((text.length - start) >> 1));
    const bytes = this.#bytes;
    let at = this.#length;
    let i = start;
    for (; i + 1 < text.length; i += 2) {
      const high = DIGITS[text[i] as number] as number;
      if (high === NOT_HEX) break;
      const low = DIGITS[text[i + 1] as number] as number;
      if (low === NOT_HEX) break;
      bytes[at] = high * 16 + low;
      at += 1;
    }
    this.#length = at;
    return i;
  }

  /** A copy of the collected bytes. */
  take(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #reserve(length: number): void {
    if (length <= this.#bytes.length) return;
    const bytes = new Uint8Array(Math.max(length, this.#bytes.length * 2));
    bytes.set(this.#bytes);
    this.#bytes = bytes;
  }
}
