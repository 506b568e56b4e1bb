/*
 * Where a name is, is a pair of 32-bit words in a hash table with linear probing:
 *
 *     0 HASH  of the name
 *     1 AT    where its record starts, words from the start of the records; 0 of a slot that is free
 *
 * and the record, which is read only where the hash is the same:
 *
 *     0 NUMBER
 *     1 SIZE   bytes of the name
 *     2 ...    the name, padded to whole words
 *
 * Names are looked up in no order, and a big script's tables fit no cache: a look-up costs two cache
 * misses, one for each.
 */
const SLOT_WORDS = 2;
const HASH = 0;
const AT = 1;
const NUMBER = 0;
const SIZE = 1;
const NAME = 2;

const FREE = 0;

/** Start of a name's hash: FNV-1a, 32 bits. */
export const HASH_SEED = 0x811c9dc5 | 0;

/** The hash of a name with one byte more. */
export function hashByte(hash: number, byte: number): number {
  return Math.imul(hash ^ byte, 0x01000193);
}

/**
 * The names of a script as numbers from 0, in the order of their first use. A big script says each
 * name several times; read from its bytes, a name that is known costs neither a string nor a look-up
 * by one.
 */
export class NameTable {
  #slots = new Int32Array(SLOT_WORDS * 1024);
  #records = new Int32Array(0x1000);
  /** The same memory as bytes. */
  #recordBytes = new Uint8Array(this.#records.buffer);
  /** Words of records; the first one starts after 0, which stands for none. */
  #end = 1;
  /** Where the record of each name starts, by its number. */
  #starts = new Int32Array(1024);
  #count = 0;
  /** The names that were asked for as text, by number. */
  readonly #texts: (string | undefined)[] = [];

  /** How many names there are. */
  get count(): number {
    return this.#count;
  }

  /**
   * The number of the name that stands in `bytes[start..end]`, which is ASCII.
   * @param hash of these bytes, by {@link hashByte}
   */
  number(bytes: Buffer, start: number, end: number, hash: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let slot = (hash * SLOT_WORDS) & mask; ; slot = (slot + SLOT_WORDS) & mask) {
      const at = slots[slot + AT] as number;
      if (at === FREE) return this.#add(slot, bytes, start, end, hash);
      if (slots[slot + HASH] === hash && this.#is(at, bytes, start, end)) {
        return this.#records[at + NUMBER] as number;
      }
    }
  }

  text(number: number): string {
    return (this.#texts[number] ??= this.#textOf(number));
  }

  /** Bytes of a name. */
  size(number: number): number {
    return this.#records[(this.#starts[number] as number) + SIZE] as number;
  }

  /** Copies the bytes of a name to `target`, from `at` on. */
  copy(number: number, target: Uint8Array, at: number): void {
    const start = ((this.#starts[number] as number) + NAME) * 4;
    const size = this.size(number);
    for (let i = 0; i < size; i += 1) target[at + i] = this.#recordBytes[start + i] as number;
  }

  #textOf(number: number): string {
    const start = ((this.#starts[number] as number) + NAME) * 4;
    return Buffer.from(this.#records.buffer, start, this.size(number)).toString('latin1');
  }

  #is(record: number, bytes: Buffer, start: number, end: number): boolean {
    if (this.#records[record + SIZE] !== end - start) return false;
    const stored = this.#recordBytes;
    let at = (record + NAME) * 4;
    for (let i = start; i < end; i += 1, at += 1) if (stored[at] !== bytes[i]) return false;
    return true;
  }

  #add(slot: number, bytes: Buffer, start: number, end: number, hash: number): number {
    const number = this.#count;
    const record = this.#end;
    this.#end += NAME + Math.ceil((end - start) / 4);
    this.#reserve(this.#end);
    this.#records[record + NUMBER] = number;
    this.#records[record + SIZE] = end - start;
    let at = (record + NAME) * 4;
    for (let i = start; i < end; i += 1, at += 1) this.#recordBytes[at] = bytes[i] as number;
    this.#slots[slot + HASH] = hash;
    this.#slots[slot + AT] = record;
    if (number === this.#starts.length) this.#starts = widened(this.#starts, number * 2);
    this.#starts[number] = record;
    this.#count += 1;
    // At most three quarters full.
    if (this.#count * SLOT_WORDS > this.#slots.length * 0.75) this.#widen();
    return number;
  }

  #reserve(words: number): void {
    if (words <= this.#records.length) return;
    this.#records = widened(this.#records, Math.max(words, this.#records.length * 2));
    this.#recordBytes = new Uint8Array(this.#records.buffer);
  }

  #widen(): void {
    const old = this.#slots;
    const slots = new Int32Array(old.length * 2);
    const mask = slots.length - 1;
    for (let from = 0; from < old.length; from += SLOT_WORDS) {
      if (old[from + AT] === FREE) continue;
      const hash = old[from + HASH] as number;
      let slot = (hash * SLOT_WORDS) & mask;
      while (slots[slot + AT] !== FREE) slot = (slot + SLOT_WORDS) & mask;
      slots[slot + HASH] = hash;
      slots[slot + AT] = old[from + AT] as number;
    }
    this.#slots = slots;
  }
}

function widened(words: Int32Array<ArrayBuffer>, length: number): Int32Array<ArrayBuffer> {
  const wide = new Int32Array(length);
  wide.set(words);
  return wide;
}
