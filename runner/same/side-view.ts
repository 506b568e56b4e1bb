import { disassemble, type DisassembledInstruction } from '../image/disassembly/disassemble';
import { hex, hexBytes } from '../text/numbers';
import type { ImageSide } from './image-side';
import type { ImagePlace, SideView } from './same-result';
import { addressMeaning } from './address-meaning';

/** Instructions that are shown from a difference on. */
const SHOWN_INSTRUCTIONS = 4;
/** Bytes that these have at most. */
const CODE_BYTES = 60;
/** Bytes of data that are shown. */
const SHOWN_BYTES = 16;
const MNEMONIC_COLUMN = 31;

/** Where an RVA is; null for none. */
export function placeOf({ contents }: ImageSide, rva: number): ImagePlace | null {
  if (rva < 0) return null;
  const section = contents.sectionAt(rva)?.name ?? null;
  return { rva, fileOffset: contents.fileOffset(rva), section };
}

/** How an image looks from a place on: its disassembly or bytes, and what they lead to. */
export function sideView(side: ImageSide, rva: number): SideView {
  const place = placeOf(side, rva);
  if (place === null) return { place, lines: [] };
  const section = side.contents.sectionAt(rva);
  if (section === undefined) return { place, lines: [addressMeaning(side.image, rva)] };
  return { place, lines: section.isCode ? codeLines(side, rva) : dataLines(side, rva) };
}

/** The instruction at an RVA as text; empty for data, and where there is none. */
export function instructionText(side: ImageSide, rva: number): string {
  return side.contents.isCode(rva) ? (instructionsAt(side, rva)[0]?.text ?? '') : '';
}

function instructionsAt({ contents, image }: ImageSide, rva: number): DisassembledInstruction[] {
  const code = contents.bytes(rva, CODE_BYTES);
  const bits = image.is64 ? 64 : 32;
  return disassemble(code, { address: rva, bits }).slice(0, SHOWN_INSTRUCTIONS);
}

function codeLines(side: ImageSide, rva: number): string[] {
  const lines: string[] = [];
  for (const instruction of instructionsAt(side, rva)) {
    const at = rva + instruction.offset;
    const bytes = hexBytes(side.contents.bytes(at, instruction.length));
    lines.push(`${hex(at).padEnd(9)} ${bytes.padEnd(MNEMONIC_COLUMN)} ${instruction.text}`);
    for (const to of targetsOf(side, at, instruction)) {
      lines.push(`${' '.repeat(9)} → ${addressMeaning(side.image, to)}`);
    }
    if (instruction.isLast) break;
  }
  return lines;
}

/** Where an instruction's operands lead. */
function targetsOf(
  side: ImageSide,
  at: number,
  { target, length, isValid }: DisassembledInstruction,
): number[] {
  if (target !== null) return [target];
  if (!isValid) return [];
  // Absolute addresses, of 32-bit code and of `mov reg,imm64`: base relocations, or their value, tell.
  const { wordSize } = side.contents;
  const targets: number[] = [];
  for (let k = 1; k + wordSize <= length; k += 1) {
    const to = side.pointerAt(at + k);
    if (to >= 0 && side.contents.sectionAt(to) !== undefined) targets.push(to);
  }
  return targets;
}

function dataLines(side: ImageSide, rva: number): string[] {
  const bytes = side.contents.bytes(rva, SHOWN_BYTES);
  const text = Buffer.from(bytes)
    .toString('latin1')
    .replace(/[^ -~]/g, '.');
  const shown = bytes.length === 0 ? 'zeroes, which the file does not hold' : hexBytes(bytes);
  const lines = [`${hex(rva).padEnd(9)} ${shown.padEnd(SHOWN_BYTES * 3 - 1)} ${text}`.trimEnd()];
  if (side.image.slots.has(rva)) {
    return [...lines, `${' '.repeat(9)} → ${addressMeaning(side.image, rva)}`];
  }
  // The difference may be inside of a pointer.
  const { wordSize } = side.contents;
  for (let back = 0; back < wordSize; back += 1) {
    const to = side.pointerAt(rva - back);
    if (to < 0 || (rva - back) % wordSize !== 0) continue;
    if (side.contents.sectionAt(to) === undefined) continue;
    lines.push(`${' '.repeat(9)} → ${addressMeaning(side.image, to)}`);
  }
  return lines;
}
