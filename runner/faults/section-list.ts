import type { SectionFlags } from './header-bytes';

/** Bytes: the section alignment, a page. */
export const PAGE = 0x1000;

/** A section as it is filled. */
export interface FilledSection {
  readonly name: string;
  readonly flags: SectionFlags;
  readonly rva: number;
  /** As in memory; zeros at the end need not be in the file. */
  bytes: Buffer;
}

export const alignUp = (value: number, alignment: number): number =>
  Math.ceil(value / alignment) * alignment;

/** The sections of an image, one after the other. */
export class SectionList {
  readonly sections: FilledSection[] = [];

  /** RVA of the next section; at the end, the size of the image. */
  get end(): number {
    const last = this.sections.at(-1);
    return last === undefined ? PAGE : alignUp(last.rva + last.bytes.length, PAGE);
  }

  /** Adds a section. No section is empty. */
  add(name: string, flags: SectionFlags, bytes: Buffer): FilledSection {
    const filled = {
      name,
      flags,
      rva: this.end,
      bytes: bytes.length > 0 ? bytes : Buffer.alloc(1),
    };
    this.sections.push(filled);
    return filled;
  }

  /** Writes to memory. @throws Error if no section has these addresses */
  write(rva: number, bytes: Uint8Array): void {
    const section = this.sections.find(
      (one) => rva >= one.rva && rva + bytes.length <= one.rva + one.bytes.length,
    );
    if (section === undefined) throw new Error(`no section at 0x${rva.toString(16)}`);
    section.bytes.set(bytes, rva - section.rva);
  }
}
