import { ImageMemory } from './memory';
import type { Image } from './image';
import { readImage } from './headers';
import type { Section } from './section';
import { UnreadableImage } from './unreadable-image';

/** An image as the loader puts it into memory, at its preferred address. */
export class LoadedImage {
  readonly image: Image;
  readonly imageBase: bigint;
  readonly #memory: ImageMemory;

  private constructor(image: Image) {
    this.image = image;
    this.imageBase = BigInt(image.windows.value.image_base);
    this.#memory = this.memory();
  }

  /** @returns the image, or in a sentence why there is none to look into */
  static read(bytes: Uint8Array): LoadedImage | string {
    try {
      const broken: string[] = [];
      const image = readImage(bytes, (rule, place, found, expected) => {
        broken.push(`${rule}: ${place.field} is ${found}, expected ${expected}`);
      });
      return image === null ? (broken[0] ?? 'no headers') : new LoadedImage(image);
    } catch (error) {
      if (error instanceof UnreadableImage) return error.message;
      throw error;
    }
  }

  /** A reader of tables, which gives up where they claim more than the file can hold. */
  memory(): ImageMemory {
    return new ImageMemory(this.image.bytes, this.image.sections);
  }

  /** The section that has all of these bytes, or null. Of no bytes, also one that ends there. */
  sectionAt(rva: number, size: number): Section | null {
    const section = this.#memory.sectionAt(rva, size);
    if (section !== null || size > 0 || rva === 0) return section;
    return this.#memory.sectionAt(rva - 1);
  }

  /** Number of a section as the section table counts, from 1. */
  sectionNumber(section: Section): number {
    return this.image.sections.indexOf(section) + 1;
  }

  /** What is at an RVA, zeroes where the file has nothing; null if it is not all in one section. */
  bytes(rva: number, size: number): Uint8Array | null {
    const section = this.sectionAt(rva, size);
    if (section === null) return null;
    const from = Math.min(rva - section.start, section.filled);
    const to = Math.min(rva - section.start + size, section.filled);
    const there = this.image.bytes.subarray(section.rawStart + from, section.rawStart + to);
    if (there.length === size) return there;
    const padded = new Uint8Array(size);
    padded.set(there);
    return padded;
  }
}
