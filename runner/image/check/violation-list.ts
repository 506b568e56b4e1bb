import type { Violation } from './violation';

/** Places of one rule that are kept: a broken table can break it a million times. */
export const PLACES_OF_A_RULE = 100;

/** Places of one rule after which an area is given up: it is garbage. */
const HOPELESS = 10_000;

/** A rule is broken so often that the rest of its area need not be read. */
export class TooManyViolations extends Error {
  override readonly name = 'TooManyViolations';
}

/** The violations of one image. */
export class ViolationList {
  readonly #violations: Violation[] = [];
  readonly #counts = new Map<string, number>();

  /**
   * @param fileSize bytes: what would be after the file is said to be at its end
   * @param isForEfi whether the rules have the grades of images for EFI
   */
  constructor(
    readonly fileSize: number,
    readonly isForEfi = false,
  ) {}

  /**
   * Keeps a violation, unless its rule has {@link PLACES_OF_A_RULE} already.
   * @throws TooManyViolations if its rule was broken ten thousand times
   */
  add(violation: Violation): void {
    const count = this.#counts.get(violation.rule) ?? 0;
    this.#counts.set(violation.rule, count + 1);
    if (count >= HOPELESS) throw new TooManyViolations();
    if (count >= PLACES_OF_A_RULE) return;
    const offset = Math.min(violation.offset, this.fileSize);
    this.#violations.push({ ...violation, offset });
  }

  /** In the order of their discovery: headers first. */
  get violations(): readonly Violation[] {
    return this.#violations;
  }
}
