import { disassembleLazily, type DisassembledInstruction } from '../image/disassembly/disassemble';
import type { Side } from './image-pair';
import { count, hex, hexBytes } from '../text/numbers';

const LINE_BYTES = 16;
/** Bytes. */
const LONGEST_INSTRUCTION = 15;
/** This many equal lines are replaced by their number. */
const REPEATS = 3;
/** Columns of the bytes of an instruction: eight bytes. */
const CODE_BYTES_WIDTH = 23;

/** Where some code lies, and in which image. */
export interface CodePlace {
  /** RVA of the first byte. */
  readonly address: number;
  readonly side: Side;
}

/** The instructions of some code, what they refer to by name, without the zeroes at the end. */
export function instructionsOf(
  code: Uint8Array,
  { address, side }: CodePlace,
  nameOf = (rva: number): string | null => side.nodes.describe(rva),
): readonly DisassembledInstruction[] {
  // A node that has grown may have many zeroes behind its code: none of them is decoded where no instruction reaches.
  const used = withoutZeroes(code);
  const instructions = disassembleLazily(used, { address, bits: side.view.bits, nameOf });
  let end = instructions.length;
  while (end > 0 && isZero(code, instructions[end - 1])) end -= 1;
  return instructions.slice(0, end);
}

/** Code, less most of the zeroes at its end: no instruction that is not zero itself reaches further. */
export function withoutZeroes(code: Uint8Array): Uint8Array {
  let length = code.length;
  while (length > 0 && code[length - 1] === 0) length -= 1;
  return code.subarray(0, length + LONGEST_INSTRUCTION - 1);
}

function isZero(code: Uint8Array, instruction: DisassembledInstruction | undefined): boolean {
  if (instruction === undefined) return false;
  const { offset, length } = instruction;
  return code.subarray(offset, offset + length).every((byte) => byte === 0);
}

/** Code as lines: "+ 0x12  48 8d 05 10 00 00 00  lea rax,[nav(main.v)]". */
export function changedCodeLines(sign: '-' | '+', code: Uint8Array, place: CodePlace): string[] {
  return instructionLines(sign, code, instructionsOf(code, place));
}

/** Instructions as lines; those that come again and again as one. */
export function instructionLines(
  sign: '-' | '+',
  code: Uint8Array,
  instructions: readonly DisassembledInstruction[],
): string[] {
  const lines = instructions.map((instruction) => codeLine(sign, code, instruction));
  return withoutRepeats(lines, (index) => {
    const { offset = 0, length = 0 } = instructions[index] ?? {};
    return hexBytes(code.subarray(offset, offset + length));
  });
}

/** Lines that say the same as the one before are replaced by their number. */
function withoutRepeats(lines: readonly string[], contents: (index: number) => string): string[] {
  const result: string[] = [];
  let repeats: string[] = [];
  const close = (): void => {
    const [first] = repeats;
    const isMany = repeats.length >= REPEATS;
    if (first !== undefined && isMany) {
      result.push(`${first.slice(0, 2)}       (${count(repeats.length, 'more line')} of the same)`);
    } else for (const line of repeats) result.push(line);
    repeats = [];
  };
  let last: string | null = null;
  for (const [index, line] of lines.entries()) {
    const content = contents(index);
    if (content === last) repeats.push(line);
    else {
      close();
      result.push(line);
    }
    last = content;
  }
  close();
  return result;
}

/**
 * One instruction as a line.
 * @param code where the instruction's offset counts from
 */
export function codeLine(
  sign: '-' | '+',
  code: Uint8Array,
  { offset, length, text }: DisassembledInstruction,
): string {
  const bytes = hexBytes(code.subarray(offset, offset + length));
  return `${sign} ${hex(offset).padEnd(6)} ${bytes.padEnd(CODE_BYTES_WIDTH)} ${text}`;
}

/** Bytes that are shown as a dot. */
const NOT_PRINTABLE = /[^ -~]/g;

/**
 * Data as lines of hex and ASCII.
 * @param offset what to count the first byte as
 */
export function changedDataLines(sign: '-' | '+', bytes: Uint8Array, offset: number): string[] {
  const lines: string[] = [];
  const contents: string[] = [];
  for (let at = 0; at < bytes.length; at += LINE_BYTES) {
    const line = bytes.subarray(at, at + LINE_BYTES);
    const content = hexBytes(line);
    const text = Buffer.from(line).toString('latin1').replace(NOT_PRINTABLE, '.');
    contents.push(content);
    lines.push(
      `${sign} ${hex(offset + at).padEnd(6)} ${content.padEnd(LINE_BYTES * 3 - 1)}  ${text}`,
    );
  }
  return withoutRepeats(lines, (index) => contents[index] ?? '');
}
