/** Takes text piece by piece, UTF-8; a piece's bytes are overwritten after the call. */
export type TextSink = (piece: Uint8Array) => void;

const PIECE_SIZE = 0x10000;
const LINE_BYTES = 16;
/** Bytes of a line of contents without its indent, at most. */
const LINE_MAX = 8 + 2 + 3 * LINE_BYTES + 1 + LINE_BYTES + 1;
/** Characters of a number, at most. */
const NUMBER_MAX = 16;
/** UTF-8 has at most so many bytes for one UTF-16 code unit. */
const BYTES_PER_UNIT = 3;

const SPACE = 0x20;
const NEWLINE = 0x0a;
const DOT = 0x2e;
const HEX_DIGITS = new TextEncoder().encode('0123456789abcdef');

function hexDigit(nibble: number): number {
  return HEX_DIGITS[nibble & 15] as number;
}

/**
 * Collects text in pieces of fixed size, so that a dump of any length needs little memory. Digits and
 * ASCII are stored byte by byte: a call of the encoder for each of a million short words takes longer.
 */
export class PieceWriter {
  readonly #bytes = Buffer.alloc(PIECE_SIZE);
  #length = 0;
  readonly #sink: TextSink;

  constructor(sink: TextSink) {
    this.#sink = sink;
  }

  text(text: string): void {
    const most = text.length * BYTES_PER_UNIT;
    if (most > PIECE_SIZE - this.#length) {
      this.flush();
      if (most > PIECE_SIZE) {
        this.#sink(Buffer.from(text, 'utf8'));
        return;
      }
    }
    const bytes = this.#bytes;
    let at = this.#length;
    for (let i = 0; i < text.length; i += 1) {
      const unit = text.charCodeAt(i);
      if (unit >= 0x80) {
        this.#length += bytes.write(text, this.#length, 'utf8');
        return;
      }
      bytes[at++] = unit;
    }
    this.#length = at;
  }

  spaces(count: number): void {
    if (count > PIECE_SIZE - this.#length) this.flush();
    // A call of fill takes longer than the few spaces that there are.
    for (let i = 0; i < count; i += 1) this.#bytes[this.#length + i] = SPACE;
    this.#length += count;
  }

  /** A natural number below 2^53 in lower-case hex or in decimal. */
  number(value: number, radix: 10 | 16): void {
    if (value > 0xffff_ffff) {
      this.text(value.toString(radix));
      return;
    }
    if (NUMBER_MAX > PIECE_SIZE - this.#length) this.flush();
    let digits = 1;
    for (let rest = value; rest >= radix; rest = Math.floor(rest / radix)) digits += 1;
    const end = this.#length + digits;
    let rest = value;
    for (let at = end - 1; at >= this.#length; at -= 1) {
      this.#bytes[at] = hexDigit(rest % radix);
      rest = Math.floor(rest / radix);
    }
    this.#length = end;
  }

  /** Bytes as they are, whatever they are. */
  raw(bytes: Uint8Array): void {
    this.flush();
    this.#sink(bytes);
  }

  /** One line of contents: indent, file offset, up to 16 bytes in hex, the same as ASCII. */
  contents(indent: number, address: number, bytes: Uint8Array, start: number, end: number): void {
    if (indent + LINE_MAX > PIECE_SIZE - this.#length) this.flush();
    const out = this.#bytes;
    let at = this.#length;
    for (let i = 0; i < indent; i += 1) out[at++] = SPACE;
    for (let shift = 28; shift >= 0; shift -= 4) out[at++] = hexDigit(address >>> shift);
    out[at++] = SPACE;
    out[at++] = SPACE;
    for (let i = start; i < end; i += 1) {
      const byte = bytes[i] as number;
      out[at++] = hexDigit(byte >>> 4);
      out[at++] = hexDigit(byte);
      out[at++] = SPACE;
    }
    for (let i = 3 * (LINE_BYTES - (end - start)) + 1; i > 0; i -= 1) out[at++] = SPACE;
    for (let i = start; i < end; i += 1) {
      const byte = bytes[i] as number;
      out[at++] = byte >= 0x20 && byte < 0x7f ? byte : DOT;
    }
    out[at++] = NEWLINE;
    this.#length = at;
  }

  /** Hands over what was collected. */
  flush(): void {
    if (this.#length > 0) this.#sink(this.#bytes.subarray(0, this.#length));
    this.#length = 0;
  }
}
