import { zeroesAt } from './zero-run';

/** A section as the loader maps it. */
export interface MappedSection {
  readonly name: string;
  /** RVA. */
  readonly start: number;
  /** RVA after the last byte in memory. */
  readonly end: number;
  /** RVA after the last byte that the file holds: zeroes follow. */
  readonly filledEnd: number;
  /** File offset of its first byte. */
  readonly fileStart: number;
  readonly isCode: boolean;
  readonly isWritable: boolean;
  /** RVA of a byte of it minus that byte's index in {@link ImageContents.memory}. */
  readonly shift: number;
}

/** A section before it is mapped. */
export type SectionToMap = Omit<MappedSection, 'shift'>;

/** Zeroes after each section: the longest instruction has 15 bytes, and the longest number 8. */
const PADDING = 16;

/**
 * The contents of all sections, by RVA. Only what the file holds is kept, so that memory is bounded
 * by the file and not by what its headers claim: what lies after reads as zero.
 */
export class ImageContents {
  /** By ascending RVA. */
  readonly sections: readonly MappedSection[];
  /** The filled parts of all sections, those with code first, each with padding after it. */
  readonly memory: Uint8Array;
  /** Bytes of `memory` that are sections with code. */
  readonly codeSize: number;
  readonly #view: DataView;
  readonly #base: { readonly low: number; readonly high: number };
  /** Whether no two sections share an address: else what is found depends on what was looked for before. */
  readonly #areApart: boolean;
  /** The section that was found last, if they are apart. */
  #last: MappedSection | undefined;

  /**
   * @param imageBase preferred address
   * @param imageSize bytes from the image base that its addresses may lead to
   */
  constructor(
    file: Uint8Array,
    sections: readonly SectionToMap[],
    readonly imageBase: bigint,
    readonly imageSize: number,
    /** Bytes of an address. */
    readonly wordSize: 4 | 8,
  ) {
    const filled = ({ start, filledEnd }: SectionToMap): number => filledEnd - start + PADDING;
    this.memory = new Uint8Array(sections.reduce((sum, one) => sum + filled(one), PADDING));
    this.#view = new DataView(this.memory.buffer);
    const mapped: MappedSection[] = [];
    let at = 0;
    let codeSize = 0;
    for (const isCode of [true, false]) {
      for (const section of sections) {
        if (section.isCode !== isCode) continue;
        const { fileStart, start, filledEnd } = section;
        this.memory.set(file.subarray(fileStart, fileStart + filledEnd - start), at);
        mapped.push({ ...section, shift: start - at });
        at += filled(section);
      }
      if (isCode) codeSize = at;
    }
    this.codeSize = codeSize;
    this.sections = mapped.sort((one, other) => one.start - other.start);
    this.#areApart = this.sections.every(
      ({ start }, i) => i === 0 || (this.sections[i - 1] as MappedSection).end <= start,
    );
    this.#base = {
      low: Number(imageBase & 0xffff_ffffn),
      high: Number((imageBase >> 32n) & 0xffff_ffffn),
    };
  }

  /** The section that an RVA is in; undefined for the headers, and for what is nowhere. */
  sectionAt(rva: number): MappedSection | undefined {
    const last = this.#last;
    if (last !== undefined && rva >= last.start && rva < last.end) return last;
    let low = 0;
    let high = this.sections.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.sections[middle] as MappedSection).start <= rva) low = middle + 1;
      else high = middle;
    }
    const found = this.sections[low - 1];
    if (found === undefined || rva >= found.end) return undefined;
    if (this.#areApart) this.#last = found;
    return found;
  }

  /** Whether an RVA is in a section with code. */
  isCode(rva: number): boolean {
    return this.sectionAt(rva)?.isCode === true;
  }

  /** Index in `memory` of what is at an RVA; -1 where the file holds nothing. */
  indexOf(rva: number): number {
    const section = this.sectionAt(rva);
    return section === undefined || rva >= section.filledEnd ? -1 : rva - section.shift;
  }

  /** File offset of what is at an RVA; null where the file holds nothing. */
  fileOffset(rva: number): number | null {
    const section = this.sectionAt(rva);
    if (section === undefined || rva >= section.filledEnd) return null;
    return section.fileStart + rva - section.start;
  }

  u8(rva: number): number {
    const index = this.indexOf(rva);
    return index < 0 ? 0 : (this.memory[index] as number);
  }

  u16(rva: number): number {
    const index = this.indexOf(rva);
    return index < 0 ? 0 : this.#view.getUint16(index, true);
  }

  u32(rva: number): number {
    const index = this.indexOf(rva);
    return index < 0 ? 0 : this.#view.getUint32(index, true);
  }

  i8(rva: number): number {
    return (this.u8(rva) << 24) >> 24;
  }

  i32(rva: number): number {
    return this.u32(rva) | 0;
  }

  /** The RVA that the address stored at an RVA leads to; -1 if it is no address of this image. */
  pointerAt(rva: number): number {
    const index = this.indexOf(rva);
    return index < 0 ? -1 : this.pointerAtIndex(index);
  }

  /** The distance from the image base to the address of 32 bits stored at an RVA, with its sign. */
  fromBase(rva: number): number {
    return (this.u32(rva) - this.#base.low) | 0;
  }

  /** As {@link pointerAt}, by index in `memory`. */
  pointerAtIndex(index: number): number {
    let to = this.#view.getUint32(index, true) - this.#base.low;
    if (this.wordSize === 8) {
      // The upper halves differ by one at most, or it is no address: so that numbers stay exact.
      const high = this.#view.getUint32(index + 4, true) - this.#base.high;
      if (high < 0 || high > 1) return -1;
      to += high * 0x1_0000_0000;
    }
    return to >= 0 && to < this.imageSize ? to : -1;
  }

  /**
   * How many zeroes there are from an RVA on, up to `size`, in which no address begins: an address that begins
   * with their last bytes may go on after them.
   */
  zeroesWithoutAddress(rva: number, size: number): number {
    // An image at 0 has addresses that are zero.
    if (this.imageBase === 0n) return 0;
    const index = this.indexOf(rva);
    if (index < 0) return 0;
    const room = (this.sectionAt(rva)?.filledEnd ?? rva) - rva;
    const zeroes = zeroesAt(this.memory, index, index + Math.min(size, room));
    return Math.max(0, zeroes - this.wordSize + 1);
  }

  /** Up to `size` bytes from an RVA, fewer where the file has no more. Not a copy. */
  bytes(rva: number, size: number): Uint8Array {
    const section = this.sectionAt(rva);
    if (section === undefined || rva >= section.filledEnd) return new Uint8Array(0);
    const to = Math.min(rva + size, section.filledEnd);
    return this.memory.subarray(rva - section.shift, to - section.shift);
  }

  /** Bytes before the first NUL, at most `limit`. */
  textLength(rva: number, limit: number): number {
    const bytes = this.bytes(rva, limit);
    const nul = bytes.indexOf(0);
    return nul < 0 ? bytes.length : nul;
  }
}
