import { ImageMemory } from '../memory';

/** What a reader did with an image. */
export interface CountedReads {
  /** How often it looked something up in memory. */
  readonly reads: number;
  /** How much it had to say. */
  readonly characters: number;
}

/** Lets a reader read an image, and counts its work. */
export function countReads(
  read: (bytes: Uint8Array) => readonly string[],
  bytes: Uint8Array,
): CountedReads {
  let reads = 0;
  const undo = (['bytes', 'regionAt', 'isMapped'] as const).map((name) => {
    const method = Object.getOwnPropertyDescriptor(ImageMemory.prototype, name);
    const original = method?.value as (...given: unknown[]) => unknown;
    Object.defineProperty(ImageMemory.prototype, name, {
      ...method,
      value(this: ImageMemory, ...given: unknown[]) {
        reads += 1;
        return original.apply(this, given);
      },
    });
    return () => Object.defineProperty(ImageMemory.prototype, name, method ?? {});
  });
  try {
    const characters = read(bytes).reduce((sum, line) => sum + line.length, 0);
    return { reads, characters };
  } finally {
    for (const each of undo) each();
  }
}

/**
 * The most that reading so many bytes may take: the budget of two images, some of whose rows take
 * more than one look-up. What grows with the square of the file is beyond it at 32 KiB already.
 */
export function mostWork(bytes: Uint8Array): CountedReads {
  return { reads: bytes.length * 8 + 0x2_0000, characters: bytes.length * 80 + 0x10_0000 };
}
