import type { Machine } from '../../../reference';
import { disassemble } from '../../image/disassembly/disassemble';
import type { HexLine } from './content-line';

/**
 * Texts of lines whose address does not matter, by machine, bytes and fields, with a placeholder for
 * each field's name; null for bytes that are not whole instructions. Programs consist of few different
 * lines, and to disassemble one takes many times as long as to find it here.
 */
const templates = new Map<string, string | null>();

/** With more, the texts are forgotten: bytes of garbage are seldom the same. */
const MOST_TEMPLATES = 0x1_0000;

/** Bytes of a line that is kept; an instruction has 15 at most. */
const KEPT_BYTES = 16;

/** No disassembly has these characters of its own, which stand for the first field and the second. */
const PLACEHOLDERS: readonly string[] = ['\u{e000}', '\u{e001}'];

/**
 * The disassembly to write beside a line of bytes.
 * @param start offset of this line in the content, for local jumps
 * @returns null if the bytes are not whole instructions
 */
export function disassembledLine(hex: HexLine, start: number, machine: Machine): string | null {
  const names = hex.fields.map(({ reference }) => reference.text);
  if (hex.bytes.length > KEPT_BYTES || names.length > PLACEHOLDERS.length) {
    return text(hex, start, machine, names);
  }
  const offsets = hex.fields.map(({ offset }) => offset).join(',');
  const key = `${machine} ${offsets} ${String.fromCharCode(...hex.bytes)}`;
  let template = templates.get(key);
  if (template === undefined) {
    template = text(hex, start, machine, PLACEHOLDERS);
    // A local jump has its target written, which moves with the line.
    if (template !== text(hex, start + 1, machine, PLACEHOLDERS)) {
      return text(hex, start, machine, names);
    }
    if (templates.size >= MOST_TEMPLATES) templates.clear();
    templates.set(key, template);
  }
  if (template === null || names.length === 0) return template;
  return template.replace(/[\u{e000}\u{e001}]/gu, (placeholder) => {
    return names[PLACEHOLDERS.indexOf(placeholder)] ?? '';
  });
}

/** @param names of the fields, in their order */
function text(
  { bytes, fields }: HexLine,
  start: number,
  machine: Machine,
  names: readonly string[],
): string | null {
  const instructions = disassemble(bytes, {
    address: start,
    bits: machine === 'AMD64' ? 64 : 32,
    fields: fields.map(({ offset }, index) => ({ offset, name: names[index] ?? '' })),
  });
  if (instructions.some(({ isValid }) => !isValid)) return null;
  return instructions.map((instruction) => instruction.text).join('; ');
}
