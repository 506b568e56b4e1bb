import { alignmentLog2, relocSpan, type Machine } from '../../../reference';
import { HASH_SEED, hashByte, NameTable } from './name-table';
import type { Op } from './op';
import { opOfRecord } from './record-op';
import { RecordWriter } from './record-writer';
import { NONE, RecordStep, type UpdateRecord } from './update-record';

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

/** Bytes of a name at most, so that many names fit wherever records are kept. */
const MAX_NAME = 0x1000;
/** Digits of a number at most: it then is an integer that a double holds exactly. */
const MAX_DIGITS = 15;
/** Bytes that one fill writes at most, so that their count is a word. */
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
 * with, straight from a line's bytes, if they are spelled as `JSON.stringify` spells them: fields in their order, no spaces, names
 * in plain ASCII.
 *
 * It never says what is wrong. Any other line, and any line that breaks a rule, is left to the schema,
 * which thus has the only say in what is refused and why; this reader may only know fewer lines than
 * the schema accepts, and must make the same op of each.
 */
export class CanonicalReader {
  readonly #machine: Machine;
  readonly #isUavDefined: (id: string) => boolean;
  /** By the number of a name: bytes of a relocation of this type; undefined if there is no such type. */
  readonly #spans = new Map<number, number | undefined>();
  readonly #record = new RecordWriter();
  /** Bytes that the content writes so far. */
  #written = 0;
  /** End of the field that ends last of those that are relocated. */
  #relocated = 0;
  /** The step that refers to the target that was read last: pointer or relocation, name, and DLL of a global. */
  #pointerStep: number = NOT_CANONICAL;
  #relocStep: number = NOT_CANONICAL;
  #targetName = 0;
  #targetLib = NONE;
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;

  /** The names of records, by number. */
  readonly names = new NameTable();

  constructor(machine: Machine, isUavDefined: (id: string) => boolean) {
    this.#machine = machine;
    this.#isUavDefined = isUavDefined;
  }

  /** The op of a line without its line feed, or null if the schema has to read it. */
  read(line: Buffer): Op | null {
    const record = this.update(line);
    return record === null ? this.smallOp(line) : opOfRecord(record, this.names);
  }

