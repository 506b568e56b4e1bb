import type { ProgramImage } from './program-image';
import { Relocations } from './relocations';
import type { ImageContents } from './image-contents';
import { SeenBytes } from './seen-bytes';
import { Starts } from './starts';

/** One of the two images, and what the walk knows of it. */
export class ImageSide {
  readonly contents: ImageContents;
  readonly starts: Starts;
  readonly seen: SeenBytes;
  /** Null where nothing tells which addresses the loader relocates. */
  readonly relocations: Relocations | null;

  /** @param areRelocationsKnown whether what has no base relocation counts as a number */
  constructor(
    readonly image: ProgramImage,
    areRelocationsKnown: boolean,
  ) {
    this.contents = image.contents;
    this.starts = new Starts(image.contents);
    this.seen = new SeenBytes(image.contents);
    const { relocations } = image;
    this.relocations =
      relocations !== null && areRelocationsKnown
        ? new Relocations(image.contents, relocations)
        : null;
  }

  /** The RVA that an address stored there leads to, if base relocations do not rule it out; or -1. */
  pointerAt(rva: number): number {
    const to = this.contents.pointerAt(rva);
    return to >= 0 && this.mayBePointer(rva) ? to : -1;
  }

  /** Whether the loader relocates what is there, or no table tells what it relocates. */
  mayBePointer(rva: number): boolean {
    return this.relocations === null || this.isRelocated(rva);
  }

  /** Whether the loader certainly relocates what is there. */
  isRelocated(rva: number): boolean {
    return this.relocations?.has(this.contents.indexOf(rva)) === true;
  }
}
