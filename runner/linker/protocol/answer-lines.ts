import type { Readable } from 'node:stream';
import { MAX_LINE } from './messages';

/** The lines of an adapter, one at a time, with a limit on their length. */
export class AnswerLines {
  readonly #chunks: AsyncIterator<Buffer, undefined>;
  #rest: Buffer = Buffer.alloc(0);
  #isOver = false;

  constructor(stream: Readable) {
    this.#chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer, undefined>;
  }

  /**
   * The next line, without its end; null if the adapter closed its output.
   * @throws AnswerTooLong
   */
  async next(): Promise<Buffer | null> {
    const pieces: Buffer[] = [];
    let size = 0;
    for (;;) {
      const end = this.#rest.indexOf(0x0a);
      const piece = end < 0 ? this.#rest : this.#rest.subarray(0, end);
      size += piece.length;
      if (size >= MAX_LINE) throw new AnswerTooLong();
      pieces.push(piece);
      if (end >= 0) {
        this.#rest = this.#rest.subarray(end + 1);
        return Buffer.concat(pieces);
      }
      this.#rest = Buffer.alloc(0);
      if (this.#isOver) return size === 0 ? null : Buffer.concat(pieces);
      const chunk = await this.#chunks.next();
      if (chunk.done === true) this.#isOver = true;
      else this.#rest = chunk.value;
    }
  }
}

/** A line with more bytes than the protocol allows. */
export class AnswerTooLong extends Error {
  override readonly name = 'AnswerTooLong';

  constructor() {
    super(`an answer of ${MAX_LINE} bytes or more without a line feed`);
  }
}
