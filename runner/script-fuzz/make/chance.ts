import fc from 'fast-check';

/** What makes an arbitrary integer, by its bounds: of one with arguments, fast-check searches all that it had before. */
const integers = new Map<string, () => fc.Arbitrary<number>>();

/** A source of random choices: the same ones for the same seed. */
export class Chance {
  readonly #next: fc.GeneratorValue;

  /** @param seed an integer of 32 bits */
  constructor(seed: number) {
    const [next] = fc.sample(fc.gen(), { seed, numRuns: 1 });
    if (next === undefined) throw new TypeError('no generator');
    this.#next = next;
  }

  /** An integer, `min` and `max` included. */
  integer(min: number, max: number): number {
    const key = `${min} ${max}`;
    let integer = integers.get(key);
    if (integer === undefined) integers.set(key, (integer = () => fc.integer({ min, max })));
    return this.#next(integer);
  }

  /** True in `percent` of 100 cases. */
  percent(percent: number): boolean {
    return this.integer(0, 99) < percent;
  }

  /** @param list not empty */
  pick<T>(list: readonly T[]): T {
    return list[this.integer(0, list.length - 1)] as T;
  }

  /** One of the values, each as often as its weight says. */
  weighted<T extends string>(weights: Readonly<Record<T, number>>): T {
    const entries = Object.entries<number>(weights) as [T, number][];
    let left = this.integer(
      1,
      entries.reduce((sum, [, weight]) => sum + weight, 0),
    );
    for (const [value, weight] of entries) {
      left -= weight;
      if (left <= 0) return value;
    }
    throw new TypeError('no weights');
  }

  /** Random bytes as hex. */
  hex(count: number): string {
    let text = '';
    for (let i = 0; i < count; i += 1) text += this.integer(0, 255).toString(16).padStart(2, '0');
    return text;
  }
}
