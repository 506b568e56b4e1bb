import type { ImageContents } from './image-contents';
import type { InstructionShape } from './instruction-shape';
import { zeroesAt } from './zero-run';

/** The addresses of an image that the loader relocates when it moves the image. */
export class Relocations {
  /** By index in memory: 1 where such an address begins. */
  readonly #marks: Uint8Array;
  /** Whether there are any in code. */
  readonly isInCode: boolean;

  /** @param all RVAs of the addresses, whose order does not matter */
  constructor(
    contents: ImageContents,
    readonly all: ReadonlySet<number>,
  ) {
    this.#marks = new Uint8Array(contents.memory.length);
    let isInCode = false;
    for (const rva of all) {
      const index = contents.indexOf(rva);
      if (index >= 0) this.#marks[index] = 1;
      isInCode ||= index >= 0 && index < contents.codeSize;
    }
    this.isInCode = isInCode;
  }

  /** @param index in memory; -1 for what the file does not hold */
  has(index: number): boolean {
    return this.#marks[index] === 1;
  }

  /** Whether any of some bytes is part of such an address. @param wordSize bytes of an address */
  touches(index: number, size: number, wordSize: number): boolean {
    const from = Math.max(0, index - wordSize + 1);
    return zeroesAt(this.#marks, from, index + size) < index + size - from;
  }

  /** How many bytes from an index on begin no such address, up to a size. */
  none(index: number, size: number): number {
    return zeroesAt(this.#marks, index, index + size);
  }
}

/**
 * Where a relocated address begins in one of two ranges alone.
 * @param size bytes of each range
 * @param indexA of the first range, in its memory
 * @param indexB of the second range
 * @returns bytes from the start of the ranges; -1 if they are relocated alike
 */
export function relocatedInOne(
  a: Relocations,
  b: Relocations,
  indexA: number,
  indexB: number,
  size: number,
): number {
  for (let k = 0; k < size; k += 1) if (a.has(indexA + k) !== b.has(indexB + k)) return k;
  return -1;
}

/**
 * Whether what can be decoded as an instruction is none, but part of a table of addresses: it has bytes of one that the
 * loader relocates, other than as a displacement or immediate.
 * @param index of its first byte in memory
 * @param wordSize bytes of an address
 */
export function isAmongAddresses(
  relocations: Relocations,
  index: number,
  shape: InstructionShape,
  wordSize: number,
): boolean {
  for (let k = 1 - wordSize; k < shape.length; k += 1) {
    if (relocations.has(index + k) && (k <= 0 || !isNumberAt(shape, k))) return true;
  }
  return false;
}

/** Bytes of the shortest number that an instruction can hold an address in. */
const SHORTEST = 4;

/** Whether an instruction has a number that may be an address at an offset. */
function isNumberAt(shape: InstructionShape, offset: number): boolean {
  const { displacementOffset, displacementSize, immediateOffset, immediateSize } = shape;
  return (
    (offset === displacementOffset && displacementSize >= SHORTEST) ||
    (offset === immediateOffset && immediateSize >= SHORTEST)
  );
}
