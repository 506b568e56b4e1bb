/** Takes text piece by piece, UTF-8; a piece's bytes are overwritten after the call. */
export type TextSink = (piece: Uint8Array) => void;

const PIECE_SIZE = 0x10000;
/** Bytes of contents in a line. */
const LINE_BYTES = 16;
/** Padding is written so many bytes at a time: its lines differ in the offset alone. */
const BLOCK_BYTES = 0x100;
/** Digits of a file offset, and how many of them are the same in the lines of an aligned block. */
const OFFSET_DIGITS = 8;
const BLOCK_DIGITS = 6;
/** Bytes of a line of contents without its indent, at most. */
const LINE_MAX = OFFSET_DIGITS + 2 + 3 * LINE_BYTES + 1 + LINE_BYTES + 1;
/** Characters of a number that is made here, at most. */
const NUMBER_MAX = 10;
const MAX_INT32 = 0x7fff_ffff;
/** UTF-8 has at most so many bytes for one UTF-16 code unit. */
const BYTES_PER_UNIT = 3;

const SPACE = 0x20;
const NEWLINE = 0x0a;
const DOT = 0x2e;
const HEX_DIGITS = new TextEncoder().encode('0123456789abcdef');

/** {@link evenBlock} by indent and byte. */
const EVEN_BLOCKS: Uint8Array[] = [];

const NO_WORDS = new Int32Array(0);

function hexDigit(nibble: number): number {
  return HEX_DIGITS[nibble & 15] as number;
}

/** The lines of a block at offset 0 that has one byte everywhere: most of an image is padding. */
function evenBlock(indent: number, byte: number): Uint8Array {
  return (EVEN_BLOCKS[indent * 0x100 + byte] ??= new TextEncoder().encode(
    Array.from({ length: BLOCK_BYTES / LINE_BYTES }, (_, line) => {
      const offset = (line * LINE_BYTES).toString(16).padStart(OFFSET_DIGITS, '0');
      const hex = `${byte.toString(16).padStart(2, '0')} `.repeat(LINE_BYTES);
      const ascii = String.fromCharCode(asciiOf(byte)).repeat(LINE_BYTES);
      return `${' '.repeat(indent)}${offset}  ${hex} ${ascii}\n`;
    }).join(''),
  ));
}

/** Of each byte, the two digits and two spaces, as one big-endian word: to store it takes less than to store each. */
const HEX_PAIRS = Uint32Array.from(
  { length: 0x100 },
  (_, byte) => (hexDigit(byte >>> 4) << 24) | (hexDigit(byte) << 16) | (SPACE << 8) | SPACE,
);

/** Of each byte, its character in the column of ASCII. */
const ASCII = Uint8Array.from({ length: 0x100 }, (_, byte) => asciiOf(byte));

function asciiOf(byte: number): number {
  return byte >= 0x20 && byte < 0x7f ? byte : DOT;
}

/** Tells whether a block has one byte everywhere: most of an image is looked at for each dump. */
class EvenBlocks {
  readonly #bytes: Uint8Array;
  /** Four bytes each. */
  readonly #words: Int32Array;
  readonly #isAligned: boolean;

  constructor(bytes: Uint8Array) {
    const { buffer, byteOffset, length } = bytes;
    this.#bytes = bytes;
    this.#isAligned = byteOffset % 4 === 0;
    this.#words = this.#isAligned ? new Int32Array(buffer, byteOffset, length >>> 2) : NO_WORDS;
  }

  has(start: number, end: number): boolean {
    const first = this.#bytes[start] as number;
    if (this.#isAligned && start % 4 === 0) {
      const word = Math.imul(first, 0x0101_0101);
      const words = this.#words;
      for (let at = start / 4; at < end / 4; at += 1) if (words[at] !== word) return false;
      return true;
    }
    const bytes = this.#bytes;
    for (let at = start + 1; at < end; at += 1) if (bytes[at] !== first) return false;
    return true;
  }
}

/**
 * Collects text in pieces of fixed size, so that a dump of any length needs little memory. Digits and
 * ASCII are stored byte by byte: a call of the encoder for each of a million short words takes longer.
 */
export class PieceWriter {
  readonly #bytes = Buffer.alloc(PIECE_SIZE);
  readonly #view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset);
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

