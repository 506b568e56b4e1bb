const NODE =
  /^( *)([a-z_]+)(?:\((.*)\))? index=(\d+) offset=0x([0-9a-f]+) size=0x([0-9a-f]+) align=0x([0-9a-f]+)((?: fixed| moved| resized| has_content)*)$/s;

/** How the first line of a node begins whose argument has line feeds, and how its last line ends. */
const OPEN = /^ *[a-z_]+\(/;
const CLOSED =
  /\) index=\d+ offset=0x[0-9a-f]+ size=0x[0-9a-f]+ align=0x[0-9a-f]+(?: fixed| moved| resized| has_content)*$/;

/** Whether a line that is no node may be the first one of a node whose argument has line feeds. */
export function opensNode(line: string): boolean {
  return OPEN.test(line);
}

/** Whether a line is the last one of a node that an earlier line has opened. */
export function closesNode(line: string): boolean {
  return CLOSED.test(line);
}

/** The fields after tag and argument, and the base of their digits. */
export const FIELDS = [
  [' index=', 10],
  [' offset=0x', 16],
  [' size=0x', 16],
  [' align=0x', 16],
] as const;

/** Numbers of so many digits are exact in either base. */
export const DIGITS = 13;

/**
 * Reads the nodes' lines of one dump, and holds what the last one says. Texts that come again and again are
 * made once; an argument stays where it is.
 */
export class NodeLineReader {
  /** Spaces in front of the tag. */
  depth = 0;
  tag = '';
  /** Where the text has what stands in parentheses after the tag; -1 without. */
  argumentStart = -1;
  argumentEnd = -1;
  index = 0;
  /** Bytes from the parent's start. */
  offset = 0;
  /** Bytes. */
  size = 0;
  alignment = 0;
  flags: readonly string[] = [];
  readonly #flags = new Map<string, readonly string[]>();
  readonly #numbers: [number, number, number, number] = [0, 0, 0, 0];

  /** Reads the line of a text that starts and ends there. @returns whether it is a node's */
  read(text: string, start: number, end: number): boolean {
    return this.#scan(text, start, end) || this.match(text, start, end);
  }

  /** Reads a node, whose argument may have line feeds. @returns whether it is one */
  match(text: string, start: number, end: number): boolean {
    const match = NODE.exec(text.slice(start, end));
    if (match === null) return false;
    const [, indent = '', tag = '', argument, index, offset, size, alignment, flags = ''] = match;
    this.depth = indent.length;
    this.tag = tag;
    this.argumentStart = argument === undefined ? -1 : start + indent.length + tag.length + 1;
    this.argumentEnd = argument === undefined ? -1 : this.argumentStart + argument.length;
    this.index = Number(index);
    this.offset = Number.parseInt(offset ?? '', 16);
    this.size = Number.parseInt(size ?? '', 16);
    this.alignment = Number.parseInt(alignment ?? '', 16);
    this.flags = this.#flags.get(flags) ?? this.#newFlags(flags) ?? [];
    return true;
  }

  /** What {@link match} reads, but several times as fast; false also for what is rare. */
  #scan(text: string, start: number, end: number): boolean {
    let at = start;
    while (text.charCodeAt(at) === 0x20) at += 1;
    const depth = at - start;
    const tagStart = at;
    while (isTagCharacter(text.charCodeAt(at))) at += 1;
    if (at === tagStart) return false;
    const tagEnd = at;
    if (text.charCodeAt(at) === 0x28) {
      // No field has parentheses, so the last of them ends the argument.
      at = text.lastIndexOf(' index=', end);
      if (at <= tagEnd + 1 || text.charCodeAt(at - 1) !== 0x29) return false;
    }
    const fieldsStart = at;
    for (let i = 0; i < FIELDS.length; i += 1) {
      const [label, base] = FIELDS[i] as (typeof FIELDS)[number];
      if (!text.startsWith(label, at)) return false;
      const from = at + label.length;
      at = from;
      let value = 0;
      for (let digit = digitOf(text, at, base); digit >= 0; digit = digitOf(text, at, base)) {
        value = value * base + digit;
        at += 1;
      }
      if (at === from || at - from > DIGITS) return false;
      this.#numbers[i] = value;
    }
    const flags = this.#flags.get(text.slice(at, end)) ?? this.#newFlags(text.slice(at, end));
    if (flags === null) return false;
    this.depth = depth;
    this.tag = this.#tagOf(text, tagStart, tagEnd);
    this.argumentStart = fieldsStart === tagEnd ? -1 : tagEnd + 1;
    this.argumentEnd = fieldsStart === tagEnd ? -1 : fieldsStart - 1;
    [this.index, this.offset, this.size, this.alignment] = this.#numbers;
    this.flags = flags;
    return true;
  }

  #tagOf(text: string, start: number, end: number): string {
    const isLast = end - start === this.tag.length && text.startsWith(this.tag, start);
    return isLast ? this.tag : text.slice(start, end);
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
