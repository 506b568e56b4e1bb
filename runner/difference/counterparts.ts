import type { NodeMap, PlacedNode } from './node-map';

/**
 * Which node of another image each node of one has the key of. What is asked for each operand of a program
 * lies in rows, by the number of the leaf; there, false may also mean that something else than a node is at
 * an address.
 */
export class Counterparts {
  readonly #from: NodeMap;
  readonly #to: NodeMap;
  readonly #others: readonly (PlacedNode | null)[];
  /** RVAs of the leaves. */
  readonly #rvas: Float64Array;
  /** Those of their counterparts; NaN for none. */
  readonly #otherRvas: Float64Array;
  /** Bytes of counterparts that are leaves; 0 for others. */
  readonly #otherSizes: Float64Array;

  constructor(from: NodeMap, to: NodeMap) {
    this.#from = from;
    this.#to = to;
    // Mostly, the dumps list the same nodes in the same order.
    let next = 0;
    this.#others = from.all.map(({ key }) => {
      const likely = to.hasUniqueKeys ? to.all[next] : undefined;
      const other = likely?.key === key ? likely : to.byKey.get(key);
      if (other !== undefined) next = other.number + 1;
      return other ?? null;
    });
    const count = from.leaves.length;
    this.#rvas = new Float64Array(count);
    this.#otherRvas = new Float64Array(count);
    this.#otherSizes = new Float64Array(count);
    for (const [i, leaf] of from.leaves.entries()) {
      const other = this.of(leaf);
      this.#rvas[i] = leaf.rva;
      this.#otherRvas[i] = other?.rva ?? NaN;
      this.#otherSizes[i] = other?.isLeaf === true ? other.node.size : 0;
    }
  }

  /** The node of the other image; null if it has none of this key. */
  of({ number }: PlacedNode): PlacedNode | null {
    return this.#others[number] ?? null;
  }

  /** Whether an RVA lies in a node, and another one as far from the start of its counterpart. */
  isFollowed(rva: number, otherRva: number): boolean {
    return this.#distance(this.#from.leafNumberAt(rva), rva, otherRva) >= 0;
  }

  /** The same, and the other RVA lies in the counterpart, which may have shrunk. */
  isSamePlace(rva: number, otherRva: number): boolean {
    const number = this.#from.leafNumberAt(rva);
    const distance = this.#distance(number, rva, otherRva);
    const isInside = distance >= 0 && distance < (this.#otherSizes[number] as number);
    return isInside && !this.#to.hasSlotAt(otherRva);
  }

  /** Bytes from the start of a leaf, if they are as many in its counterpart; else -1. */
  #distance(number: number, rva: number, otherRva: number): number {
    if (number < 0) return -1;
    const distance = rva - (this.#rvas[number] as number);
    return otherRva - (this.#otherRvas[number] as number) === distance ? distance : -1;
  }
}
