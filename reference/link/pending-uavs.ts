/** A constant that waits for a node. */
export interface PendingUav {
  /** Index in the map of uavs. */
  readonly index: number;
  /** The strictest alignment that was asked for, in bytes. */
  readonly alignment: number;
}

/**
 * Constants that wait, last in, first out. Asking again may raise the alignment, but does not change
 * the order. Upstream: `Coff2.pending_uavs`.
 */
export class PendingUavs {
  #alignments = new Map<number, number>();
  #order: number[] = [];

  get count(): number {
    return this.#order.length;
  }

  put(index: number, alignment: number): void {
    const asked = this.#alignments.get(index);
    if (asked === undefined) this.#order.push(index);
    this.#alignments.set(index, Math.max(asked ?? 0, alignment));
  }

  pop(): PendingUav | undefined {
    const index = this.#order.pop();
    if (index === undefined) return undefined;
    const alignment = this.#alignments.get(index) ?? 1;
    this.#alignments.delete(index);
    return { index, alignment };
  }

  /** Makes the waiting constants those of another list, as they are now. */
  copyFrom(other: PendingUavs): void {
    this.#alignments = new Map(other.#alignments);
    this.#order = [...other.#order];
  }
}
