/** A verdict of the suite that is wrong, or an error that none of its callers expects. */
export interface WrongVerdict {
  /** "same, of reference and lld-link: different". */
  readonly what: string;
  /** What the suite says of it. */
  readonly details: readonly string[];
  /** The command that says it again; null where only the soak does. */
  readonly command: string | null;
}

/** What a soak has seen. */
export class SoakLog {
  readonly #counts = new Map<string, number>();
  readonly #wrong: WrongVerdict[] = [];
  readonly #missed: string[] = [];
  #held = 0;

  /** @param what counted by this text, in which names and numbers are left out: see {@link inGeneral} */
  count(what: string, times = 1): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + times);
  }

  /** Counts a verdict that is right. */
  hold(what: string): void {
    this.#held += 1;
    this.count(what);
  }

  /** How many verdicts were right. */
  get held(): number {
    return this.#held;
  }

  fail(wrong: WrongVerdict): void {
    this.#wrong.push(wrong);
  }

  /** @param damage that `same` did not see, and where */
  miss(damage: string): void {
    this.#missed.push(damage);
  }

  /** Damages that `same` did not see. */
  get missed(): readonly string[] {
    return this.#missed;
  }

  get wrong(): readonly WrongVerdict[] {
    return this.#wrong;
  }

  /** The first wrong verdict of each kind, and how many there are: those of one kind differ in names and numbers. */
  get kindsOfWrong(): readonly { readonly first: WrongVerdict; readonly count: number }[] {
    const kinds = new Map<string, WrongVerdict[]>();
    for (const wrong of this.#wrong) {
      const kind = `${wrong.what.replace(/,.*?:/, ':')} ${wrong.details[0] ?? ''}`;
      const known = kinds.get(inGeneral(kind));
      if (known === undefined) kinds.set(inGeneral(kind), [wrong]);
      else known.push(wrong);
    }
    return [...kinds.values()].flatMap((all) => {
      const [first] = all;
      return first === undefined ? [] : [{ first, count: all.length }];
    });
  }

  /** How often what was seen. */
  get counts(): ReadonlyMap<string, number> {
    return this.#counts;
  }

  /** Adds what another one has seen. */
  add(other: SoakLog): void {
    for (const [what, times] of other.counts) this.count(what, times);
    this.#held += other.held;
    this.#wrong.push(...other.wrong);
    this.#missed.push(...other.missed);
  }

  /** A line for each thing that was counted. */
  lines(): string[] {
    const rows = [...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1));
    return rows.map(([what, times]) => `${String(times).padStart(7)}  ${what}`);
  }
}

/** A reason without the names and numbers of one program, so that it can be counted. */
export function inGeneral(reason: string): string {
  return reason
    .replace(/0x[0-9a-f]+/gi, 'N')
    .replace(/\b[a-z]\w*_\d+\b(\.\d+)*/gi, 'NAME')
    .replace(/\b\d+\b/g, 'N');
}