  /** A natural number below 2^53 in decimal. */
  decimal(value: number): void {
    if (value > MAX_INT32) {
      this.text(value.toString(10));
      return;
    }
    if (NUMBER_MAX > PIECE_SIZE - this.#length) this.flush();
    let digits = 1;
    for (let rest = value; rest >= 10; rest = (rest / 10) | 0) digits += 1;
    const end = this.#length + digits;
    let rest = value;
    for (let at = end - 1; at >= this.#length; at -= 1) {
      const tenth = (rest / 10) | 0;
      this.#bytes[at] = hexDigit(rest - tenth * 10);
      rest = tenth;
    }
    this.#length = end;
  }

  /** A natural number below 2^53 in lower-case hex. */
  hex(value: number): void {
    if (value > MAX_INT32) {
      this.text(value.toString(16));
      return;
    }
    if (NUMBER_MAX > PIECE_SIZE - this.#length) this.flush();
    let at = this.#length;
    // From its first digit on that is not 0; of 0, one digit.
    for (let shift = 28 - (Math.clz32(value | 1) & ~3); shift >= 0; shift -= 4) {
      this.#bytes[at++] = hexDigit(value >>> shift);
    }
    this.#length = at;
  }

  /** Bytes as they are, whatever they are. */
  raw(bytes: Uint8Array): void {
    this.flush();
    this.#sink(bytes);
  }

  /**
   * Lines of contents: indent, file offset, up to 16 bytes in hex, the same as ASCII.
   *
   * @param bytes the file; its bytes from `start` to `end` are written
   */
  contents(indent: number, bytes: Uint8Array, start: number, end: number): void {
    // Most nodes are smaller than a block.
    const even = end - start < BLOCK_BYTES ? null : new EvenBlocks(bytes);
    // Aligned blocks take less; a node may start between two lines of them.
    const blocksFrom = start % LINE_BYTES === 0 ? 0 : start % BLOCK_BYTES;
    for (let at = start; at < end;) {
      const next = at + BLOCK_BYTES;
      if (at % BLOCK_BYTES === blocksFrom && next <= end && even?.has(at, next) === true) {
        this.#evenBlock(indent, bytes[at] as number, at);
        at = next;
      } else {
        this.#line(indent, bytes, at, Math.min(at + LINE_BYTES, end));
        at += LINE_BYTES;
      }
    }
  }

  #evenBlock(indent: number, byte: number, offset: number): void {
    const block = evenBlock(indent, byte);
    if (block.length > PIECE_SIZE - this.#length) this.flush();
    const out = this.#bytes;
    out.set(block, this.#length);
    const end = this.#length + block.length;
    const step = (block.length * LINE_BYTES) / BLOCK_BYTES;
    const isAligned = offset % BLOCK_BYTES === 0;
    for (let digit = 0; digit < OFFSET_DIGITS; digit += 1) {
      const shift = 4 * (OFFSET_DIGITS - 1 - digit);
      let at = this.#length + indent + digit;
      if (!isAligned) {
        for (let line = offset; at < end; at += step, line += LINE_BYTES) {
          out[at] = hexDigit(line >>> shift);
        }
      } else if (digit < BLOCK_DIGITS) {
        const value = hexDigit(offset >>> shift);
        for (; at < end; at += step) out[at] = value;
      }
    }
    this.#length = end;
  }

  #line(indent: number, bytes: Uint8Array, start: number, end: number): void {
    if (indent + LINE_MAX > PIECE_SIZE - this.#length) this.flush();
    const out = this.#bytes;
    const view = this.#view;
    let at = this.#length;
    for (let i = 0; i < indent; i += 1) out[at++] = SPACE;
    for (let shift = 24; shift >= 0; shift -= 8, at += 2) {
      view.setUint32(at, HEX_PAIRS[(start >>> shift) & 0xff] as number);
    }
    at += 2;
    for (let i = start; i < end; i += 1, at += 3) {
      view.setUint32(at, HEX_PAIRS[bytes[i] as number] as number);
    }
    for (let i = 3 * (LINE_BYTES - (end - start)) + 1; i > 0; i -= 1) out[at++] = SPACE;
    for (let i = start; i < end; i += 1) {
      out[at++] = ASCII[bytes[i] as number] as number;
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
