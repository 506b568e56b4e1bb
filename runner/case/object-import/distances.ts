import type { Pieces } from './pieces';
import { relocationsWithin } from './relocations-within';
import { isTextAt } from './text-at';
import { isUnnamed } from './unnamed';

/** A part of a section that holds numbers, which may be distances. */
export interface Numbers {
  /** Bytes from the section's start. */
  readonly start: number;
  readonly end: number;
}

const reason = (width: number): string =>
  `${width} bytes may be a distance from one to the other, of which no relocation tells`;

/**
 * Ties pieces together whose bytes count a distance between labels, which leaves no relocation where
 * all of it is in one section: LLVM's relative lookup tables, and offset tables in assembly. No byte
 * says so, so this takes every number for a distance that would lead from where tables count from
 * (their start or the number itself) to the start of another piece or text. To keep pieces together
 * that could be apart does no harm.
 */
export class Distances {
  readonly #pieces: Pieces;
  readonly #view: DataView;
  /** Where the pieces start. */
  readonly #starts: ReadonlySet<number>;
  /** Those with a name that no compiler makes up. */
  readonly #named: ReadonlySet<number>;
  /** How many more pairs of a number and a label are tried. */
  #trials = MAX_TRIALS;

  constructor(pieces: Pieces) {
    this.#pieces = pieces;
    const { data } = pieces.section;
    this.#view = new DataView(data.buffer, data.byteOffset, data.length);
    this.#starts = new Set(pieces.all.map(({ start }) => start));
    this.#named = new Set(
      pieces.all.flatMap(({ start, at }) => (at.every(isUnnamed) ? [] : [start])),
    );
  }

  /**
   * Ties what the numbers of a part of the section may lead to.
   * @param isCompiled compilers only have tables of 4 bytes that count from their start or themselves;
   * people also write narrower ones
   * @param outer where the piece starts that the part is in
   */
  tie({ start, end }: Numbers, isCompiled: boolean, outer = start): void {
    if (this.#pieces.all.length < 2) return;
    for (const range of this.#free(start, end)) {
      const distances = this.#words(range, isCompiled, [outer, start]);
      this.#otherBase(range, distances, isCompiled);
      if (isCompiled) {
        if (distances.length > 1) this.#rows(start, range, distances);
        continue;
      }
      for (const width of [1, 2] as const) this.#narrow(range, width);
    }
  }

  /** What no relocation fills in. */
  #free(start: number, end: number): readonly Numbers[] {
    const ranges: Numbers[] = [];
    let at = start;
    for (const { offset, type } of relocationsWithin(this.#pieces.section, start, end)) {
      if (offset > at) ranges.push({ start: at, end: offset });
      at = Math.max(at, offset + (type === 'ADDR64' ? 8 : 4));
    }
    if (at < end) ranges.push({ start: at, end });
    return ranges;
  }

  /**
   * Ties where a number leads to a label.
   * @returns all numbers but zeros, and the upper halves of numbers of 8 bytes below zero
   */
  #words(range: Numbers, isCompiled: boolean, tables: readonly number[]): readonly number[] {
    const size = this.#view.byteLength;
    const distances: number[] = [];
    for (let at = range.start; at + 4 <= range.end; at += 4) {
      const distance = this.#view.getInt32(at, true);
      const isUpperHalf =
        distance === -1 && (distances.at(-1) ?? 0) < 0 && (at - range.start) % 8 === 4;
      if (distance === 0 || isUpperHalf) continue;
      distances.push(distance);
      if (Math.abs(distance) > size) continue;
      const others = isCompiled ? [at] : [range.start, at, at + 4];
      for (const base of [...tables, ...others]) {
        if (!this.#isLabel(base + distance, at)) continue;
        this.#pieces.tie(at, base + distance, { offset: at, reason: reason(4) });
      }
    }
    return distances;
  }

  /** A table all of whose rows lead into other pieces, though not to where anything is known to start. */
  #rows(table: number, range: Numbers, distances: readonly number[]): void {
    const pieces = this.#pieces;
    const own = pieces.indexAt(range.start);
    const areElsewhere = distances.every((distance) => {
      const index = pieces.indexAt(table + distance);
      return index >= 0 && index !== own;
    });
    if (!areElsewhere) return;
    const tie = { offset: range.start, reason: reason(4) };
    for (const distance of distances) pieces.tie(range.start, table + distance, tie);
  }

  /**
   * A table of two distances or more that all lead from one other label to labels. Compilers have none
   * such, but assembly in a C file has, whose labels look like variables of C.
   */
  #otherBase(range: Numbers, distances: readonly number[], isCompiled: boolean): void {
    const pieces = this.#pieces;
    const [first] = distances;
    const size = this.#view.byteLength;
    if (first === undefined || distances.length < 2) return;
    if (distances.some((distance) => Math.abs(distance) > size)) return;
    // What has no name was written by the compiler.
    if (isCompiled && !this.#isNamed(pieces.all[pieces.indexAt(range.start)]?.start)) return;
    const tie = { offset: range.start, reason: reason(4) };
    this.#trials -= pieces.all.length;
    if (this.#trials < 0) {
      // Too many to try: all of the section may be meant.
      pieces.tie(pieces.all[0]?.start ?? 0, size - 1, tie);
      return;
    }
    const isPlace = (at: number): boolean =>
      this.#starts.has(at) && (!isCompiled || this.#isNamed(at));
    for (const { start } of pieces.all) {
      if (!isPlace(start) || !distances.every((distance) => isPlace(start + distance))) continue;
      for (const distance of distances) pieces.tie(start, start + distance, tie);
    }
  }

  /** Whether a symbol starts there that people may have named. */
  #isNamed(start: number | undefined): boolean {
    return start !== undefined && this.#named.has(start);
  }

  /** A table all of whose narrow rows lead from its start to labels. */
  #narrow(range: Numbers, width: 1 | 2): void {
    const pieces = this.#pieces;
    let last = range.end;
    while (last > range.start && this.#view.getUint8(last - 1) === 0) last -= 1;
    const targets: number[] = [];
    for (let at = range.start; at < last && at + width <= range.end; at += width) {
      const distance = width === 1 ? this.#view.getUint8(at) : this.#view.getInt16(at, true);
      const target = range.start + distance;
      if (distance !== 0 && !this.#starts.has(target)) return;
      targets.push(target);
    }
    const tie = { offset: range.start, reason: reason(width) };
    for (const target of targets) pieces.tie(range.start, target, tie);
  }

  /** Whether something starts there that is in another piece than `from`. */
  #isLabel(target: number, from: number): boolean {
    const pieces = this.#pieces;
    const index = pieces.indexAt(target);
    if (index < 0 || index === pieces.indexAt(from)) return false;
    return this.#starts.has(target) || isTextAt(pieces.section.data, target);
  }
}

/** More is no section that people write. */
const MAX_TRIALS = 10_000_000;
