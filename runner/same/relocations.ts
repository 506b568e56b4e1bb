import type { ImageContents } from './image-contents';
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
