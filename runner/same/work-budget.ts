import { NotComparable } from './not-comparable';

/**
 * Steps of work for each byte of both files: an instruction is one, and so are four bytes of data.
 * Programs of 3.5 MB take 0.2, since almost every place has one partner.
 */
const STEPS_PER_BYTE = 4;
/** Steps that even the smallest pair may take. */
const LEAST = 100_000;

/**
 * Bounds the work by the size of the files: a hostile pair can pair every place with every other.
 */
export class WorkBudget {
  readonly #limit: number;
  readonly #isOfCaller: boolean;
  #left: number;

  /**
   * @param size bytes of both files
   * @param most steps that the caller wants to spend
   */
  constructor(size: number, most: number) {
    const honest = LEAST + size * STEPS_PER_BYTE;
    this.#isOfCaller = most < honest;
    this.#limit = Math.min(most, honest);
    this.#left = this.#limit;
  }

  /** @throws NotComparable if there was more to do than two honest images need, or than is wanted */
  take(steps: number): void {
    this.#left -= steps;
    if (this.#left >= 0) return;
    throw new NotComparable(
      this.#isOfCaller
        ? `stopped after ${this.#limit} instructions and words of data; \`coff2 same\` compares all of them`
        : 'gave up: the images lead to far more pairs of places than images of their size can hold',
    );
  }
}