  /** The update that a line is, until the next one is read; or null, also where the schema has to read it. */
  update(line: Buffer): UpdateRecord | null {
    this.#bytes = line;
    this.#at = 0;
    const isFunction = this.#skip(UPDATE_FUNC);
    if (!isFunction && !this.#skip(UPDATE_NAV)) return null;
    const nav = this.#name();
    if (nav === NOT_CANONICAL || !this.#skip(TYPE)) return null;
    const type = this.#name();
    if (type === NOT_CANONICAL) return null;
    let alignLog2: number | null = null;
    if (this.#skip(ALIGN)) {
      const log2 = alignmentLog2(this.#natural());
      if (log2 === undefined) return null;
      alignLog2 = log2;
    } else if (!isFunction) return null;
    if (!this.#skip(CONTENT)) return null;
    this.#record.begin(!isFunction, nav, type, alignLog2);
    if (!this.#content() || !this.#isNext(CLOSE_BRACE) || !this.#isAtEnd()) return null;
    this.#record.finish();
    return this.#record;
  }

  /** The op without content that a line is; null as for {@link read}. */
  smallOp(line: Buffer): Op | null {
    this.#bytes = line;
    this.#at = 0;
    if (this.#skip(FLUSH)) return this.#isAtEnd() ? { op: 'flush' } : null;
    if (this.#skip(SNAPSHOT)) {
      const number = this.#skip(SNAPSHOT_NAME) ? this.#name() : null;
      if (number === NOT_CANONICAL || !this.#isNext(CLOSE_BRACE) || !this.#isAtEnd()) return null;
      return { op: 'snapshot', name: number === null ? null : this.names.text(number) };
    }
    if (!this.#skip(UPDATE_EXPORTS)) return null;
    const nav = this.#name();
    if (nav === NOT_CANONICAL || !this.#skip(NAMES)) return null;
    const names: string[] = [];
    do {
      const name = this.#isNext(QUOTE) ? this.#name() : NOT_CANONICAL;
      if (name === NOT_CANONICAL) return null;
      names.push(this.names.text(name));
    } while (this.#isNext(COMMA));
    if (!this.#isNext(CLOSE_BRACKET) || !this.#isNext(CLOSE_BRACE) || !this.#isAtEnd()) return null;
    return { op: 'updateExports', exported: { nav: this.names.text(nav) }, names };
  }

  #isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  /** The items of the content, as the steps of the record. */
  #content(): boolean {
    this.#written = 0;
    this.#relocated = 0;
    if (!this.#isNext(CLOSE_BRACKET)) {
      do {
        const byte = this.#bytes[this.#at];
        if (byte === QUOTE) {
          if (!this.#write()) return false;
        } else if (byte !== OPEN_BRACE || !this.#object()) return false;
      } while (this.#isNext(COMMA));
      if (!this.#isNext(CLOSE_BRACKET)) return false;
    }
    return this.#relocated <= this.#written;
  }

  /** Hex bytes, with the quotes around them. */
  #write(): boolean {
    const { stage } = this.#record;
    const start = stage.length;
    const end = stage.appendDigits(this.#bytes, this.#at + 1);
    if (this.#bytes[end] !== QUOTE) return false;
    this.#at = end + 1;
    this.#record.add(RecordStep.WRITE);
    this.#record.add(stage.length - start);
    this.#written += stage.length - start;
    return true;
  }

  #object(): boolean {
    if (this.#skip(RELOC)) return this.#target() && this.#isNext(CLOSE_BRACE) && this.#reloc();
    if (this.#skip(POINTER)) return this.#target() && this.#isNext(CLOSE_BRACE) && this.#pointer();
    if (!this.#skip(SPLAT)) return false;
    const byte = this.#natural();
    if (!(byte <= 0xff) || !this.#isNext(COMMA)) return false;
    const count = this.#natural();
    if (!(count <= MAX_FILL) || !this.#isNext(CLOSE_BRACKET)) return false;
    const record = this.#record;
    record.add(RecordStep.SPLAT);
    record.add(byte);
    record.add(count);
    this.#written += count;
    return this.#isNext(CLOSE_BRACE);
  }

  /** What follows the target of a relocation. */
  #reloc(): boolean {
    if (!this.#skip(TYPE)) return false;
    const type = this.#name();
    const span = type === NOT_CANONICAL ? undefined : this.#span(type);
    if (span === undefined) return false;
    const addend = this.#skip(ADDEND) ? this.#integer() : 0;
    const offset = this.#skip(OFFSET) ? this.#integer() : this.#written - 4;
    // A number that is none is no word either.
    if (!isWord(addend) || !isWord(offset) || offset < 0) return false;
    this.#relocated = Math.max(this.#relocated, offset + span);
    const record = this.#record;
    const step = this.#relocStep;
    record.add(step);
    record.add(type);
    record.add(addend);
    record.add(offset);
    record.add(this.#targetName);
    if (step === RecordStep.GLOBAL_RELOC) record.add(this.#targetLib);
    return this.#isNext(CLOSE_BRACE);
  }

  /** What follows the target of a pointer. */
  #pointer(): boolean {
    if (this.#pointerStep === NOT_CANONICAL) return false;
    const addend = this.#skip(ADDEND) ? this.#integer() : 0;
    if (!isWord(addend)) return false;
    const record = this.#record;
    record.add(this.#pointerStep);
    record.add(addend);
    record.add(this.#targetName);
    this.#written += this.#machine === 'AMD64' ? 8 : 4;
    return this.#isNext(CLOSE_BRACE);
  }

  /** What stands between the braces of a target. */
  #target(): boolean {
    if (this.#skip(NAV)) {
      this.#targetName = this.#name();
      this.#relocStep = RecordStep.NAV_RELOC;
      this.#pointerStep = RecordStep.NAV_POINTER;
      return this.#targetName !== NOT_CANONICAL;
    }
    if (this.#skip(UAV)) {
      this.#targetName = this.#name();
      this.#relocStep = RecordStep.UAV_RELOC;
      this.#pointerStep = RecordStep.UAV_POINTER;
      if (this.#targetName === NOT_CANONICAL) return false;
      return this.#isUavDefined(this.names.text(this.#targetName));
    }
    if (!this.#skip(GLOBAL)) return false;
    this.#targetName = this.#name();
    this.#targetLib = NONE;
    this.#relocStep = RecordStep.GLOBAL_RELOC;
    this.#pointerStep = NOT_CANONICAL;
    if (this.#targetName === NOT_CANONICAL || !this.#isNext(COMMA)) return false;
    if (!this.#skip(NULL)) {
      this.#targetLib = this.#isNext(QUOTE) ? this.#name() : NOT_CANONICAL;
      if (this.#targetLib === NOT_CANONICAL) return false;
    }
    return this.#isNext(CLOSE_BRACKET);
  }

  #span(type: number): number | undefined {
    if (!this.#spans.has(type)) {
      this.#spans.set(type, relocSpan(this.#machine, this.names.text(type)));
    }
    return this.#spans.get(type);
  }

  /** Number of the name whose opening quote was read; its closing quote is read as well. */
  #name(): number {
    const bytes = this.#bytes;
    const start = this.#at;
    const end = Math.min(bytes.length, start + MAX_NAME + 1);
    let hash = HASH_SEED;
    for (let at = start; at < end; at += 1) {
      const byte = bytes[at] as number;
      if (byte === QUOTE) {
        this.#at = at + 1;
        return this.names.number(bytes, start, at, hash);
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

/** Whether a record can have this number. */
function isWord(value: number): boolean {
  return value === (value | 0);
}
