import { NotComparable } from './not-comparable';

/**
 * Steps of work for each byte of both files: an instruction or a byte of data is one. Honest pairs
 * take less than two, since almost every place has one partner.
 */
const STEPS_PER_BYTE = 24;
/** Steps that even the smallest pair may take. */
const LEAST = 1_000_000;

/**
 * Bounds the work by the size of the files: a hostile pair can pair every place with every other.
 */
export class WorkBudget {
  #left: number;

  /** @param size bytes of both files */
  constructor(size: number) {
    this.#left = LEAST + size * STEPS_PER_BYTE;
  }

  /** @throws NotComparable if there was more to do than two honest images need */
  take(steps: number): void {
    this.#left -= steps;
    if (this.#left < 0) {
      throw new NotComparable(
        'gave up: the images lead to far more pairs of places than images of their size can hold',
      );
    }
  }
}
