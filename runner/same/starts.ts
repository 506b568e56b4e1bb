import type { ImageContents } from './image-contents';
import { zeroesAt } from './zero-run';

/** Something seems to refer to what begins there. */
const SOFT = 1;
/** The walk refers to it. */
const HARD = 2;

/**
 * Addresses of one image that something refers to: data ends at the next one. *Hard* starts are
 * those that the walk refers to; *soft* ones are those that anything seems to refer to, be it left
 * from an earlier state of the program.
 */
export class Starts {
  readonly #contents: ImageContents;
  /** By index in memory: what begins there. */
  readonly #marks: Uint8Array;
  /** Those beyond what the file holds, in variables that start as zeroes. */
  readonly #hardBeyond = new SortedNumbers();
  readonly #anyBeyond = new SortedNumbers();

  constructor(contents: ImageContents) {
    this.#contents = contents;
    this.#marks = new Uint8Array(contents.memory.length);
  }

  addHard(rva: number): void {
    const index = this.#contents.indexOf(rva);
    if (index >= 0) this.#marks[index] = HARD;
    else {
      this.#hardBeyond.add(rva);
      this.#anyBeyond.add(rva);
    }
  }

  addSoft(rva: number): void {
    const index = this.#contents.indexOf(rva);
    if (index >= 0) this.#marks[index] ||= SOFT;
    else this.#anyBeyond.add(rva);
  }

  /** Whether the walk refers to an address. */
  isHard(rva: number): boolean {
    const index = this.#contents.indexOf(rva);
    return index >= 0 && this.#marks[index] === HARD;
  }

  /** RVA of the next hard start after an address, or the end of its section. */
  hardEnd(rva: number): number {
    return this.#end(rva, HARD, this.#hardBeyond);
  }

  /** RVA of the next start of any kind after an address, or the end of its section. */
  softEnd(rva: number): number {
    return this.#end(rva, SOFT, this.#anyBeyond);
  }

  /** @param least the mark of the starts that count; those above count as well */
  #end(rva: number, least: number, beyond: SortedNumbers): number {
    const section = this.#contents.sectionAt(rva);
    if (section === undefined) return rva;
    const from = rva + 1 - section.shift;
    const filledEnd = section.filledEnd - section.shift;
    if (from < filledEnd) {
      const next = this.#next(from, filledEnd, least);
      if (next < filledEnd) return next + section.shift;
    }
    return Math.min(section.end, beyond.after(Math.max(rva, section.filledEnd - 1)));
  }

  /** Index of the next mark. */
  #next(from: number, end: number, least: number): number {
    const marks = this.#marks;
    let at = from;
    while (at < end) {
      at += zeroesAt(marks, at, end);
      if (at < end && (marks[at] as number) >= least) return at;
      at += 1;
    }
    return end;
  }
}

/** Numbers, of which the next above another is asked for. */
class SortedNumbers {
  readonly #numbers = new Set<number>();
  #sorted: Float64Array = new Float64Array(0);

  add(value: number): void {
    this.#numbers.add(value);
  }

  /** The least one above a value; infinity if there is none. */
  after(value: number): number {
    if (this.#sorted.length !== this.#numbers.size) {
      this.#sorted = Float64Array.from(this.#numbers).sort();
    }
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#sorted[middle] as number) <= value) low = middle + 1;
      else high = middle;
    }
    return this.#sorted[low] ?? Infinity;
  }
}
