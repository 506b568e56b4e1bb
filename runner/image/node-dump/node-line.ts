/** What one line of a node dump says. */
export interface NodeLine {
  /** Spaces in front of the tag. */
  readonly depth: number;
  readonly tag: string;
  /** What stands in parentheses after the tag; null without. */
  readonly argument: string | null;
  readonly index: number;
  /** Bytes from the parent's start. */
  readonly offset: number;
  /** Bytes. */
  readonly size: number;
  readonly alignment: number;
  readonly flags: readonly string[];
}

const NODE =
  /^( *)([a-z_]+)(?:\((.*)\))? index=(\d+) offset=0x([0-9a-f]+) size=0x([0-9a-f]+) align=0x([0-9a-f]+)((?: fixed| moved| resized| has_content)*)$/s;

/** The fields after tag and argument, and the base of their digits. */
const FIELDS = [
  [' index=', 10],
  [' offset=0x', 16],
  [' size=0x', 16],
  [' align=0x', 16],
] as const;

/** Numbers of so many digits are exact in either base. */
const DIGITS = 13;

/** Reads the nodes' lines of one dump. Texts that come again and again are made once. */
export class NodeLineReader {
  #tag = '';
  readonly #flags = new Map<string, readonly string[]>();
  readonly #numbers: [number, number, number, number] = [0, 0, 0, 0];

  /** Reads the line of a text that starts and ends there. @returns null if it is not a node's */
  read(text: string, start: number, end: number): NodeLine | null {
    return this.#scan(text, start, end) ?? this.match(text.slice(start, end));
  }

  /** Reads the text of a node, whose argument may have line feeds. @returns null if it is none */
  match(node: string): NodeLine | null {
    const match = NODE.exec(node);
    if (match === null) return null;
    const [, indent = '', tag = '', argument, index, offset, size, alignment, flags = ''] = match;
    return {
      depth: indent.length,
      tag,
      argument: argument ?? null,
      index: Number(index),
      offset: Number.parseInt(offset ?? '', 16),
      size: Number.parseInt(size ?? '', 16),
      alignment: Number.parseInt(alignment ?? '', 16),
      flags: flags.split(' ').filter((flag) => flag !== ''),
    };
  }

  /** What {@link match} reads, but several times as fast; null also for what is rare. */
  #scan(text: string, start: number, end: number): NodeLine | null {
    let at = start;
    while (text.charCodeAt(at) === 0x20) at += 1;
    const depth = at - start;
    const tagStart = at;
    while (isTagCharacter(text.charCodeAt(at))) at += 1;
    if (at === tagStart) return null;
    const tagEnd = at;
    if (text.charCodeAt(at) === 0x28) {
      // No field has parentheses, so the last of them ends the argument.
      at = text.lastIndexOf(' index=', end);
      if (at <= tagEnd + 1 || text.charCodeAt(at - 1) !== 0x29) return null;
    }
    const argument = at === tagEnd ? null : text.slice(tagEnd + 1, at - 1);
    for (let i = 0; i < FIELDS.length; i += 1) {
      const [label, base] = FIELDS[i] as (typeof FIELDS)[number];
      if (!text.startsWith(label, at)) return null;
      const from = at + label.length;
      at = from;
      let value = 0;
      for (let digit = digitOf(text, at, base); digit >= 0; digit = digitOf(text, at, base)) {
        value = value * base + digit;
        at += 1;
      }
      if (at === from || at - from > DIGITS) return null;
      this.#numbers[i] = value;
    }
    const flags = this.#flags.get(text.slice(at, end)) ?? this.#newFlags(text.slice(at, end));
    if (flags === null) return null;
    const [index, offset, size, alignment] = this.#numbers;
    const tag = this.#tagOf(text, tagStart, tagEnd);
    return { depth, tag, argument, index, offset, size, alignment, flags };
  }

  #tagOf(text: string, start: number, end: number): string {
    const isLast = end - start === this.#tag.length && text.startsWith(this.#tag, start);
    if (!isLast) this.#tag = text.slice(start, end);
    return this.#tag;
  }

  #newFlags(text: string): readonly string[] | null {
    if (!/^(?: fixed| moved| resized| has_content)*$/.test(text)) return null;
    const flags = text.split(' ').filter((flag) => flag !== '');
    this.#flags.set(text, flags);
    return flags;
  }
}

/** Whether a line is contents: an indent, the file offset, two spaces, bytes in hex. */
export function isContentsLine(text: string, start: number, end: number): boolean {
  let at = start;
  while (text.charCodeAt(at) === 0x20) at += 1;
  if (at === start || at + 13 > end) return false;
  for (let i = 0; i < 8; i += 1) if (digitOf(text, at + i, 16) < 0) return false;
  return (
    text.startsWith('  ', at + 8) &&
    digitOf(text, at + 10, 16) >= 0 &&
    digitOf(text, at + 11, 16) >= 0 &&
    text.charCodeAt(at + 12) === 0x20
  );
}

function isTagCharacter(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || code === 0x5f;
}

/** The value of a digit, of small letters; -1 for what is none. */
function digitOf(text: string, at: number, base: number): number {
  const code = text.charCodeAt(at);
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  return base === 16 && code >= 0x61 && code <= 0x66 ? code - 0x57 : -1;
}
