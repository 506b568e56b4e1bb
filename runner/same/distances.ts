import type { CodeWalk } from './code-walk';
import type { Comparison } from './comparison';
import type { DataObject } from './data-object';
import type { DataPairs } from './data-pairs';
import type { ImageSide } from './image-side';

/** Bytes of a distance. */
const SIZE = 4;

/**
 * Distances in data, which differ between two layouts: 32 bits, from the place of the distance itself or from
 * the start of its table. Nothing in an image says that four bytes are a distance. So it only counts as one if
 * it leads into another section, to two places that the walk has compared with each other, from elsewhere: a
 * small number may lead to a neighbour by chance.
 */
export class Distances {
  readonly #comparison: Comparison;
  readonly #data: DataPairs;
  readonly #code: CodeWalk;

  constructor(comparison: Comparison, data: DataPairs, code: CodeWalk) {
    this.#comparison = comparison;
    this.#data = data;
    this.#code = code;
  }

  /**
   * @param k an offset in an object, in bytes
   * @param most bytes that the object has at most
   * @returns where the distance at that offset ends; null if there is none
   */
  endOf(object: DataObject, k: number, most: number): number | null {
    const start = k - (k % SIZE);
    if (start + SIZE > most) return null;
    const { a, b } = this.#comparison;
    const toA = a.contents.i32(object.a + start);
    const toB = b.contents.i32(object.b + start);
    for (const base of [start, 0]) {
      const [x, y] = [object.a + base + toA, object.b + base + toB];
      if (leaves(a, object.a, x) && leaves(b, object.b, y) && this.#arePaired(x, y)) {
        return start + SIZE;
      }
    }
    return null;
  }

  #arePaired(x: number, y: number): boolean {
    const { pairs, procedures } = this.#code;
    return (
      procedures.get(x, y) !== undefined || pairs.ownerOf(x, y) !== 0 || this.#data.isPaired(x, y)
    );
  }
}

function leaves({ contents }: ImageSide, from: number, to: number): boolean {
  return contents.sectionAt(from) !== contents.sectionAt(to);
}
