import { Register } from 'iced-x86';
import type { Comparison } from './comparison';
import type { ImageSide } from './image-side';
import type { InstructionShape } from './instruction-shape';
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
  readonly #threads: ThreadBlocks;
  readonly #is64: boolean;

  constructor(comparison: Comparison, threads: ThreadBlocks) {
    this.#a = comparison.a;
    this.#b = comparison.b;
    this.#threads = threads;
    this.#is64 = comparison.a.image.is64;
  }

  /**
   * @param shape of the instruction
   * @param x its RVA in the first image
   * @param y RVA of what it is compared with in the second
   */
  of(shape: InstructionShape, x: number, y: number): readonly AddressField[] {
    if (shape.isBranch || (this.#is64 && shape.isIpRelative)) return [this.#relative(shape, x, y)];
    if (this.#threads.isBlock(shape.memoryBase)) {
      const field = this.#threadField(shape, x, y);
      if (field !== null) return [field, ...this.#immediate(shape, x, y)];
    }
    return this.#is64 ? this.#longAddress(shape, x, y) : this.#absolute(shape, x, y);
  }

  /**
   * Whether all bytes of an instruction but those of its addresses are the same.
   * @param indexA of the instruction in memory of the first image
   * @param indexB of the other in memory of the second
   * @param length of both
   */
  isSameBut(
    fields: readonly AddressField[],
    indexA: number,
    indexB: number,
    length: number,
  ): boolean {
    const one = this.#a.contents.memory;
    const other = this.#b.contents.memory;
    for (let i = 0; i < length; i += 1) {
      if (one[indexA + i] === other[indexB + i]) continue;
      if (!fields.some(({ offset, size }) => i >= offset && i < offset + size)) return false;
    }
    return true;
  }

  #relative(shape: InstructionShape, x: number, y: number): AddressField {
    const { isBranch, length } = shape;
    const offset = isBranch ? shape.immediateOffset : shape.displacementOffset;
    const size = isBranch ? shape.immediateSize : shape.displacementSize;
    const a = x + length + distanceAt(this.#a, x + offset, size);
    const b = y + length + distanceAt(this.#b, y + offset, size);
    return { kind: isBranch ? 'branch' : 'memory', offset, size, a, b, isGuess: false };
  }

  /** An offset into the block of a thread's variables, which is laid out as its template is. */
  #threadField(shape: InstructionShape, x: number, y: number): AddressField | null {
    const startA = this.#a.image.threadStorage?.templateStart ?? -1;
    const startB = this.#b.image.threadStorage?.templateStart ?? -1;
    if (shape.memoryIndex !== Register.None || startA < 0 || startB < 0) return null;
    const { displacementOffset: offset, displacementSize: size } = shape;
    if (size !== 4) return null;
    const a = startA + this.#a.contents.i32(x + offset);
    const b = startB + this.#b.contents.i32(y + offset);
    return { kind: 'thread', offset, size, a, b, isGuess: false };
  }

  /** `mov reg,imm64` of an address, or `mov rax,[address]`. */
  #longAddress(shape: InstructionShape, x: number, y: number): readonly AddressField[] {
    const isMemory = shape.displacementSize === 8;
    if (!shape.isLongMove && !isMemory) return NONE;
    const field = isMemory
      ? this.#addressAt(shape.displacementOffset, 8, x, y, 'memory', false)
      : this.#addressAt(shape.immediateOffset, 8, x, y, 'immediate', false);
    return field === null ? NONE : [field];
  }

  /** The absolute addresses of 32-bit code: a displacement, an immediate, or both. */
  #absolute(shape: InstructionShape, x: number, y: number): readonly AddressField[] {
    const immediate = this.#immediate(shape, x, y);
    if (!shape.hasMemory || shape.displacementSize !== 4) return immediate;
    // Without base relocations a number may look like an address; not so a displacement alone.
    const isAlone = shape.memoryBase === Register.None && shape.memoryIndex === Register.None;
    const memory = this.#addressAt(shape.displacementOffset, 4, x, y, 'memory', !isAlone);
    return memory === null ? immediate : [memory, ...immediate];
  }

  /** The address that 32-bit code has as an immediate. */
  #immediate(shape: InstructionShape, x: number, y: number): readonly AddressField[] {
    if (this.#is64 || !shape.hasLongImmediate || shape.immediateSize !== 4) return NONE;
    const field = this.#addressAt(shape.immediateOffset, 4, x, y, 'immediate', true);
    return field === null ? NONE : [field];
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
    if (a < 0 && b < 0) return this.#outside(offset, size, x, y, kind);
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

  /**
   * An address of 32 bits that the loader relocates in both images, though it lies outside of them: a number is added to
   * it, as in `mov eax,[table-400000h+eax*4]`.
   */
  #outside(
    offset: number,
    size: number,
    x: number,
    y: number,
    kind: 'memory' | 'immediate',
  ): AddressField | null {
    if (this.#is64 || !this.#a.isRelocated(x + offset) || !this.#b.isRelocated(y + offset)) {
      return null;
    }
    const a = this.#a.contents.fromBase(x + offset);
    const b = this.#b.contents.fromBase(y + offset);
    return { kind, offset, size, a, b, isGuess: false };
  }
}

/** A number with its sign. @param size in bytes: 1, 2 or 4 */
function distanceAt({ contents }: ImageSide, rva: number, size: number): number {
  if (size === 1) return contents.i8(rva);
  return size === 2 ? (contents.u16(rva) << 16) >> 16 : contents.i32(rva);
}
