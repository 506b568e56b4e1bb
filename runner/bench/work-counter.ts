import type { LinkObserver } from '../../reference';

/** How much work a linker did: the same on every run and every machine. */
export interface WorkCounts {
  /** Relocations whose field was written. */
  readonly relocations: number;
  /** Nodes that were placed, or told that they moved. */
  readonly nodeVisits: number;
  /** Tasks that idle did. */
  readonly tasks: number;
  /** Bytes of the image that were moved. */
  readonly bytesMoved: number;
  /** Writes to the image, of content, fields and zeros. */
  readonly writes: number;
  /** Bytes in them. */
  readonly bytesWritten: number;
}

/** Counts what a linker does. */
export class WorkCounter implements LinkObserver {
  #relocations = 0;
  #nodeVisits = 0;
  #tasks = 0;
  #bytesMoved = 0;
  #writes = 0;
  #bytesWritten = 0;

  task(): void {
    this.#tasks += 1;
  }

  taskDone(): void {
    return;
  }

  contentStarted(): void {
    return;
  }

  relocationPutOff(): void {
    return;
  }

  decided(): void {
    return;
  }

  nodePlaced(): void {
    this.#nodeVisits += 1;
  }

  nodeMoved(): void {
    this.#nodeVisits += 1;
  }

  relocationApplied(): void {
    this.#relocations += 1;
  }

  written(_at: number, size: number): void {
    this.#writes += 1;
    this.#bytesWritten += size;
  }

  bytesMoved(_from: number, _to: number, size: number): void {
    this.#bytesMoved += size;
  }

  /** What was counted since the last call. */
  take(): WorkCounts {
    const counts = {
      relocations: this.#relocations,
      nodeVisits: this.#nodeVisits,
      tasks: this.#tasks,
      bytesMoved: this.#bytesMoved,
      writes: this.#writes,
      bytesWritten: this.#bytesWritten,
    };
    this.#relocations = 0;
    this.#nodeVisits = 0;
    this.#tasks = 0;
    this.#bytesMoved = 0;
    this.#writes = 0;
    this.#bytesWritten = 0;
    return counts;
  }
}
