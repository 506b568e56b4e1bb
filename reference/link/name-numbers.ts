/*
 * A slot of the hash table, with linear probing, is a pair of 32-bit words:
 *
 *     0 HASH   of the name
 *     1 AFTER  number of the name plus 1; 0 of a slot that is free
 *
 * The names themselves are read only where the hash is the same.
 */
const SLOT_WORDS = 2;
const AFTER = 1;
const INITIAL_SLOTS = 64;
/** The share of slots that are taken, at most. A fuller table is smaller, so more of it stays in a cache. */
const FULL = 0.75;

/** FNV-1a of the UTF-16 code units, 32 bits, with the high bits mixed into the low ones. */
function hashOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i += 1) {
    hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  }
  return hash ^ (hash >>> 15);
}

/**
 * Names as numbers from 0, in the order of their first use. A `Map` does the same, but takes more memory,
 * and reads the names again, one by one, whenever it grows: a cold link took an eighth longer with it.
 */
export class NameNumbers {
  #slots = new Int32Array(INITIAL_SLOTS * SLOT_WORDS);
  #names: string[] = [];

  get count(): number {
    return this.#names.length;
  }

  /** The number of a name; a new one gets the next number. */
  numberOf(name: string): number {
    const hash = hashOf(name);
    const slot = this.#slot(name, hash);
    const after = this.#slots[slot + AFTER] as number;
    if (after > 0) return after - 1;
    this.#slots[slot] = hash;
    this.#slots[slot + AFTER] = this.#names.push(name);
    if (this.#names.length * SLOT_WORDS > this.#slots.length * FULL) this.#widen();
    return this.#names.length - 1;
  }

  find(name: string): number | undefined {
    const after = this.#slots[this.#slot(name, hashOf(name)) + AFTER] as number;
    return after > 0 ? after - 1 : undefined;
  }

  name(number: number): string {
    return this.#names[number] as string;
  }

  /** Makes these names those of another table, as they are now. */
  copyFrom(other: NameNumbers): void {
    this.#slots = other.#slots.slice();
    this.#names = [...other.#names];
  }

  /** The slot of a name, or the free one where it would be. */
  #slot(name: string, hash: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let slot = (hash * SLOT_WORDS) & mask; ; slot = (slot + SLOT_WORDS) & mask) {
      const after = slots[slot + AFTER] as number;
      if (after === 0 || (slots[slot] === hash && this.#names[after - 1] === name)) return slot;
    }
  }

  #widen(): void {
    const old = this.#slots;
    const slots = new Int32Array(old.length * 2);
    const mask = slots.length - 1;
    for (let from = 0; from < old.length; from += SLOT_WORDS) {
      const after = old[from + AFTER] as number;
      if (after === 0) continue;
      const hash = old[from] as number;
      let slot = (hash * SLOT_WORDS) & mask;
      while (slots[slot + AFTER] !== 0) slot = (slot + SLOT_WORDS) & mask;
      slots[slot] = hash;
      slots[slot + AFTER] = after;
    }
    this.#slots = slots;
  }
}
