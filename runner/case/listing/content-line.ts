import { relocWidth, type Machine } from '../../../reference';
import { LineError } from '../link-script/script-error';
import { parseReference, targetJson, type ListedReference } from './target';
import { parseInteger, singleSpaced, Tokens, withoutComment } from './tokens';
import { zigStringBytes } from '../../text/zig-string';

/** A field in the bytes of a line that a relocation fills in. */
export interface LineField {
  /** Bytes from the start of the write. */
  readonly offset: number;
  readonly reference: ListedReference;
}

/** A line of bytes: one write. */
export interface HexLine {
  readonly kind: 'hex';
  /** The bytes; zero where a relocation fills them in. */
  readonly bytes: Uint8Array;
  readonly fields: readonly LineField[];
  /** The bytes as the listing has them, with single spaces. */
  readonly source: string;
  /** The disassembly beside them, with single spaces; empty if there is none. */
  readonly text: string;
  /** The comment with its slashes; empty if there is none. */
  readonly comment: string;
}

/** One line of content, and its items in a link script. */
export interface ContentLine {
  /** Items of a link script's `content`. */
  readonly items: readonly unknown[];
  /** Number of bytes that it writes. */
  readonly size: number;
  /** The line as bytes; null for one that starts with a word (`ascii`, `ptr`, ...). */
  readonly hex: HexLine | null;
}

const HEX_PAIR = /^[0-9a-f]{2}$/i;

const WORD_SIZES: ReadonlyMap<string, number> = new Map([
  ['byte', 1],
  ['word', 2],
  ['dword', 4],
  ['qword', 8],
]);

/** The default type of a relocation in a line of bytes. */
const DEFAULT_TYPE = 'REL32';

/**
 * Reads one indented line of a #link block.
 * @param start bytes that the content has before this line
 * @throws LineError
 */
export function parseContentLine(line: string, start: number, machine: Machine): ContentLine {
  const plain = plainBytes(line);
  if (plain !== null) return new HexContent(plain, start);
  const tokens = new Tokens(line);
  const first = tokens.peek() ?? '';
  if (HEX_PAIR.test(first) || first.startsWith('@')) {
    return new HexContent(parseHexLine(line, machine), start);
  }
  const code = withoutComment(line);
  return wordLine(new Tokens(code), start, machine);
}

/** A line that starts with a word. */
function wordLine(tokens: Tokens, start: number, machine: Machine): ContentLine {
  const word = tokens.take() ?? '';
  const only = (size: number, ...items: unknown[]): ContentLine => {
    tokens.end();
    return { items, size, hex: null };
  };
  const width = WORD_SIZES.get(word);
  if (width !== undefined) return numbers(tokens, width);
  switch (word) {
    case 'ascii': {
      const literal = tokens.rest();
      const bytes = zigStringBytes(literal);
      if (bytes === null) throw new LineError(`expected a Zig string literal, got ${literal}`);
      return { items: [bytes.toString('hex')], size: bytes.length, hex: null };
    }
    case 'ptr': {
      const { target, addend } = untyped(tokens);
      const ptr = targetJson(target);
      return only(machine === 'AMD64' ? 8 : 4, addend === 0 ? { ptr } : { ptr, addend });
    }
    case 'reloc': {
      const type = tokens.name('a relocation type');
      const { target, addend } = untyped(tokens);
      const offset = tokens.accept('at') ? parseInteger(tokens.take(), 'an offset') : null;
      return only(0, relocItem(target, type, addend, offset, start));
    }
    case 'splat': {
      const byte = parseInteger(tokens.take(), 'a byte');
      if (byte < 0 || byte > 0xff) throw new LineError(`expected a byte, 0 to 255, got ${byte}`);
      const count = natural(tokens, 'a count');
      return only(count, { splat: [byte, count] });
    }
    case 'rebase':
      return only(0, { rebase: natural(tokens, 'a number of bytes') });
    default:
      throw new LineError(
        `expected bytes in hex ("48 83 ec 38"), or ascii, byte, word, dword, qword, ptr, reloc, splat or rebase; got ${word}`,
      );
  }
}

/** The target of a `ptr` or `reloc`. The `@` is optional, and no type may follow. */
function untyped(tokens: Tokens): ListedReference {
  const reference = parseReference(tokens, true);
  if (reference.type === null) return reference;
  throw new LineError(`expected no relocation type after the target; remove as ${reference.type}`);
}

function natural(tokens: Tokens, what: string): number {
  const value = parseInteger(tokens.take(), what);
  if (value < 0) throw new LineError(`expected ${what}, got ${value}`);
  return value;
}

/** One write of little-endian numbers. */
function numbers(tokens: Tokens, width: number): ContentLine {
  const bytes: number[] = [];
  for (let token = tokens.take(); token !== null; token = tokens.take()) {
    let value = integer(token);
    const bits = BigInt(8 * width);
    if (value < -(1n << (bits - 1n)) || value >= 1n << bits) {
      throw new LineError(`${token} does not fit in ${width} bytes`);
    }
    value = BigInt.asUintN(8 * width, value);
    for (let i = 0; i < width; i += 1) bytes.push(Number((value >> BigInt(8 * i)) & 0xffn));
  }
  if (bytes.length === 0) throw new LineError('expected one or more numbers');
  return { items: [Buffer.from(bytes).toString('hex')], size: bytes.length, hex: null };
}

