import type { ImageContents } from './image-contents';
import { zeroesAt } from './zero-run';

/** How a byte was compared. A byte that was compared in two ways counts as the surer one. */
export const Seen = {
  NOT: 0,
  /** As part of an instruction. */
  CODE: 1,
  /** As data that is surely part of something used. */
  SURE: 2,
  /** As data that is likely part of something used. */
  LIKELY: 3,
  /** Not compared: it lies after an object whose end is not known. */
  BEYOND: 4,
} as const;
export type Seen = (typeof Seen)[keyof typeof Seen];

/** Bytes that are marked one by one at once. */
const FEW = 64;

/** Which bytes of an image were compared. */
export class SeenBytes {
  readonly #contents: ImageContents;
  /** By index in memory. */
  readonly #seen: Uint8Array;

  constructor(contents: ImageContents) {
    this.#contents = contents;
    this.#seen = new Uint8Array(contents.memory.length);
  }

  mark(rva: number, size: number, how: Seen): void {
    const start = this.#contents.indexOf(rva);
    if (start < 0) return;
    const room = (this.#contents.sectionAt(rva)?.filledEnd ?? rva) - rva;
    const end = start + Math.min(size, room);
    if (end - start > FEW && zeroesAt(this.#seen, start, end) === end - start) {
      this.#seen.fill(how, start, end);
      return;
    }
    for (let i = start; i < end; i += 1) {
      const before = this.#seen[i] as number;
      if (before === Seen.NOT || before > how) this.#seen[i] = how;
    }
  }

  at(rva: number): Seen {
    const index = this.#contents.indexOf(rva);
    return index < 0 ? Seen.NOT : this.atIndex(index);
  }

  /** How each byte was compared, by index in memory: for loops over all of them. */
  get bytes(): Readonly<Uint8Array> {
    return this.#seen;
  }

  /** By index in memory. */
  atIndex(index: number): Seen {
    return this.#seen[index] as Seen;
  }
}
