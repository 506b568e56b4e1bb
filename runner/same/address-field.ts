import {
  Code,
  OpKind,
  Register,
  type ConstantOffsets,
  type Decoder,
  type Instruction,
} from 'iced-x86';
import type { Comparison } from './comparison';
import type { ImageSide } from './image-side';
import { fullRegister, NEAR_BRANCHES } from './machine-code';
import type { ThreadBlocks } from './thread-blocks';

/** Bytes of an instruction that hold an address, and where it leads in each image. */
export interface AddressField {
  readonly kind: 'branch' | 'memory' | 'thread' | 'immediate';
  /** Bytes from the start of the instruction. */
  readonly offset: number;
  /** Bytes. */
  readonly size: number;
  /** RVA in the first image. */
  readonly a: number;
  /** RVA in the second image. */
  readonly b: number;
  /** Whether it only looks like an address: no base relocation says so. */
  readonly isGuess: boolean;
}

const NONE: readonly AddressField[] = [];

/** Finds the addresses that instructions hold. */
export class AddressFields {
  readonly #a: ImageSide;
  readonly #b: ImageSide;
  readonly #decoder: Decoder;
  readonly #threads: ThreadBlocks;
  readonly #is64: boolean;

  constructor(comparison: Comparison, decoder: Decoder, threads: ThreadBlocks) {
    this.#a = comparison.a;
    this.#b = comparison.b;
    this.#decoder = decoder;
    this.#threads = threads;
    this.#is64 = comparison.a.image.is64;
  }

  /**
   * @param instruction just decoded, at `x` in the first image
   * @param y RVA of what it is compared with in the second
   */
  of(instruction: Instruction, x: number, y: number): readonly AddressField[] {
    const isBranch = instruction.opCount > 0 && NEAR_BRANCHES.has(instruction.op0Kind);
    if (isBranch || (this.#is64 && instruction.isIpRelMemoryOperand)) {
      return [this.#relative(instruction, x, y, isBranch)];
    }
    if (this.#threads.isBlock(fullRegister(instruction.memoryBase))) {
      const field = this.#threadField(instruction, x, y);
      if (field !== null) return [field];
    }
    return this.#is64 ? this.#longImmediate(instruction, x, y) : this.#absolute(instruction, x, y);
  }

  #offsets<T>(instruction: Instruction, use: (offsets: ConstantOffsets) => T): T {
    const offsets = this.#decoder.getConstantOffsets(instruction);
    try {
      return use(offsets);
    } finally {
      offsets.free();
    }
  }

  #relative(instruction: Instruction, x: number, y: number, isBranch: boolean): AddressField {
    const { offset, size } = this.#offsets(instruction, (constants) =>
      isBranch
        ? { offset: constants.immediateOffset, size: constants.immediateSize }
        : { offset: constants.displacementOffset, size: constants.displacementSize },
    );
    const { length } = instruction;
    const distance = ({ contents }: ImageSide, at: number): number => {
      if (size === 1) return contents.i8(at + offset);
      return size === 2 ? (contents.u16(at + offset) << 16) >> 16 : contents.i32(at + offset);
    };
    const a = x + length + distance(this.#a, x);
    const b = y + length + distance(this.#b, y);
    return { kind: isBranch ? 'branch' : 'memory', offset, size, a, b, isGuess: false };
  }

  /** An offset into the block of a thread's variables, which is laid out as its template is. */
  #threadField(instruction: Instruction, x: number, y: number): AddressField | null {
    const startA = this.#a.image.threadStorage?.templateStart ?? -1;
    const startB = this.#b.image.threadStorage?.templateStart ?? -1;
    if (instruction.memoryIndex !== Register.None || startA < 0 || startB < 0) return null;
    const { offset, size } = this.#offsets(instruction, (constants) => ({
      offset: constants.displacementOffset,
      size: constants.displacementSize,
    }));
    if (size !== 4) return null;
    const a = startA + this.#a.contents.i32(x + offset);
    const b = startB + this.#b.contents.i32(y + offset);
    return { kind: 'thread', offset, size, a, b, isGuess: false };
  }

  /** `mov reg,imm64` of an address. */
  #longImmediate(instruction: Instruction, x: number, y: number): readonly AddressField[] {
    if (instruction.code !== Code.Mov_r64_imm64) return NONE;
    const field = this.#addressAt(instruction.length - 8, 8, x, y, 'immediate', false);
    return field === null ? NONE : [field];
  }

  /** The absolute addresses of 32-bit code: a displacement, an immediate, or both. */
  #absolute(instruction: Instruction, x: number, y: number): readonly AddressField[] {
    const isMemory = hasMemoryOperand(instruction) && instruction.memoryDisplSize >= 4;
    const isImmediate = hasLongImmediate(instruction);
    if (!isMemory && !isImmediate) return NONE;
    const at = this.#offsets(instruction, (constants) => ({
      memory: constants.displacementSize === 4 ? constants.displacementOffset : -1,
      immediate: constants.immediateSize === 4 ? constants.immediateOffset : -1,
    }));
    // Without base relocations a number may look like an address; not so a displacement alone.
    const isAlone =
      instruction.memoryBase === Register.None && instruction.memoryIndex === Register.None;
    const fields = [
      isMemory && at.memory >= 0 ? this.#addressAt(at.memory, 4, x, y, 'memory', !isAlone) : null,
      isImmediate && at.immediate >= 0
        ? this.#addressAt(at.immediate, 4, x, y, 'immediate', true)
        : null,
    ];
    return fields.filter((field) => field !== null);
  }

  #addressAt(
    offset: number,
    size: number,
    x: number,
    y: number,
    kind: 'memory' | 'immediate',
    isUncertain: boolean,
  ): AddressField | null {
    const a = this.#a.pointerAt(x + offset);
    const b = this.#b.pointerAt(y + offset);
    if (a < 0 || b < 0) return null;
    const isKnown = this.#a.isRelocated(x + offset) || this.#b.isRelocated(y + offset);
    // Of two numbers that differ, either the addresses differ or the instructions do: only equal
    // numbers may be none.
    const isGuess =
      isUncertain &&
      !isKnown &&
      this.#a.contents.u32(x + offset) === this.#b.contents.u32(y + offset);
    // A guess that leads to no section is just a number.
    if (
      isGuess &&
      (this.#a.contents.sectionAt(a) === undefined || this.#b.contents.sectionAt(b) === undefined)
    ) {
      return null;
    }
    return { kind, offset, size, a, b, isGuess };
  }
}

function hasMemoryOperand(instruction: Instruction): boolean {
  const { opCount } = instruction;
  for (let i = 0; i < opCount; i += 1) if (instruction.opKind(i) === OpKind.Memory) return true;
  return false;
}

function hasLongImmediate(instruction: Instruction): boolean {
  const { opCount } = instruction;
  for (let i = 0; i < opCount; i += 1) {
    const kind = instruction.opKind(i);
    if (kind === OpKind.Immediate32) return true;
  }
  return false;
}
