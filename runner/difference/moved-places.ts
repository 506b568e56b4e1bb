import { viewOf } from '../image/read/byte-ranges';
import type { ImagePair } from './image-pair';
import type { PlacedNode } from './placed-node';
import type { Remainder } from './remainder';

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
  /** What is left to compare of the image before. */
  readonly #rest: Remainder;

  constructor({ before, after, counterparts }: ImagePair) {
    const left: [number, number][] = [];
    let end = 0;
    const [rows, otherRows] = [before.nodes.rows, after.nodes.rows];
    for (let node = 0; rows !== null && node < before.nodes.count; node += 1) {
      const rva = rows.rvas[node] as number;
      const stop = rva + (rows.table.sizes[node] as number);
      // What is in no section, NaN, is no place that could be left.
      if ((rows.table.lastChildren[node] as number) >= 0 || !(stop <= RVA_LIMIT)) continue;
      end = Math.max(end, stop);
      const other = counterparts.numberOf(node);
      if (other >= 0 && otherRows?.rvas[other] !== rva) left.push([rva, stop]);
    }
    this.#end = end;
    this.#rest = before.rest;
    this.#isAny = left.length > 0;
    this.#imageBase = before.view.imageBase;
    this.#bits = new Uint8Array(this.#isAny ? Math.ceil(end / GRAIN) + 1 : 0);
    for (const [start, stop] of left) {
      this.#bits.fill(1, Math.floor(start / GRAIN), Math.ceil(stop / GRAIN));
    }
  }

  /** Whether a node whose bytes are the same in both images may refer to what moved. */
  isSuspect(before: PlacedNode, after: PlacedNode): boolean {
    if (!this.#isAny || before.rva === null || before.size === 0) return false;
    if (before.isCode) return this.#isCodeSuspect(before, before.rva, after.rva !== before.rva);
    return this.#isDataSuspect(before);
  }

  /** Any four bytes may be the distance to something. */
  #isCodeSuspect({ start, end }: PlacedNode, rva: number, hasMoved: boolean): boolean {
    const bytes = this.#rest.part(start, end);
    const own = rva + bytes.length;
    let distance = 0;
    for (let at = 1 - 4; at + 4 <= bytes.length; at += 1) {
      distance = (distance >>> 8) | ((bytes[at + 3] as number) << 24);
      if (at < 1 || distance === 0) continue;
      const target = rva + at + 4 + distance;
      if (target < 0 || target >= this.#end || (target >= rva && target < own)) continue;
      if (hasMoved || this.#bits[Math.floor(target / GRAIN)] === 1) return true;
    }
    return false;
  }

  #isDataSuspect({ start, end }: PlacedNode): boolean {
    if (this.#imageBase === null) return false;
    const view = viewOf(this.#rest.part(start, end));
    const high = Math.floor(this.#imageBase / 2 ** 32);
    const width = high === 0 ? 4 : 8;
    for (let at = 0; at + width <= view.byteLength; at += 4) {
      if (width === 8 && view.getUint32(at + 4, true) !== high) continue;
      const rva = view.getUint32(at, true) - (this.#imageBase % 2 ** 32);
      if (rva >= 0 && rva < this.#end && this.#bits[Math.floor(rva / GRAIN)] === 1) return true;
    }
    return false;
  }
}
