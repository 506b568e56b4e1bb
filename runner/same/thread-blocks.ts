import { Mnemonic, OpKind, Register } from 'iced-x86';
import type { ImageContents } from './image-contents';
import { displacementAt, type InstructionShape } from './instruction-shape';

/** Offset in a thread's environment block of the pointer to its TLS array. */
const ARRAY_OFFSET_64 = 0x58;
const ARRAY_OFFSET_32 = 0x2c;

/**
 * Registers on the way to the variables of a thread, in a straight run of code:
 * `mov r,gs:[58h]` (in 32-bit code `mov r,fs:[2Ch]`), then `mov r,[r+index*8]`, and an offset.
 */
export class ThreadBlocks {
  readonly #segment: Register;
  readonly #offset: number;
  readonly #registers = new Map<Register, 'array' | 'block'>();

  readonly #contents: ImageContents;

  /** @param contents of the first image */
  constructor(contents: ImageContents) {
    this.#contents = contents;
    const is64 = contents.wordSize === 8;
    this.#segment = is64 ? Register.GS : Register.FS;
    this.#offset = is64 ? ARRAY_OFFSET_64 : ARRAY_OFFSET_32;
  }

  /** Whether a whole register holds the address of the block of a thread's variables. */
  isBlock(register: Register): boolean {
    return this.#registers.size > 0 && this.#registers.get(register) === 'block';
  }

  clear(): void {
    if (this.#registers.size > 0) this.#registers.clear();
  }

  /** @param x RVA of the instruction in the first image */
  follow(shape: InstructionShape, x: number): void {
    const isMove = shape.mnemonic === Mnemonic.Mov;
    const isSegment = isMove && shape.segment === this.#segment;
    if (this.#registers.size === 0 && !isSegment) return;
    const { kinds, registers } = shape;
    const [target] = registers;
    if (target === undefined || kinds[0] !== OpKind.Register) return;
    const next = isMove && kinds[1] === OpKind.Memory ? this.#loaded(shape, x) : null;
    if (next === null) this.#registers.delete(target);
    else this.#registers.set(target, next);
  }

  #loaded(shape: InstructionShape, x: number): 'array' | 'block' | null {
    const base = shape.memoryBase;
    const isArray =
      shape.segment === this.#segment &&
      base === Register.None &&
      displacementAt(shape, this.#contents, x) === this.#offset;
    if (isArray) return 'array';
    return this.#registers.get(base) === 'array' ? 'block' : null;
  }
}
