import { Mnemonic, OpKind, type Instruction } from 'iced-x86';
import { relativeOperandTarget } from './relative-operand';

/** What an instruction is, less its text. */
export interface DecodedInstruction {
  /** Bytes from the start of the code. */
  readonly offset: number;
  /** Bytes. */
  readonly length: number;
  readonly isValid: boolean;
  /** Whether control never goes on after it: a return, a jump, a trap. */
  readonly isLast: boolean;
  /** What a branch, or an operand relative to RIP or EIP, refers to, in `address` terms; null without one. */
  readonly target: number | null;
}

/** Operands that are where a branch leads. */
export const NEAR_BRANCHES: readonly OpKind[] = [
  OpKind.NearBranch16,
  OpKind.NearBranch32,
  OpKind.NearBranch64,
];

/**
 * What a branch, or an operand relative to RIP or EIP, refers to.
 * @returns an address in the terms of the decoder's; null for an instruction without one
 */
export function instructionTarget(instruction: Instruction): number | null {
  const relative = relativeOperandTarget(instruction);
  if (relative !== null) return relative;
  const hasBranch = instruction.opCount > 0 && NEAR_BRANCHES.includes(instruction.opKind(0));
  return hasBranch ? signedAddress(instruction.nearBranchTarget) : null;
}

const LAST = new Set([Mnemonic.Ret, Mnemonic.Jmp, Mnemonic.Ud2, Mnemonic.Int3, Mnemonic.Hlt]);

/** Whether control never goes on after an instruction. */
export function isLastMnemonic(mnemonic: Mnemonic): boolean {
  return LAST.has(mnemonic);
}

/** An address as the code counts it: what lies before address 0 is negative. */
export function signedAddress(address: bigint): number {
  return Number(BigInt.asIntN(64, address));
}
