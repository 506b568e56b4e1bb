import { disassemble, type DisassembledInstruction } from '../../image/disassembly/disassemble';
import type { ProgramImage } from '../program-image';

/** Bytes that an instruction has at most. */
const LONGEST_INSTRUCTION = 15;
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
    if (a.text !== b.text) {
      const isSameBranch = BRANCH.test(a.text) && mnemonicOf(a) === mnemonicOf(b);
      if (!isSameBranch || a.target === null || b.target === null) return false;
      pending.push([a.target, b.target]);
    }
    if (!a.isLast) pending.push([x + a.length, y + b.length]);
  }
  return true;
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
