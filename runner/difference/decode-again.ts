import { disassembleLazily, type DisassembledInstruction } from '../image/disassembly/disassemble';
import type { ByteRange } from '../image/read/byte-ranges';
import type { Side } from './image-pair';

/**
 * The instructions of a part of some code that was decoded before: differences keep where they are, and not them.
 * @param rva of the code
 * @param range of the part, where instructions start and end: bytes from the start of the code
 */
export function decodeAgain(
  { view, nodes }: Side,
  code: Uint8Array,
  rva: number,
  [start, end]: ByteRange,
): readonly DisassembledInstruction[] {
  return disassembleLazily(code.subarray(start, end), {
    address: rva + start,
    bits: view.bits,
    nameOf: (address) => nodes.describe(address),
  }).map(({ offset, length, text, isValid, isLast, target }) => ({
    offset: offset + start,
    length,
    text,
    isValid,
    isLast,
    target,
  }));
}
