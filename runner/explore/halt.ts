import type { LinkObserver } from '../../reference';

/** Thrown out of a linker that has done enough tasks. */
export class Halt extends Error {
  override readonly name = 'Halt';
}

/** Stops a linker after some tasks of an op. The linker can still be read, but not used. */
export class HaltingObserver implements LinkObserver {
  #left = Number.POSITIVE_INFINITY;

  /** Lets the linker do `tasks` more tasks, at least 1. */
  haltAfter(tasks: number): void {
    this.#left = tasks;
  }

  /** @throws Halt at the end of the last task */
  taskDone(): void {
    this.#left -= 1;
    if (this.#left === 0) throw new Halt('enough tasks are done');
  }

  task(): void {
    return;
  }
  contentStarted(): void {
    return;
  }
  nodePlaced(): void {
    return;
  }
  nodeMoved(): void {
    return;
  }
  relocationApplied(): void {
    return;
  }
  relocationPutOff(): void {
    return;
  }
  decided(): void {
    return;
  }
  written(): void {
    return;
  }
  bytesMoved(): void {
    return;
  }
}
