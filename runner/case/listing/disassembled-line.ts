import type { Machine } from '../../../reference';
import { disassemble } from '../../image/disassembly/disassemble';
import type { HexLine } from './content-line';

/**
 * Texts of lines whose address does not matter, by machine, bytes and fields: what is before, between
 * and after the names of fields, and which field each name is of. Null for bytes that are not whole
 * instructions, {@link MOVES} for those whose address matters. Programs consist of few different lines, and
 * to disassemble one takes many times as long as to find it here.
 */
const templates = new Map<string, Template | typeof MOVES | null>();

/** The text has an address that is counted from the line's own. */
const MOVES = 'moves';

interface Template {
  readonly parts: readonly string[];
  /** Index of a field, for each space between two parts. */
  readonly fields: readonly number[];
}

/** With more, the texts are forgotten: bytes of garbage are seldom the same. */
const MOST_TEMPLATES = 0x1_0000;

/** Bytes of a line that is kept; an instruction has 15 at most. */
const KEPT_BYTES = 16;

/** No disassembly has these characters of its own, which stand for the first field and the second. */
const PLACEHOLDERS: readonly string[] = ['\u{e000}', '\u{e001}'];

const ANY_PLACEHOLDER = /[\u{e000}\u{e001}]/gu;

const NO_NAMES: readonly string[] = [];

/** By their number in a key. */
const MACHINES: readonly Machine[] = ['AMD64', 'I386'];

/**
 * The disassembly to write beside a line of bytes.
 * @param start offset of this line in the content, for local jumps
 * @returns null if the bytes are not whole instructions
 */
export function disassembledLine(hex: HexLine, start: number, machine: Machine): string | null {
  const { bytes, fields } = hex;
  const names = fields.length === 0 ? NO_NAMES : fields.map(({ reference }) => reference.text);
  if (bytes.length > KEPT_BYTES || names.length > PLACEHOLDERS.length) {
    return disassembly(hex, start, machine, names).text;
  }
  const key = keyOf(hex, machine);
  const known = templates.get(key);
  if (known === MOVES) return disassembly(hex, start, machine, names).text;
  if (known !== undefined) return known === null ? null : filled(known, names);
  const { text, refersTo } = disassembly(hex, start, machine, PLACEHOLDERS);
  if (templates.size >= MOST_TEMPLATES) templates.clear();
  // An address that no field replaced is written, and moves with the line.
  if (refersTo && text !== disassembly(hex, start + 1, machine, PLACEHOLDERS).text) {
    templates.set(key, MOVES);
    return names.length === 0 ? text : disassembly(hex, start, machine, names).text;
  }
  const template = text === null ? null : templateOf(text);
  templates.set(key, template);
  return template === null ? null : filled(template, names);
}

function keyOf({ bytes, fields }: HexLine, machine: Machine): string {
  const [first, second] = fields;
  return String.fromCharCode(
    MACHINES.indexOf(machine),
    first?.offset ?? KEPT_BYTES,
    second?.offset ?? KEPT_BYTES,
    ...bytes,
  );
}

function templateOf(text: string): Template {
  const parts = text.split(ANY_PLACEHOLDER);
  const found = text.match(ANY_PLACEHOLDER) ?? [];
  return { parts, fields: found.map((placeholder) => PLACEHOLDERS.indexOf(placeholder)) };
}

function filled({ parts, fields }: Template, names: readonly string[]): string {
  let text = parts[0] ?? '';
  fields.forEach((field, index) => {
    text += `${names[field] ?? ''}${parts[index + 1] ?? ''}`;
  });
  return text;
}

interface Disassembly {
  /** Null if the bytes are not whole instructions. */
  readonly text: string | null;
  /** Whether an instruction refers to an address that is counted from its own. */
  readonly refersTo: boolean;
}

/** @param names of the fields, in their order */
function disassembly(
  { bytes, fields }: HexLine,
  start: number,
  machine: Machine,
  names: readonly string[],
): Disassembly {
  const instructions = disassemble(bytes, {
    address: start,
    bits: machine === 'AMD64' ? 64 : 32,
    fields: fields.map(({ offset }, index) => ({ offset, name: names[index] ?? '' })),
  });
  const areValid = instructions.every(({ isValid }) => isValid);
  return {
    text: areValid ? instructions.map(({ text }) => text).join('; ') : null,
    refersTo: instructions.some(({ target }) => target !== null),
  };
}
