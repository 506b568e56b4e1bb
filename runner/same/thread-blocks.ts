import { Mnemonic, OpKind, Register, type Instruction } from 'iced-x86';
import { fullRegister } from './machine-code';

/** Offset in a thread's environment block of the pointer to its TLS array. */
const ARRAY_OFFSET_64 = 0x58n;
const ARRAY_OFFSET_32 = 0x2cn;

/**
 * Registers on the way to the variables of a thread, in a straight run of code:
 * `mov r,gs:[58h]` (in 32-bit code `mov r,fs:[2Ch]`), then `mov r,[r+index*8]`, and an offset.
 */
export class ThreadBlocks {
  readonly #segment: Register;
  readonly #offset: bigint;
  readonly #registers = new Map<Register, 'array' | 'block'>();

  constructor(is64: boolean) {
    this.#segment = is64 ? Register.GS : Register.FS;
    this.#offset = is64 ? ARRAY_OFFSET_64 : ARRAY_OFFSET_32;
  }

  /** Whether a whole register holds the address of the block of a thread's variables. */
  isBlock(register: Register): boolean {
    return this.#registers.size > 0 && this.#registers.get(register) === 'block';
  }

  clear(): void {
    this.#registers.clear();
  }

  follow(instruction: Instruction): void {
    const isMove = instruction.mnemonic === Mnemonic.Mov;
    const isSegment = isMove && instruction.segmentPrefix === this.#segment;
    if (this.#registers.size === 0 && !isSegment) return;
    if (instruction.opCount === 0 || instruction.op0Kind !== OpKind.Register) return;
    const target = fullRegister(instruction.op0Register);
    const next = isMove && instruction.op1Kind === OpKind.Memory ? this.#loaded(instruction) : null;
    if (next === null) this.#registers.delete(target);
    else this.#registers.set(target, next);
  }

  #loaded(instruction: Instruction): 'array' | 'block' | null {
    const base = instruction.memoryBase;
    const isArray =
      instruction.segmentPrefix === this.#segment &&
      base === Register.None &&
      instruction.memoryDisplacement === this.#offset;
    if (isArray) return 'array';
    return this.#registers.get(fullRegister(base)) === 'array' ? 'block' : null;
  }
}
