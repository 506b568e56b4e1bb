import type { Machine } from '../../../reference';
import { disassemble } from '../../image/disassembly/disassemble';
import type { HexLine } from './content-line';

/**
 * The disassembly to write beside a line of bytes.
 * @param start offset of this line in the content, for local jumps
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
