import { relocSpan, type Machine } from '../../../reference';
import { Step, type Content, type ContentReloc, type Pointer, type Target } from './content';
import { isAlignment } from './fields';
import { HexStage } from './hex-stage';
import { HASH_SEED, hashByte, NameTable } from './name-table';
import type { Op } from './op';

const ascii = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));
const code = (character: string): number => character.charCodeAt(0);

const UPDATE_FUNC = ascii('{"op":"updateFunc","nav":"');
const UPDATE_NAV = ascii('{"op":"updateNav","nav":"');
const UPDATE_EXPORTS = ascii('{"op":"updateExports","exported":{"nav":"');
const NAMES = ascii('},"names":[');
const FLUSH = ascii('{"op":"flush"}');
const SNAPSHOT = ascii('{"op":"snapshot"');
const SNAPSHOT_NAME = ascii(',"name":"');
const TYPE = ascii(',"type":"');
const ALIGN = ascii(',"align":');
const CONTENT = ascii(',"content":[');
const RELOC = ascii('{"reloc":{');
const POINTER = ascii('{"ptr":{');
const SPLAT = ascii('{"splat":[');
const NAV = ascii('"nav":"');
const UAV = ascii('"uav":"');
const GLOBAL = ascii('"global":["');
const ADDEND = ascii(',"addend":');
const OFFSET = ascii(',"offset":');
const NULL = ascii('null');

const QUOTE = code('"');
const BACKSLASH = code('\\');
const COMMA = code(',');
const MINUS = code('-');
const ZERO = code('0');
const OPEN_BRACE = code('{');
const CLOSE_BRACE = code('}');
const CLOSE_BRACKET = code(']');

/** Digits of a number at most: it then is an integer that a double holds exactly. */
const MAX_DIGITS = 15;
/** Bytes that one fill writes at most: a step's numbers then are small ones, which arrays hold flat. */
const MAX_FILL = 0x3fff_ffff;

/** The line is not spelled as this reader knows it, or is wrong. */
const NOT_CANONICAL = -1;

const PLAIN_HEADER = Buffer.from('{"linkScript":1,"options":{}}');

/** Whether a line is the header of a script with the default options, as `JSON.stringify` spells it. */
export function isPlainHeader(line: Buffer): boolean {
  return PLAIN_HEADER.equals(line);
}

/**
 * Reads the ops of which a big script has many, `updateFunc` and `updateNav`, and those that most scripts end
 * with, straight from a line's
 * bytes, if they are spelled as `JSON.stringify` spells them: fields in their order, no spaces, names
 * in plain ASCII.
 *
 * It never says what is wrong. Any other line, and any line that breaks a rule, is left to the schema,
 * which thus has the only say in what is refused and why; this reader may only know fewer lines than
 * the schema accepts, and must make the same op of each.
 */
export class CanonicalReader {
  readonly #machine: Machine;
  readonly #isUavDefined: (id: string) => boolean;
  readonly #names = new NameTable();
  /** By the number of a name: bytes of a relocation of this type; undefined if there is no such type. */
  readonly #spans = new Map<number, number | undefined>();
  readonly #stage = new HexStage();
  /** Steps of the content that is being read, of which the first `#stepsEnd` numbers count. */
  readonly #steps: number[] = [];
  #stepsEnd = 0;
  /** Bytes that the content writes so far. */
  #written = 0;
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;

  constructor(machine: Machine, isUavDefined: (id: string) => boolean) {
    this.#machine = machine;
    this.#isUavDefined = isUavDefined;
  }

