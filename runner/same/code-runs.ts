/** A row of {@link CodeRuns}; 0 for none. */
export type CodeRun = number;

const FIRST_SIZE = 256;

/**
 * Straight runs of code that are to be walked, or may have to be: one or more for each call. They are rows of
 * columns, each in at most one list. A list is told by its last row, which leads to its first.
 */
export class CodeRuns {
  /** Id of the procedure. */
  #procedure = new Uint32Array(FIRST_SIZE);
  /** RVA in the first image. */
  #a = new Uint32Array(FIRST_SIZE);
  /** RVA in the second image. */
  #b = new Uint32Array(FIRST_SIZE);
  /** The next row of the list, or of the free rows. */
  #next = new Uint32Array(FIRST_SIZE);
  #rows = 1;
  #free: CodeRun = 0;

  procedureOf(run: CodeRun): number {
    return this.#procedure[run] as number;
  }

  a(run: CodeRun): number {
    return this.#a[run] as number;
  }

  b(run: CodeRun): number {
    return this.#b[run] as number;
  }

  /** A run in a list of its own. */
  add(procedure: number, a: number, b: number): CodeRun {
    const run = this.#row();
    this.#procedure[run] = procedure;
    this.#a[run] = a;
    this.#b[run] = b;
    this.#next[run] = run;
    return run;
  }

  /** Puts a list behind another. @returns the last row of both */
  join(list: CodeRun, behind: CodeRun): CodeRun {
    if (list === 0) return behind;
    if (behind === 0) return list;
    const first = this.#next[list] as number;
    this.#next[list] = this.#next[behind] as number;
    this.#next[behind] = first;
    return behind;
  }

  first(list: CodeRun): CodeRun {
    return this.#next[list] as number;
  }

  /** How many rows a list has. */
  count(list: CodeRun): number {
    if (list === 0) return 0;
    let count = 1;
    for (let run = this.first(list); run !== list; run = this.first(run)) count += 1;
    return count;
  }

  /** Takes the first row out of a list, which may then be used anew. @returns the list without it */
  dropFirst(list: CodeRun): CodeRun {
    const first = this.#next[list] as number;
    this.#next[list] = this.#next[first] as number;
    this.#next[first] = this.#free;
    this.#free = first;
    return first === list ? 0 : list;
  }

  #row(): CodeRun {
    const free = this.#free;
    if (free !== 0) {
      this.#free = this.#next[free] as number;
      return free;
    }
    if (this.#rows === this.#next.length) {
      this.#procedure = doubled(this.#procedure);
      this.#a = doubled(this.#a);
      this.#b = doubled(this.#b);
      this.#next = doubled(this.#next);
    }
    this.#rows += 1;
    return this.#rows - 1;
  }
}

function doubled(column: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const wider = new Uint32Array(column.length * 2);
  wider.set(column);
  return wider;
}
