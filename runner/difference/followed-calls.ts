import type { DisassembledInstruction } from '../image/disassembly/disassemble';
import { differentRanges, viewOf } from '../image/read/byte-ranges';
import type { ImagePair, Side } from './image-pair';
import type { ContentPair } from './content-pair';
import type { InstructionPair } from './align-code';

/** Opcodes in front of a distance of four bytes, and what they are called. */
const OPCODES: readonly (readonly [bytes: readonly number[], mnemonic: string])[] = [
  [[0xe8], 'call'],
  [[0xe9], 'jmp'],
  [[0xff, 0x15], 'call'],
  [[0xff, 0x25], 'jmp'],
];

/**
 * The calls and jumps of some code, if nothing differs but their distances, and each goes to the
 * very start of what it went to before. Where many functions call one that moved, this saves
 * disassembling them all.
 * @returns null if there is more to it: then only disassembly tells
 */
export function followedCalls(
  images: ImagePair,
  { old, now, oldRva, newRva }: ContentPair,
): readonly InstructionPair[] | null {
  if (old.length !== now.length || oldRva === null || newRva === null) return null;
  const pairs: InstructionPair[] = [];
  let end = 0;
  for (const range of differentRanges(old, now, 3)) {
    const before = callWith(images.before, old, oldRva, range);
    const after = callWith(images.after, now, newRva, range);
    const isSame =
      before !== null &&
      after !== null &&
      before.offset >= end &&
      before.offset === after.offset &&
      before.length === after.length &&
      before.text === after.text;
    if (!isSame) return null;
    end = before.offset + before.length;
    pairs.push({ before, after });
  }
  return pairs;
}

/** The call or jump to the start of something whose distance has some bytes. */
function callWith(
  { nodes }: Side,
  code: Uint8Array,
  rva: number,
  [start, end]: readonly [number, number],
): DisassembledInstruction | null {
  for (let field = Math.max(1, end - 4); field <= start && field + 4 <= code.length; field += 1) {
    for (const [opcode, mnemonic] of OPCODES) {
      const offset = field - opcode.length;
      if (!opcode.every((byte, index) => code[offset + index] === byte)) continue;
      const target = rva + field + 4 + viewOf(code).getInt32(field, true);
      const place = nodes.placeAt(target);
      if (place?.rva !== target || place.isSection === true) continue;
      const text = `${mnemonic} ${place.key}`;
      const length = opcode.length + 4;
      return { offset, length, text, target, isValid: true, isLast: mnemonic === 'jmp' };
    }
  }
  return null;
}
