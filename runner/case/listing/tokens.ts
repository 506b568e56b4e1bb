import { LineError } from '../link-script/script-error';

/** A word, or a JSON string if a name has spaces. */
const TOKEN = /@?"(?:[^"\\]|\\.)*"|[^\s"]\S*/y;

/** Text with runs of spaces reduced to one, except in strings. */
export function singleSpaced(text: string): string {
  // Most texts are already.
  if (!/\s\s|[^\S ]/.test(text)) return text;
  return text.replaceAll(/"(?:[^"\\]|\\.)*"|\s+/g, (piece) =>
    piece.startsWith('"') ? piece : ' ',
  );
}

/** Reads a line of a listing token by token. */
export class Tokens {
  #at: number;
  /** What {@link peek} saw at {@link #at}, and where it ends; null if nobody looked there. */
  #next: { readonly token: string | null; readonly end: number } | null = null;

  constructor(
    readonly line: string,
    start = 0,
  ) {
    this.#at = start;
  }

  /** Characters from the start of the line to the next token. */
  get position(): number {
    return this.#at;
  }

  /** The rest of the line, without the spaces around it. */
  rest(): string {
    return this.line.slice(this.#at).trim();
  }

  /** Takes the next token as it is written; null at the end of the line. */
  take(): string | null {
    const { token, end } = this.#next ?? this.#read();
    this.#next = null;
    this.#at = end;
    return token;
  }

  /** The next token, which is not taken. */
  peek(): string | null {
    this.#next ??= this.#read();
    return this.#next.token;
  }

  /** Takes a name, which must be there. */
  name(what: string): string {
    const token = this.take();
    if (token === null) throw new LineError(`expected ${what}, got the end of the line`);
    return parseName(token);
  }

  /** Takes the next token if it is this word. */
  accept(word: string): boolean {
    if (this.peek() !== word) return false;
    this.take();
    return true;
  }

  /** Checks that nothing follows. */
  end(): void {
    const rest = this.rest();
    if (rest !== '') throw new LineError(`expected the end of the line, got ${rest}`);
  }

  #read(): { readonly token: string | null; readonly end: number } {
    const { line } = this;
    let start = this.#at;
    while (line.charAt(start) === ' ' || line.charAt(start) === '\t') start += 1;
    if (start === line.length) return { token: null, end: start };
    TOKEN.lastIndex = start;
    const [token] = TOKEN.exec(line) ?? [];
    if (token === undefined) {
      throw new LineError(`the string has no closing quote: ${line.slice(start)}`);
    }
    return { token, end: start + token.length };
  }
}

/** The name of a token: the token itself, or the contents of a JSON string. */
export function parseName(token: string): string {
  if (!token.startsWith('"')) return token;
  try {
    return JSON.parse(token) as string;
  } catch {
    throw new LineError(`expected a name (a JSON string if it has spaces), got ${token}`);
  }
}

/** A name in a listing: a JSON string, if it could be read as something else. */
export function writeName(name: string): string {
  return /^[^\s"@,=]+$/.test(name) && !name.includes('//') ? name : JSON.stringify(name);
}

/** "64", "0x40", "-1": a safe integer. */
export function parseInteger(token: string | null, what: string): number {
  const value =
    token !== null && /^[+-]?(0x[0-9a-f]+|\d+)$/i.test(token)
      ? Number(token.replace(/^[+-]/, '')) * (token.startsWith('-') ? -1 : 1)
      : Number.NaN;
  if (Number.isSafeInteger(value)) return value === 0 ? 0 : value;
  throw new LineError(`expected ${what}, got ${token ?? 'the end of the line'}`);
}

/** A line without its comment (`// ...`) and the spaces before it. A string may contain slashes. */
export function withoutComment(line: string): string {
  if (!line.includes('//')) return line;
  const match = /^((?:[^"/]|"(?:[^"\\]|\\.)*"|\/(?!\/))*?)\s*\/\/.*$/.exec(line);
  return match?.[1] ?? line;
}
