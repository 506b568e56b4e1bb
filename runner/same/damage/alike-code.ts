import { disassemble, type DisassembledInstruction } from '../../image/disassembly/disassemble';
import type { ProgramImage } from '../program-image';

/** Bytes that an instruction has at most. */
const LONGEST_INSTRUCTION = 15;
/** `jmp [slot]`, as the thunk of an import has it; then 4 bytes. */
const JUMP_THROUGH_SLOT = 0x25ff;
const JUMP_THROUGH_SLOT_LENGTH = 6;
/** A jump or a call. */
const BRANCH = /^(j|call )/;
/** Instructions after which two places count as different: equal functions of the tests are shorter. */
const MOST = 4096;

/**
 * Whether two places of one image hold code that does the same: the same instructions, which lead to the
 * same places, or to two that are alike in turn. It shares nothing with the comparison that it is the
 * measure of but the reader of images, and the disassembler.
 */
export function isAlikeCode(image: ProgramImage, one: number, other: number): boolean {
  const known = new Set<string>();
  const pending: [number, number][] = [[one, other]];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [x, y] = next;
    if (x === y || known.has(`${x} ${y}`)) continue;
    known.add(`${x} ${y}`);
    if (known.size > MOST) return false;
    const [a, b] = [instructionAt(image, x), instructionAt(image, y)];
    if (a === null || a.length !== b?.length) return false;
    const imported = importAt(image, x);
    if (imported !== undefined && imported === importAt(image, y)) continue;
    if (a.text !== b.text) {
      const isSameBranch = BRANCH.test(a.text) && mnemonicOf(a) === mnemonicOf(b);
      if (!isSameBranch || a.target === null || b.target === null) return false;
      pending.push([a.target, b.target]);
    }
    if (!a.isLast) pending.push([x + a.length, y + b.length]);
  }
  return true;
}

/** The import that a thunk jumps to: a function may have a slot for each spelling of its DLL. */
function importAt({ contents, slots, is64 }: ProgramImage, rva: number): string | undefined {
  if (!is64 || contents.u16(rva) !== JUMP_THROUGH_SLOT) return undefined;
  return slots.get(rva + JUMP_THROUGH_SLOT_LENGTH + contents.i32(rva + 2));
}

function mnemonicOf({ text }: DisassembledInstruction): string {
  return text.slice(0, text.indexOf(' '));
}

function instructionAt(
  { contents, is64 }: ProgramImage,
  rva: number,
): DisassembledInstruction | null {
  if (!contents.isCode(rva)) return null;
  const code = contents.bytes(rva, LONGEST_INSTRUCTION);
  const [first] = disassemble(code, { address: rva, bits: is64 ? 64 : 32 });
  return first?.isValid === true ? first : null;
}
