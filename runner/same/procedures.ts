import { CodeRuns, type CodeRun } from './code-runs';
import { PairMap } from './pair-map';
import type { Reference } from './reference';

/** Code in both images that something calls or points to. */
export interface Procedure {
  readonly kind: 'procedure';
  /** Counts from 1, in the order of discovery. */
  readonly id: number;
  readonly a: number;
  readonly b: number;
  readonly reference: Reference;
  /** Whether it is known to return. */
  returns: boolean;
}

/**
 * All procedures, and which of them return. That is a least fixpoint: a procedure returns once a
 * return is found in it, or in what it jumps to; what follows a call is walked only then, because
 * compilers emit nothing behind a call that does not return, and other code begins there.
 */
export class Procedures {
  readonly #pairs = new PairMap<Procedure>();
  readonly #runs = new CodeRuns();
  /** Runs to walk: breadth first, so that the ways to differences are short. */
  #queue: CodeRun = 0;
  /** What goes on once a procedure returns, by its id: the list of runs after calls of it. */
  readonly #waiting: CodeRun[] = [0];
  #waitingCount = 0;
  /** What returns once a procedure does, by its id: those that go on in its code. */
  readonly #tails = new Map<number, Procedure[]>();

  get all(): readonly Procedure[] {
    return this.#pairs.values;
  }

  get(a: number, b: number): Procedure | undefined {
    return this.#pairs.get(a, b);
  }

  /** A new procedure, which is to be walked. */
  add(a: number, b: number, reference: Reference): Procedure {
    const id = this.#pairs.values.length + 1;
    const procedure: Procedure = { kind: 'procedure', id, a, b, reference, returns: false };
    this.#pairs.add(a, b, procedure);
    this.#waiting.push(0);
    this.enqueue(procedure, a, b);
    return procedure;
  }

  /** Has a run of a procedure walked, from two RVAs on. */
  enqueue(procedure: Procedure, a: number, b: number): void {
    this.#queue = this.#runs.join(this.#queue, this.#runs.add(procedure.id, a, b));
  }

  /**
   * Walks all runs, and those that are found meanwhile.
   * @param walk is given RVAs
   */
  walkQueue(walk: (procedure: Procedure, a: number, b: number) => void): void {
    const runs = this.#runs;
    while (this.#queue !== 0) {
      const run = runs.first(this.#queue);
      const procedure = this.#pairs.values[runs.procedureOf(run) - 1] as Procedure;
      const [a, b] = [runs.a(run), runs.b(run)];
      this.#queue = runs.dropFirst(this.#queue);
      walk(procedure, a, b);
    }
  }

  /** Has a run of a procedure wait until a callee that is not known to return does. */
  awaitReturn(callee: Procedure, procedure: Procedure, a: number, b: number): void {
    const run = this.#runs.add(procedure.id, a, b);
    this.#waiting[callee.id] = this.#runs.join(this.#waiting[callee.id] as CodeRun, run);
    this.#waitingCount += 1;
  }

  /** Runs that wait for callees which never return: code that may be there, and was not walked. */
  get neverReached(): number {
    return this.#waitingCount;
  }

  /** A procedure goes on in code that another came to first: it returns if that one does. */
  joins(procedure: Procedure, ownerId: number): void {
    if (ownerId === procedure.id) return;
    const owner = this.#pairs.values[ownerId - 1] as Procedure;
    if (owner.returns) {
      this.markReturning(procedure);
      return;
    }
    const tails = this.#tails.get(ownerId);
    if (tails === undefined) this.#tails.set(ownerId, [procedure]);
    else tails.push(procedure);
  }

  markReturning(procedure: Procedure): void {
    if (procedure.returns) return;
    // A list and no recursion: chains of tail calls can be as long as there are functions.
    const pending = [procedure];
    for (let one = pending.pop(); one !== undefined; one = pending.pop()) {
      if (one.returns) continue;
      one.returns = true;
      this.#resume(one.id);
      for (const tail of this.#tails.get(one.id) ?? []) pending.push(tail);
      this.#tails.delete(one.id);
    }
  }

  /** Has all runs walked that wait for a procedure. */
  #resume(id: number): void {
    const waiting = this.#waiting[id] as CodeRun;
    if (waiting === 0) return;
    this.#waitingCount -= this.#runs.count(waiting);
    this.#queue = this.#runs.join(this.#queue, waiting);
    this.#waiting[id] = 0;
  }
}
