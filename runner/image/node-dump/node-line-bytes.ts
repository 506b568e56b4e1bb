import { FewWords } from './few-words';
import { DIGITS, FIELDS, NodeLineReader } from './node-line';

const LABELS = FIELDS.map(([label]) => new TextEncoder().encode(label));
const INDEX = LABELS[0] as Uint8Array;

/**
 * Reads the nodes' lines of one dump in UTF-8, as {@link NodeLineReader} does of a text, and makes no strings for
 * it. Tags and flags are numbers of rows.
 */
export class NodeLineBytes {
  readonly tags = new FewWords<string>();
  readonly flags = new FewWords<readonly string[]>();
  /** Spaces in front of the tag. */
  depth = 0;
  tagRow = 0;
  /** That have the node's line. */
  bytes: Buffer = Buffer.alloc(0);
  /** Where the bytes have what stands in parentheses after the tag; -1 without. */
  argumentStart = -1;
  argumentEnd = -1;
  index = 0;
  /** Bytes from the parent's start. */
  offset = 0;
  /** Bytes. */
  size = 0;
  alignment = 0;
  flagRow = 0;
  /** For what is rare. */
  readonly #text = new NodeLineReader();
  readonly #numbers = new Float64Array(FIELDS.length);

  /** Reads the line that starts and ends there. @returns whether it is a node's */
  read(bytes: Buffer, start: number, end: number): boolean {
    return this.#scan(bytes, start, end) || this.match(bytes, start, end);
  }

  /** Reads a node, whose argument may have line feeds. @returns whether it is one */
  match(bytes: Buffer, start: number, end: number): boolean {
    const text = bytes.toString('utf8', start, end);
    const line = this.#text;
    if (!line.match(text, 0, text.length)) return false;
    const { argumentStart, argumentEnd } = line;
    this.bytes = bytes;
    this.depth = line.depth;
    this.tagRow = rowOf(this.tags, line.tag, line.tag);
    // What is in front of an argument is ASCII.
    this.argumentStart = argumentStart < 0 ? -1 : start + argumentStart;
    this.argumentEnd =
      argumentStart < 0
        ? -1
        : this.argumentStart + Buffer.byteLength(text.slice(argumentStart, argumentEnd));
    this.index = line.index;
    this.offset = line.offset;
    this.size = line.size;
    this.alignment = line.alignment;
    const flags = line.flags.map((flag) => ` ${flag}`).join('');
    this.flagRow = rowOf(this.flags, flags, line.flags);
    return true;
  }

  /** What {@link match} reads, but many times as fast; false also for what is rare. */
  #scan(bytes: Buffer, start: number, end: number): boolean {
    let at = start;
    while (at < end && bytes[at] === 0x20) at += 1;
    const depth = at - start;
    const tagStart = at;
    while (at < end && isTagByte(bytes[at] as number)) at += 1;
    const tagEnd = at;
    if (bytes[at] === 0x28) {
      // No field has parentheses, so the last of them ends the argument.
      at = lastIndexField(bytes, tagEnd, end);
      if (at <= tagEnd + 1 || bytes[at - 1] !== 0x29) return false;
    }
    const fieldsStart = at;
    for (let i = 0; i < LABELS.length; i += 1) {
      const label = LABELS[i] as Uint8Array;
      if (!startsWith(bytes, at, label)) return false;
      const from = at + label.length;
      const base = i === 0 ? 10 : 16;
      at = from;
      let value = 0;
      for (let digit = digitOf(bytes[at], base); digit >= 0; digit = digitOf(bytes[at], base)) {
        value = value * base + digit;
        at += 1;
      }
      if (at === from || at - from > DIGITS) return false;
      this.#numbers[i] = value;
    }
    // Other tags and flags than those that came already are left to the pattern, once each.
    const tagRow = this.tags.rowOf(bytes, tagStart, tagEnd);
    const flagRow = this.flags.rowOf(bytes, at, end);
    if (tagRow < 0 || flagRow < 0) return false;
    this.bytes = bytes;
    this.depth = depth;
    this.tagRow = tagRow;
    this.flagRow = flagRow;
    this.argumentStart = fieldsStart === tagEnd ? -1 : tagEnd + 1;
    this.argumentEnd = fieldsStart === tagEnd ? -1 : fieldsStart - 1;
    this.index = this.#numbers[0] as number;
    this.offset = this.#numbers[1] as number;
    this.size = this.#numbers[2] as number;
    this.alignment = this.#numbers[3] as number;
    return true;
  }
}

/** Whether a line is contents: see `isContentsLine`. */
export function isContentsInBytes(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start;
  while (at < end && bytes[at] === 0x20) at += 1;
  if (at === start || at + 13 > end) return false;
  for (let i = at; i < at + 8; i += 1) if (digitOf(bytes[i], 16) < 0) return false;
  return (
    bytes[at + 8] === 0x20 &&
    bytes[at + 9] === 0x20 &&
    digitOf(bytes[at + 10], 16) >= 0 &&
    digitOf(bytes[at + 11], 16) >= 0 &&
    bytes[at + 12] === 0x20
  );
}

function rowOf<T>(words: FewWords<T>, word: string, value: T): number {
  const bytes = new TextEncoder().encode(word);
  const row = words.rowOf(bytes, 0, bytes.length);
  return row < 0 ? words.add(bytes, value) : row;
}

/** Where the last " index=" of a line starts, after a place; else that place. */
function lastIndexField(bytes: Uint8Array, after: number, end: number): number {
  for (let at = end - INDEX.length; at > after; at -= 1) {
    if (bytes[at] === 0x20 && startsWith(bytes, at, INDEX)) return at;
  }
  return after;
}

function startsWith(bytes: Uint8Array, at: number, label: Uint8Array): boolean {
  for (let i = 0; i < label.length; i += 1) if (bytes[at + i] !== label[i]) return false;
  return true;
}

function isTagByte(byte: number): boolean {
  return (byte >= 0x61 && byte <= 0x7a) || byte === 0x5f;
}

/** The value of a digit, of small letters; -1 for what is none. */
export function digitOf(byte: number | undefined, base: number): number {
  if (byte === undefined) return -1;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  return base === 16 && byte >= 0x61 && byte <= 0x66 ? byte - 0x57 : -1;
}
