import { LineError } from './script-error';

const NEWLINE = 0x0a;

/** The largest line in bytes: a JavaScript string cannot be longer. */
const MAX_LINE = 0x1000_0000;

/** Splits a stream of bytes into lines, whatever pieces it arrives in. It keeps no memory of a piece. */
export class LineSplitter {
  /** Copies of the pieces of a line that has not ended yet. */
  #pending: Buffer[] = [];
  #pendingSize = 0;

  /** The lines that end in `chunk`, without their line feeds. They may be views of it. */
  *push(chunk: Buffer): Generator<Buffer, void, undefined> {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      const rest = chunk.subarray(start, end);
      start = end + 1;
      yield this.#pendingSize === 0 ? rest : this.#take(rest);
    }
    this.#keep(chunk.subarray(start));
  }

  /** The last line, if the stream does not end with a line feed. */
  *end(): Generator<Buffer, void, undefined> {
    if (this.#pendingSize > 0) yield this.#take(Buffer.alloc(0));
  }

  #take(rest: Buffer): Buffer {
    const line = Buffer.concat([...this.#pending, rest]);
    this.#pending = [];
    this.#pendingSize = 0;
    return line;
  }

  #keep(rest: Buffer): void {
    if (rest.length === 0) return;
    this.#pendingSize += rest.length;
    if (this.#pendingSize > MAX_LINE) {
      throw new LineError(`the line is longer than ${MAX_LINE} bytes`);
    }
    this.#pending.push(Buffer.from(rest));
  }
}
