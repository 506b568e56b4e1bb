import { EncodingKind, OpKind, Register, type Decoder, type Instruction } from 'iced-x86';
import { isLastMnemonic, NEAR_BRANCHES } from './decoded-instruction';

/** Nothing is known of an instruction. */
export const UNKNOWN = 0;

/*
 * What is known of an instruction, in one number:
 *
 *     bits 0..3   LENGTH  bytes
 *     bits 4..7   FIELD   where it holds the distance to what it refers to, bytes from its start; 0 for nowhere
 *     bit  8      BYTE    whether that distance has one byte; else it has four
 *     bit  9      LAST    whether control never goes on after it
 */
const FIELD_SHIFT = 4;
const NIBBLE = 0xf;
const BYTE = 0x100;
const LAST = 0x200;

/** Entries of a node: one for each byte that can come next. */
const NODE = 0x100;
/** Nodes of 1 KiB, after which all is forgotten: programs have a few hundred, and garbage is seldom the same. */
const MOST_NODES = 0x800;

/**
 * What the decoder said of instructions of 64-bit code, by the bytes in front of their first constant. These
 * decide everything but the constants themselves: how long the instruction is, and where it holds the distance to
 * what it refers to. To look that up costs a twentieth of decoding it again, and programs have few such beginnings.
 *
 * Only what certainly has this form is kept: encodings without prefixes of vectors, whose constants
 * lie one after the other up to the end, and targets that are a distance from there.
 */
export class KnownEncodings {
  /**
   * A tree of bytes. An entry is the first entry of the node for the next byte; or what is known, negative; or 0,
   * where nothing is. The root is at 0, to which no entry leads.
   */
  #tree = new Int32Array(64 * NODE);
  #end = NODE;

  /** What is known of the instruction that starts there, if all of it is there; else {@link UNKNOWN}. */
  at(code: Uint8Array, offset: number): number {
    const tree = this.#tree;
    let node = 0;
    for (let at = offset; at < code.length; at += 1) {
      const entry = tree[node + (code[at] as number)] as number;
      if (entry < 0) return offset + lengthOf(-entry) <= code.length ? -entry : UNKNOWN;
      if (entry === 0) return UNKNOWN;
      node = entry;
    }
    return UNKNOWN;
  }

  /**
   * Keeps what the decoder, of 64-bit code, just said of a valid instruction.
   * @param code that the instruction starts in
   */
  learn(code: Uint8Array, offset: number, instruction: Instruction, decoder: Decoder): void {
    const { length } = instruction;
    const isLast = isLastMnemonic(instruction.mnemonic);
    const constants = constantsOf(instruction, decoder);
    if (constants === null) return;
    const { start, field, isByte } = constants;
    const known = length | (field << FIELD_SHIFT) | (isByte ? BYTE : 0) | (isLast ? LAST : 0);
    this.#set(code, offset, offset + start, known);
  }

  #set(code: Uint8Array, start: number, end: number, known: number): void {
    let node = 0;
    for (let at = start; at < end - 1; at += 1) {
      const entry = node + (code[at] as number);
      // What is known of a beginning holds for all that starts with it.
      if ((this.#tree[entry] as number) < 0) return;
      if (this.#tree[entry] === 0) {
        if (this.#end === MOST_NODES * NODE) {
          this.#tree.fill(0);
          this.#end = NODE;
          return;
        }
        this.#reserve(this.#end + NODE);
        this.#tree[entry] = this.#end;
        this.#end += NODE;
      }
      node = this.#tree[entry] as number;
    }
    this.#tree[node + (code[end - 1] as number)] = -known;
  }

  #reserve(length: number): void {
    if (length <= this.#tree.length) return;
    const tree = new Int32Array(2 * this.#tree.length);
    tree.set(this.#tree);
    this.#tree = tree;
  }
}

/** Bytes of an instruction. */
export function lengthOf(known: number): number {
  return known & NIBBLE;
}

/** Whether control never goes on after an instruction. */
export function isLastOf(known: number): boolean {
  return (known & LAST) !== 0;
}

/**
 * How far what an instruction refers to is from the instruction's end, in bytes; null if it refers to nothing.
 * @param offset of the instruction
 */
export function distanceOf(known: number, code: Uint8Array, offset: number): number | null {
  const field = (known >> FIELD_SHIFT) & NIBBLE;
  if (field === 0) return null;
  const at = offset + field;
  if ((known & BYTE) !== 0) return ((code[at] as number) << 24) >> 24;
  return (
    (code[at] as number) |
    ((code[at + 1] as number) << 8) |
    ((code[at + 2] as number) << 16) |
    ((code[at + 3] as number) << 24)
  );
}

/** The constants of an instruction. */
interface Constants {
  /** Bytes in front of the first of them: all, if there is none. */
  readonly start: number;
  /** Where the distance to what the instruction refers to is; 0 for none. */
  readonly field: number;
  readonly isByte: boolean;
}

/** Null for an instruction of which not all is certain. */
function constantsOf(instruction: Instruction, decoder: Decoder): Constants | null {
  if (instruction.encoding !== EncodingKind.Legacy) return null;
  const { length, memoryBase } = instruction;
  const offsets = decoder.getConstantOffsets(instruction);
  try {
    const { displacementOffset, displacementSize, immediateOffset, immediateSize } = offsets;
    const size = displacementSize + immediateSize + offsets.immediateSize2;
    let start = length;
    if (offsets.hasDisplacement) start = Math.min(start, displacementOffset);
    if (offsets.hasImmediate) start = Math.min(start, immediateOffset);
    if (start < 1 || start + size !== length) return null;
    const kind = instruction.opCount > 0 ? instruction.opKind(0) : null;
    if (kind !== null && NEAR_BRANCHES.includes(kind)) {
      // A shorter branch cuts the address that it leads to.
      if (kind !== OpKind.NearBranch64 || (immediateSize !== 1 && immediateSize !== 4)) return null;
      return { start, field: immediateOffset, isByte: immediateSize === 1 };
    }
    if (memoryBase === Register.EIP) return null;
    if (memoryBase !== Register.RIP) return { start, field: 0, isByte: false };
    return displacementSize === 4 ? { start, field: displacementOffset, isByte: false } : null;
  } finally {
    offsets.free();
  }
}
