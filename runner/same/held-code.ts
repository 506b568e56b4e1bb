import { Mnemonic, OpKind, type Register } from 'iced-x86';
import type { InstructionShape } from './instruction-shape';

/** Code in both images. */
export interface CodePair {
  /** RVA in the first image. */
  readonly a: number;
  /** RVA in the second image. */
  readonly b: number;
}

/**
 * Which registers hold the address of code, in a straight run of code: where a call through one of them leads. Code
 * that may lie far from what it calls has no other calls, as with `-mcmodel=large`.
 */
export class HeldCode {
  /** By whole registers. */
  readonly #held = new Map<Register, CodePair>();

  /** Where a register leads; undefined if that is not known. */
  at(register: Register): CodePair | undefined {
    return this.#held.get(register);
  }

  /** A whole register now holds the address of code. */
  load(register: Register, pair: CodePair): void {
    this.#held.set(register, pair);
  }

  clear(): void {
    if (this.#held.size > 0) this.#held.clear();
  }

  /** An instruction may write any register that is an operand of it; and others, if it has fewer than two operands. */
  follow({ kinds, registers, mnemonic, isPlain }: InstructionShape): void {
    if (this.#held.size === 0) return;
    if (!isPlain && (kinds.length < 2 || mnemonic === Mnemonic.Cmpxchg)) this.#held.clear();
    for (const [i, kind] of kinds.entries()) {
      if (kind === OpKind.Register && !(isPlain && i > 0))
        this.#held.delete(registers[i] as Register);
    }
  }
}
