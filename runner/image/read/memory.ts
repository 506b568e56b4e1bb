import type { ByteRange } from './byte-ranges';
import { PAGE_SIZE } from './section-extent';
import type { Section } from './section';

/** A part of an image's memory that comes from one place of the file. */
export interface Region {
  /** RVA. */
  readonly start: number;
  /** RVA after the last byte. */
  readonly end: number;
  /** File offset of the byte at `start`. */
  readonly fileStart: number;
  /** Bytes that come from the file; zeroes follow. */
  readonly filled: number;
  /** Null for the headers. */
  readonly section: Section | null;
}

/**
 * An image's memory by RVA, as the loader maps it: the headers, and each section. What `Section`
 * says of its extent holds here. Where sections overlap, the one that starts last has the address;
 * Windows loads no such image, so this only has to be one answer for all.
 */
export class ImageMemory {
  /** By ascending RVA; none is empty. */
  readonly regions: readonly Region[];
  /** For each region, the RVA up to which memory is mapped without a gap. */
  readonly #runEnds: readonly number[];
  #last = 0;

  /**
   * @param headersSize bytes at the file's start that the loader maps at RVA 0
   */
  constructor(
    readonly file: Uint8Array,
    headersSize: number,
    sections: readonly Section[],
  ) {
    const headers: Region = {
      start: 0,
      end: Math.ceil(headersSize / PAGE_SIZE) * PAGE_SIZE,
      fileStart: 0,
      filled: Math.min(headersSize, file.length),
      section: null,
    };
    const mapped = sections.map((section): Region => {
      const { start, mappedEnd: end, fileStart, filled } = section;
      return { start, end, fileStart, filled, section };
    });
    this.regions = cut([headers, ...mapped].filter(({ start, end }) => end > start).sort(byStart));
    this.#runEnds = runEnds(this.regions);
  }

  /** What is mapped at an RVA; null if nothing is. */
  regionAt(rva: number): Region | null {
    const index = this.#indexAt(rva);
    return index === null ? null : (this.regions[index] ?? null);
  }

  /** The section that has all of these bytes, or null. */
  sectionAt(rva: number, size = 1): Section | null {
    const region = this.regionAt(rva);
    return region !== null && rva + size <= region.end ? region.section : null;
  }

  /** Whether all of these bytes are mapped; they may lie in several sections. */
  isMapped(rva: number, size = 1): boolean {
    return rva + size <= this.endOf(rva) && this.#indexAt(rva) !== null;
  }

  /** The RVA up to which memory is mapped without a gap; the RVA itself if it is not mapped. */
  endOf(rva: number): number {
    const index = this.#indexAt(rva);
    return index === null ? rva : (this.#runEnds[index] ?? rva);
  }

  /** File offset of the byte at an RVA; null if no byte of the file is there. */
  fileOffsetOf(rva: number): number | null {
    const region = this.regionAt(rva);
    if (region === null || rva - region.start >= region.filled) return null;
    return region.fileStart + rva - region.start;
  }

  /** As {@link fileOffsetOf}; where the file has no byte, the nearest before it, or 0. */
  offsetOf(rva: number): number {
    const region = this.regionAt(rva);
    if (region === null) return 0;
    return region.fileStart + Math.min(rva - region.start, region.filled);
  }

  /** What is at an RVA, zeroes where the file has nothing; null if it is not all mapped. */
  bytes(rva: number, size: number): Uint8Array | null {
    if (!this.isMapped(rva, size)) return null;
    const offset = this.fileOffsetOf(rva);
    const region = this.regionAt(rva);
    if (region !== null && offset !== null && rva + size <= region.start + region.filled) {
      return this.file.subarray(offset, offset + size);
    }
    const bytes = new Uint8Array(size);
    for (const [start, end, at] of this.#pieces(rva, size)) {
      bytes.set(this.file.subarray(start, end), at - rva);
    }
    return bytes;
  }

  /** The bytes of the file that are at these RVAs. */
  *fileRanges(rva: number, size: number): Generator<ByteRange, void, undefined> {
    for (const [start, end] of this.#pieces(rva, size)) yield [start, end];
  }

  *#pieces(
    rva: number,
    size: number,
  ): Generator<readonly [start: number, end: number, rva: number], void, undefined> {
    const first = this.#indexAt(rva);
    for (let i = first ?? this.regions.length; i < this.regions.length; i += 1) {
      const { start, end, fileStart, filled } = this.regions[i] as Region;
      if (start >= rva + size) return;
      const from = Math.max(rva, start);
      const to = Math.min(rva + size, end, start + filled);
      if (to > from) yield [fileStart + from - start, fileStart + to - start, from];
    }
  }

  #indexAt(rva: number): number | null {
    const last = this.regions[this.#last];
    if (last !== undefined && rva >= last.start && rva < last.end) return this.#last;
    let low = 0;
    let high = this.regions.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.regions[middle] as Region).start <= rva) low = middle + 1;
      else high = middle;
    }
    const region = this.regions[low - 1];
    if (region === undefined || rva >= region.end) return null;
    this.#last = low - 1;
    return this.#last;
  }
}

/** Of two that start together, the later row of the section table is the later here. */
function byStart(a: Region, b: Region): number {
  return a.start - b.start;
}

/** Ends each region where the next one starts. */
function cut(regions: readonly Region[]): Region[] {
  return regions
    .map((region, i) => {
      const end = Math.min(region.end, regions[i + 1]?.start ?? region.end);
      return { ...region, end, filled: Math.min(region.filled, end - region.start) };
    })
    .filter(({ start, end }) => end > start);
}

function runEnds(regions: readonly Region[]): number[] {
  const ends = regions.map(({ end }) => end);
  for (let i = regions.length - 2; i >= 0; i -= 1) {
    if (regions[i]?.end === regions[i + 1]?.start) ends[i] = ends[i + 1] ?? 0;
  }
  return ends;
}
