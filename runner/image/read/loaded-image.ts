import type { WholeHeaders } from './headers';
import { readImage, type Image } from './image';
import { problemText } from './problem';
import type { Section } from './section';

/** An image whose headers lead to all that it has, at its preferred address. */
export class LoadedImage {
  private constructor(
    readonly image: Image,
    readonly headers: WholeHeaders,
  ) {}

  /** @returns the image, or in a sentence why there is none to look into */
  static read(bytes: Uint8Array): LoadedImage | string {
    const image = readImage(bytes);
    if (image.whole !== null) return new LoadedImage(image, image.whole);
    const { notAnImage, problems } = image.headers;
    const [first] = problems;
    if (notAnImage !== null) return notAnImage;
    return first === undefined ? 'no headers' : `${first.kind}: ${problemText(first)}`;
  }

  get imageBase(): bigint {
    return this.image.imageBase;
  }

  /**
   * The section that claims all of these bytes, or null: what is mapped after virtual_size is not
   * the section's. Of no bytes, also one that ends there.
   */
  sectionAt(rva: number, size: number): Section | null {
    const section = this.image.memory.sectionAt(rva, size);
    if (section !== null && rva + size <= section.end) return section;
    if (size > 0 || rva === 0) return null;
    const before = this.image.memory.sectionAt(rva - 1);
    return before !== null && rva <= before.end ? before : null;
  }

  /** What is at an RVA, zeroes where the file has nothing; null if it is not all in one section. */
  bytes(rva: number, size: number): Uint8Array | null {
    return this.sectionAt(rva, size) === null ? null : this.image.memory.bytes(rva, size);
  }
}
