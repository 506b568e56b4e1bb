import { Register, type Instruction } from 'iced-x86';

/**
 * What a memory operand refers to that counts from the end of its instruction: RIP-relative, or
 * EIP-relative after the prefix 67h.
 *
 * A processor cuts an EIP-relative address to 32 bits. Here it is as far from the instruction as the
 * displacement says, so that offsets before the start of the code stay negative.
 * @returns an address in the terms of the decoder's; null for any other operand
 */
export function relativeOperandTarget(instruction: Instruction): number | null {
  const { memoryBase } = instruction;
  if (memoryBase === Register.RIP) {
    return Number(BigInt.asIntN(64, instruction.memoryDisplacement));
  }
  if (memoryBase !== Register.EIP) return null;
  const next = instruction.nextIP;
  const distance = BigInt.asIntN(32, instruction.memoryDisplacement - next);
  return Number(BigInt.asIntN(64, next + distance));
}
