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

/** A straight run of code that is to be walked. */
export interface CodeRun {
  readonly procedure: Procedure;
  readonly a: number;
  readonly b: number;
}

/**
 * All procedures, and which of them return. That is a least fixpoint: a procedure returns once a
 * return is found in it, or in what it jumps to; what follows a call is walked only then, because
 * compilers emit nothing behind a call that does not return, and other code begins there.
 */
export class Procedures {
  readonly #pairs = new PairMap<Procedure>();
  /** What goes on once a procedure returns, by its id: runs after calls of it. */
  readonly #waiting: (CodeRun[] | undefined)[] = [];
  /** What returns once a procedure does, by its id: those that go on in its code. */
  readonly #tails = new Map<number, Procedure[]>();
  /** Runs to walk. */
  #queue: CodeRun[] = [];

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
    this.enqueue({ procedure, a, b });
    return procedure;
  }

  enqueue(run: CodeRun): void {
    this.#queue.push(run);
  }

  /** All runs to walk so far: breadth first, so that the ways to differences are short. */
  takeQueue(): readonly CodeRun[] {
    const queue = this.#queue;
    this.#queue = [];
    return queue;
  }

  /** Has a run wait until a callee that is not known to return does. */
  awaitReturn(callee: Procedure, run: CodeRun): void {
    const waiting = this.#waiting[callee.id];
    if (waiting === undefined) this.#waiting[callee.id] = [run];
    else waiting.push(run);
  }

  /** Runs that wait for callees which never return: code that may be there, and was not walked. */
  get neverReached(): number {
    let count = 0;
    for (const waiting of this.#waiting) count += waiting?.length ?? 0;
    return count;
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
    // A list and no recursion: chains of tail calls can be as long as there are functions.
    const pending = [procedure];
    for (let one = pending.pop(); one !== undefined; one = pending.pop()) {
      if (one.returns) continue;
      one.returns = true;
      for (const run of this.#waiting[one.id] ?? []) this.#queue.push(run);
      pending.push(...(this.#tails.get(one.id) ?? []));
      this.#waiting[one.id] = undefined;
      this.#tails.delete(one.id);
    }
  }
}