  /** The op of a line without its line feed, or null if the schema has to read it. */
  read(line: Buffer): Op | null {
    this.#bytes = line;
    this.#at = 0;
    const isFunction = this.#skip(UPDATE_FUNC);
    if (!isFunction && !this.#skip(UPDATE_NAV)) return this.#smallOp();
    const number = this.#name();
    if (number === NOT_CANONICAL || !this.#skip(TYPE)) return null;
    const type = this.#name();
    if (type === NOT_CANONICAL) return null;
    let align: number | null = null;
    if (this.#skip(ALIGN)) {
      align = this.#natural();
      if (!isAlignment(align)) return null;
    }
    if (!this.#skip(CONTENT)) return null;
    const content = this.#content();
    if (content === null || !this.#isNext(CLOSE_BRACE) || !this.#isAtEnd()) return null;
    const nav = this.#names.text(number);
    const typeText = this.#names.text(type);
    if (isFunction) return { op: 'updateFunc', nav, number, type: typeText, align, content };
    if (align === null) return null;
    return { op: 'updateNav', nav, number, type: typeText, align, content };
  }

  /** An op without content. */
  #smallOp(): Op | null {
    if (this.#skip(FLUSH)) return this.#isAtEnd() ? { op: 'flush' } : null;
    if (this.#skip(SNAPSHOT)) {
      const number = this.#skip(SNAPSHOT_NAME) ? this.#name() : null;
      if (number === NOT_CANONICAL || !this.#isNext(CLOSE_BRACE) || !this.#isAtEnd()) return null;
      return { op: 'snapshot', name: number === null ? null : this.#names.text(number) };
    }
    if (!this.#skip(UPDATE_EXPORTS)) return null;
    const nav = this.#name();
    if (nav === NOT_CANONICAL || !this.#skip(NAMES)) return null;
    const names: string[] = [];
    do {
      const name = this.#isNext(QUOTE) ? this.#name() : NOT_CANONICAL;
      if (name === NOT_CANONICAL) return null;
      names.push(this.#names.text(name));
    } while (this.#isNext(COMMA));
    if (!this.#isNext(CLOSE_BRACKET) || !this.#isNext(CLOSE_BRACE) || !this.#isAtEnd()) return null;
    return { op: 'updateExports', exported: { nav: this.#names.text(nav) }, names };
  }

  #isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  #content(): Content | null {
    const relocs: ContentReloc[] = [];
    const pointers: Pointer[] = [];
    this.#stage.clear();
    this.#stepsEnd = 0;
    this.#written = 0;
    if (!this.#isNext(CLOSE_BRACKET)) {
      do {
        const byte = this.#bytes[this.#at];
        if (byte === QUOTE) {
          if (!this.#write()) return null;
        } else if (byte !== OPEN_BRACE || !this.#object(relocs, pointers)) return null;
      } while (this.#isNext(COMMA));
      if (!this.#isNext(CLOSE_BRACKET)) return null;
    }
    for (const { type, offset } of relocs) {
      const span = relocSpan(this.#machine, type) ?? 0;
      if (offset < 0 || offset + span > this.#written) return null;
    }
    const steps = this.#steps.slice(0, this.#stepsEnd);
    return { steps, bytes: this.#stage.take(), pointers, relocs };
  }

  /** Hex bytes, with the quotes around them. */
  #write(): boolean {
    const start = this.#stage.length;
    const end = this.#stage.appendDigits(this.#bytes, this.#at + 1);
    if (this.#bytes[end] !== QUOTE) return false;
    this.#at = end + 1;
    this.#step(Step.WRITE, start, this.#stage.length);
    this.#written += this.#stage.length - start;
    return true;
  }

  #object(relocs: ContentReloc[], pointers: Pointer[]): boolean {
    if (this.#skip(RELOC)) {
      const target = this.#target();
      if (target === null || !this.#isNext(CLOSE_BRACE) || !this.#skip(TYPE)) return false;
      const type = this.#name();
      if (type === NOT_CANONICAL || this.#span(type) === undefined) return false;
      const addend = this.#skip(ADDEND) ? this.#integer() : 0;
      const offset = this.#skip(OFFSET) ? this.#integer() : this.#written - 4;
      if (Number.isNaN(addend) || Number.isNaN(offset)) return false;
      this.#step(Step.RELOC, relocs.length, 0);
      relocs.push({ target, addend, type: this.#names.text(type), offset });
      return this.#isNext(CLOSE_BRACE);
    }
    if (this.#skip(POINTER)) {
      const target = this.#target();
      if (target === null || !this.#isNext(CLOSE_BRACE)) return false;
      if (target.kind !== 'nav' && target.kind !== 'uav') return false;
      const addend = this.#skip(ADDEND) ? this.#integer() : 0;
      if (Number.isNaN(addend)) return false;
      this.#step(Step.POINTER, pointers.length, 0);
      pointers.push({ target, addend });
      this.#written += this.#machine === 'AMD64' ? 8 : 4;
      return this.#isNext(CLOSE_BRACE);
    }
    if (!this.#skip(SPLAT)) return false;
    const byte = this.#natural();
    if (!(byte <= 0xff) || !this.#isNext(COMMA)) return false;
    const count = this.#natural();
    if (!(count <= MAX_FILL) || !this.#isNext(CLOSE_BRACKET)) return false;
    this.#step(Step.SPLAT, byte, count);
    this.#written += count;
    return this.#isNext(CLOSE_BRACE);
  }

  /** What stands between the braces of a target. */
  #target(): Target | null {
    if (this.#skip(NAV)) {
      const number = this.#name();
      if (number === NOT_CANONICAL) return null;
      return { kind: 'nav', nav: this.#names.text(number), number };
    }
    if (this.#skip(UAV)) {
      const number = this.#name();
      if (number === NOT_CANONICAL) return null;
      const uav = this.#names.text(number);
      return this.#isUavDefined(uav) ? { kind: 'uav', uav, align: null } : null;
    }
    if (!this.#skip(GLOBAL)) return null;
    const name = this.#name();
    if (name === NOT_CANONICAL || !this.#isNext(COMMA)) return null;
    let libName: string | null = null;
    if (!this.#skip(NULL)) {
      if (!this.#isNext(QUOTE)) return null;
      const lib = this.#name();
      if (lib === NOT_CANONICAL) return null;
      libName = this.#names.text(lib);
    }
    if (!this.#isNext(CLOSE_BRACKET)) return null;
    return { kind: 'global', name: this.#names.text(name), libName };
  }

  #span(type: number): number | undefined {
    if (!this.#spans.has(type)) {
      this.#spans.set(type, relocSpan(this.#machine, this.#names.text(type)));
    }
    return this.#spans.get(type);
  }

  #step(kind: number, first: number, second: number): void {
    const at = this.#stepsEnd;
    this.#steps[at] = kind;
    this.#steps[at + 1] = first;
    this.#steps[at + 2] = second;
    this.#stepsEnd = at + 3;
  }

  /** Number of the name whose opening quote was read; its closing quote is read as well. */
  #name(): number {
    const bytes = this.#bytes;
    const start = this.#at;
    let hash = HASH_SEED;
    for (let at = start; at < bytes.length; at += 1) {
      const byte = bytes[at] as number;
      if (byte === QUOTE) {
        this.#at = at + 1;
        return this.#names.number(bytes, start, at, hash);
      }
      // Control characters are refused, the others may be spelled in more than one way.
      if (byte < 0x20 || byte > 0x7e || byte === BACKSLASH) return NOT_CANONICAL;
      hash = hashByte(hash, byte);
    }
    return NOT_CANONICAL;
  }

  /** An integer of at most {@link MAX_DIGITS} digits; NaN if there is none. */
  #integer(): number {
    if (this.#bytes[this.#at] !== MINUS) return this.#natural();
    this.#at += 1;
    const value = this.#natural();
    // JSON has a negative zero.
    return value === 0 ? NaN : -value;
  }

  #natural(): number {
    const start = this.#at;
    let value = 0;
    for (;;) {
      const digit = (this.#bytes[this.#at] ?? 0) - ZERO;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
      this.#at += 1;
    }
    const digits = this.#at - start;
    const isSpelledRight = digits > 0 && (digits === 1 || this.#bytes[start] !== ZERO);
    return isSpelledRight && digits <= MAX_DIGITS ? value : NaN;
  }

  /** Whether this stands here, and goes on after it. */
  #skip(literal: Uint8Array): boolean {
    const bytes = this.#bytes;
    const start = this.#at;
    if (start + literal.length > bytes.length) return false;
    for (let i = 0; i < literal.length; i += 1) if (bytes[start + i] !== literal[i]) return false;
    this.#at = start + literal.length;
    return true;
  }

  #isNext(byte: number): boolean {
    if (this.#at >= this.#bytes.length || this.#bytes[this.#at] !== byte) return false;
    this.#at += 1;
    return true;
  }
}
