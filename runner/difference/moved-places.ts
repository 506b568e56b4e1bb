import { viewOf } from '../image/read/byte-ranges';
import type { ImagePair } from './image-pair';
import type { PlacedNode } from './node-map';

/** RVAs beyond this are no places of nodes that are worth a bitmap. */
const RVA_LIMIT = 0x4000_0000;
/** Bytes of memory that one bit stands for: as nodes are aligned, mostly. */
const GRAIN = 4;

/**
 * The places that nodes left. A field in a node whose bytes are the same, but that refers to such a
 * place, was not applied again; so was one in a node that moved, if it refers to anything outside.
 */
export class MovedPlaces {
  readonly #bits: Uint8Array;
  readonly #isAny: boolean;
  readonly #imageBase: number | null;
  readonly #end: number;

  constructor({ before, after }: ImagePair) {
    const left: [number, number][] = [];
    let end = 0;
    for (const { key, isLeaf, rva, node } of before.nodes.all) {
      if (!isLeaf || rva === null || rva + node.size > RVA_LIMIT) continue;
      end = Math.max(end, rva + node.size);
      const other = after.nodes.byKey.get(key);
      if (other !== undefined && other.rva !== rva) left.push([rva, rva + node.size]);
    }
    this.#end = end;
    this.#isAny = left.length > 0;
    this.#imageBase = before.view.imageBase;
    this.#bits = new Uint8Array(this.#isAny ? Math.ceil(end / GRAIN) + 1 : 0);
    for (const [start, stop] of left) {
      this.#bits.fill(1, Math.floor(start / GRAIN), Math.ceil(stop / GRAIN));
    }
  }

  /** Whether a node whose bytes are the same in both images may refer to what moved. */
  isSuspect(before: PlacedNode, after: PlacedNode, bytes: Uint8Array): boolean {
    if (!this.#isAny || before.rva === null || before.node.size === 0) return false;
    if (before.isCode) return this.#isCodeSuspect(before.rva, after.rva !== before.rva, bytes);
    return this.#isDataSuspect(bytes);
  }

  /** Any four bytes may be the distance to something. */
  #isCodeSuspect(rva: number, hasMoved: boolean, bytes: Uint8Array): boolean {
    const view = viewOf(bytes);
    const own = rva + bytes.length;
    for (let at = 1; at + 4 <= bytes.length; at += 1) {
      const distance = view.getInt32(at, true);
      if (distance === 0) continue;
      const target = rva + at + 4 + distance;
      if (target < 0 || target >= this.#end || (target >= rva && target < own)) continue;
      if (hasMoved || this.#bits[Math.floor(target / GRAIN)] === 1) return true;
    }
    return false;
  }

  #isDataSuspect(bytes: Uint8Array): boolean {
    if (this.#imageBase === null) return false;
    const view = viewOf(bytes);
    const high = Math.floor(this.#imageBase / 2 ** 32);
    const width = high === 0 ? 4 : 8;
    for (let at = 0; at + width <= bytes.length; at += 4) {
      if (width === 8 && view.getUint32(at + 4, true) !== high) continue;
      const rva = view.getUint32(at, true) - (this.#imageBase % 2 ** 32);
      if (rva >= 0 && rva < this.#end && this.#bits[Math.floor(rva / GRAIN)] === 1) return true;
    }
    return false;
  }
}
