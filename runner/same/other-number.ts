import { Decoder, Instruction, OpKind } from 'iced-x86';
import type { Comparison } from './comparison';
import type { ImageSide } from './image-side';
import { SHORT_IMMEDIATES } from './machine-code';

/** How an instruction of the second image differs from the first one's in a number alone. */
export interface OtherNumber {
  readonly numberA: number;
  readonly numberB: number;
  /** Bytes of the second image's instruction: a small number may be encoded shorter. */
  readonly length: number;
  /** RVA that its RIP-relative operand leads to; -1 without one. */
  readonly target: number;
}

/** Bytes of the longest instruction. */
const LONGEST = 15;

const MEMORY_PARTS = [
  'memoryBase',
  'memoryIndex',
  'memoryIndexScale',
  'memorySize',
  'segmentPrefix',
] as const;

/**
 * What the second image has in place of an instruction, if that differs in a number of 16 bits alone.
 * @param x RVA of the instruction in the first image
 * @param y RVA in the second image
 * @returns null if more differs
 */
export function otherNumber({ a, b }: Comparison, x: number, y: number): OtherNumber | null {
  const instruction = new Instruction();
  const other = new Instruction();
  try {
    decode(a, x, instruction);
    decode(b, y, other);
    const last = instruction.opCount - 1;
    if (!isSameBeforeLast(instruction, other)) return null;
    if (!SHORT_IMMEDIATES.has(instruction.opKind(last))) return null;
    if (!SHORT_IMMEDIATES.has(other.opKind(last))) return null;
    return {
      numberA: Number(BigInt.asUintN(16, instruction.immediate(last))),
      numberB: Number(BigInt.asUintN(16, other.immediate(last))),
      length: other.length,
      target: other.isIpRelMemoryOperand ? Number(BigInt.asIntN(64, other.ipRelMemoryAddress)) : -1,
    };
  } finally {
    instruction.free();
    other.free();
  }
}

function decode({ image, contents }: ImageSide, rva: number, instruction: Instruction): void {
  const decoder = new Decoder(image.is64 ? 64 : 32, contents.bytes(rva, LONGEST), 0);
  decoder.ip = BigInt(rva);
  decoder.decodeOut(instruction);
  decoder.free();
}

function isSameBeforeLast(one: Instruction, other: Instruction): boolean {
  const { opCount, mnemonic } = one;
  if (opCount === 0 || other.mnemonic !== mnemonic || other.opCount !== opCount) return false;
  for (let i = 0; i < opCount - 1; i += 1) {
    const kind = one.opKind(i);
    if (other.opKind(i) !== kind) return false;
    if (kind === OpKind.Register && other.opRegister(i) !== one.opRegister(i)) return false;
    if (kind === OpKind.Memory && !isSameMemory(one, other)) return false;
  }
  return true;
}

function isSameMemory(one: Instruction, other: Instruction): boolean {
  if (MEMORY_PARTS.some((part) => one[part] !== other[part])) return false;
  // Where a RIP-relative operand leads is compared as an address.
  return other.isIpRelMemoryOperand || one.memoryDisplacement === other.memoryDisplacement;
}
