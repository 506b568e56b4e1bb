import type { Machine } from '../../../reference';
import { disassemble } from '../../image/disassembly/disassemble';
import type { HexLine } from './content-line';

/**
 * The disassembly of a line of bytes, as it is to stand beside them.
 * @param start bytes that the content has before this line: where local jumps are counted from
 * @returns null if the bytes are not whole instructions
 */
export function disassembledLine(hex: HexLine, start: number, machine: Machine): string | null {
  const instructions = disassemble(hex.bytes, {
    address: start,
    bits: machine === 'AMD64' ? 64 : 32,
    fields: hex.fields.map(({ offset, reference }) => ({ offset, name: reference.text })),
  });
  if (instructions.some(({ isValid }) => !isValid)) return null;
  return instructions.map(({ text }) => text).join('; ');
}
