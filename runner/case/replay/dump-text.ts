import type { Coff2 } from '../../../reference';

/** Bytes of room at the start: more than most dumps have. */
const ROOM = 0x1_0000;

/** By how much it grows: copying costs time, and memory that is not written costs nothing, where there is that much. */
const GROWTH = 8;
const MOST_SPARE = 0x1000_0000;

/** Makes node dumps text, one after the other, in one buffer that grows. */
export class DumpText {
  #bytes = Buffer.allocUnsafe(ROOM);

  of(linker: Coff2): string {
    let length = 0;
    linker.dump((piece) => {
      const end = length + piece.length;
      if (end > this.#bytes.length) {
        const more = Buffer.allocUnsafe(Math.min(GROWTH * end, 2 * end + MOST_SPARE));
        more.set(this.#bytes.subarray(0, length));
        this.#bytes = more;
      }
      this.#bytes.set(piece, length);
      length = end;
    });
    return this.#bytes.toString('utf8', 0, length);
  }
}
