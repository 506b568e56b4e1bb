import type { NodeMap } from './node-map';
import type { PlacedNode } from './placed-node';

/**
 * Which node of another image each node of one has the key of. What is asked for each operand of a program
 * lies in rows, by the number of the leaf; there, false may also mean that something else than a node is at
 * an address.
 */
export class Counterparts {
  readonly #from: NodeMap;
  readonly #to: NodeMap;
  /** By the number of each node, that of its counterpart; -1 for none. */
  readonly #others: Int32Array;
  /** 1 for each node of the other image that is a counterpart. */
  readonly #isFound: Uint8Array;
  /** RVAs of the leaves. */
  readonly #rvas: Float64Array;
  /** Those of their counterparts; NaN for none. */
  readonly #otherRvas: Float64Array;
  /** Bytes of counterparts that are leaves; 0 for others. */
  readonly #otherSizes: Float64Array;

  constructor(from: NodeMap, to: NodeMap) {
    this.#from = from;
    this.#to = to;
    this.#others = new Int32Array(from.count).fill(-1);
    this.#isFound = new Uint8Array(to.count);
    this.#pairNodes();
    const count = from.leaves.length;
    this.#rvas = new Float64Array(count);
    this.#otherRvas = new Float64Array(count).fill(NaN);
    this.#otherSizes = new Float64Array(count);
    if (from.rows === null || to.rows === null) return;
    for (let i = 0; i < count; i += 1) {
      const leaf = from.leaves[i] as number;
      const other = this.#others[leaf] as number;
      this.#rvas[i] = from.rows.rvas[leaf] as number;
      if (other < 0) continue;
      this.#otherRvas[i] = to.rows.rvas[other] as number;
      const isLeaf = (to.rows.table.lastChildren[other] as number) < 0;
      this.#otherSizes[i] = isLeaf ? (to.rows.table.sizes[other] as number) : 0;
    }
  }

  /** The node of the other image; null if it has none of this key. */
  of({ number }: PlacedNode): PlacedNode | null {
    return this.#to.node(this.numberOf(number));
  }

  /** By number: of a node, that of its counterpart; -1 for none. */
  numberOf(node: number): number {
    return this.#others[node] ?? -1;
  }

  /** Whether a node of the other image is the counterpart of one. */
  isCounterpart(other: number): boolean {
    return this.#isFound[other] === 1;
  }

  /**
   * Where what is at an RVA lies in the other image.
   * @returns NaN where no node is, or its counterpart is not in memory
   */
  placeOf(rva: number): number {
    const number = this.#from.leafNumberAt(rva);
    if (number < 0) return NaN;
    return (this.#otherRvas[number] as number) + rva - (this.#rvas[number] as number);
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

  #pairNodes(): void {
    const [old, now] = [this.#from.rows?.table, this.#to.rows?.table];
    if (old === undefined || now === undefined) return;
    // Mostly, the dumps list the same nodes in the same order.
    let next = 0;
    for (let node = 0; node < old.count; node += 1) {
      const isNext = next < now.count && now.hasSameKey(next, old, node);
      const other = isNext ? next : now.numberOfSame(old, node);
      if (other < 0) continue;
      this.#others[node] = other;
      this.#isFound[other] = 1;
      next = other + 1;
    }
  }
}