function integer(token: string): bigint {
  const [, sign, digits] = /^(-?)(0x[0-9a-f]+|\d+)$/i.exec(token) ?? [];
  if (digits === undefined) throw new LineError(`expected a number, got ${token}`);
  return sign === '-' ? -BigInt(digits) : BigInt(digits);
}

/**
 * Reads a line of bytes: pairs of hex digits and references, separated by one space. Two or more
 * spaces, or a tab, separate them from the disassembly.
 * @throws LineError
 */
export function parseHexLine(line: string, machine: Machine): HexLine {
  const bytes: number[] = [];
  const fields: LineField[] = [];
  const tokens = new Tokens(line);
  const start = line.length - line.trimStart().length;
  for (;;) {
    const token = tokens.peek();
    if (token === null || token.startsWith('//')) break;
    if (bytes.length > 0 && isGap(line, tokens.position)) break;
    if (token.startsWith('@')) {
      const reference = parseReference(tokens);
      const type = reference.type ?? DEFAULT_TYPE;
      const width = relocWidth(machine, type);
      if (width === undefined) throw new LineError(`IMAGE.REL.${machine} has no type ${type}`);
      fields.push({ offset: bytes.length, reference });
      for (let i = 0; i < width; i += 1) bytes.push(0);
    } else if (HEX_PAIR.test(token)) {
      tokens.take();
      bytes.push(Number.parseInt(token, 16));
    } else {
      throw new LineError(
        `expected two hex digits or @ and a target, got ${token} (write two spaces between the bytes and their disassembly)`,
      );
    }
  }
  const source = line.slice(start, tokens.position);
  const rest = tokens.rest();
  const text = withoutComment(rest);
  return {
    kind: 'hex',
    bytes: Uint8Array.from(bytes),
    fields,
    source: singleSpaced(source.trim()),
    text: singleSpaced(text),
    comment: rest.slice(text.length).trimStart(),
  };
}

function isGap(line: string, position: number): boolean {
  return line.startsWith('  ', position) || line.startsWith('\t', position);
}

const NO_FIELDS: readonly LineField[] = [];

/** Digits of a pair, by character code; 16 for what is no digit. */
const DIGITS = Uint8Array.from({ length: 0x80 }, (_, code) => {
  const value = Number.parseInt(String.fromCharCode(code), 16);
  return Number.isNaN(value) ? 16 : value;
});

/**
 * Reads a line of nothing but bytes, with single spaces between them, as most lines of code are: that takes a
 * tenth of the time of reading it token by token.
 * @returns null for any other line
 */
function plainBytes(line: string): HexLine | null {
  let start = 0;
  while (line.charCodeAt(start) === SPACE) start += 1;
  const characters = line.length - start;
  if (characters < 2 || characters % 3 !== 2) return null;
  const bytes = new Uint8Array((characters + 1) / 3);
  for (let i = 0, at = start; i < bytes.length; i += 1, at += 3) {
    const high = DIGITS[line.charCodeAt(at)] ?? 16;
    const low = DIGITS[line.charCodeAt(at + 1)] ?? 16;
    if (high > 15 || low > 15) return null;
    if (at + 2 < line.length && line.charCodeAt(at + 2) !== SPACE) return null;
    bytes[i] = 16 * high + low;
  }
  return {
    kind: 'hex',
    bytes,
    fields: NO_FIELDS,
    source: start === 0 ? line : line.slice(start),
    text: '',
    comment: '',
  };
}

const SPACE = 0x20;

/** A line of bytes as items of a link script: one write, then its relocations. */
class HexContent implements ContentLine {
  readonly hex: HexLine;
  readonly #start: number;

  constructor(hex: HexLine, start: number) {
    this.hex = hex;
    this.#start = start;
  }

  get size(): number {
    return this.hex.bytes.length;
  }

  // Who lays out a listing asks for none of them.
  get items(): readonly unknown[] {
    return [Buffer.from(this.hex.bytes).toString('hex'), ...relocItems(this.hex, this.#start)];
  }
}

function relocItems({ bytes, fields }: HexLine, start: number): readonly unknown[] {
  return fields.map(({ offset, reference: { target, type, addend } }) =>
    relocItem(target, type ?? DEFAULT_TYPE, addend, start + offset, start + bytes.length),
  );
}

/** @param end bytes of the content so far; an offset 4 less than that is the default */
function relocItem(
  target: ListedReference['target'],
  type: string,
  addend: number,
  offset: number | null,
  end: number,
): object {
  return {
    reloc: targetJson(target),
    type,
    ...(addend === 0 ? {} : { addend }),
    ...(offset === null || offset === end - 4 ? {} : { offset }),
  };
}
