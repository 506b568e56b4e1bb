import { isUtf8 } from 'node:buffer';
import * as fs from 'node:fs';
import { expectInputFile, readInputFile, readTextFile } from './input-file';

/** Bytes of a piece: many lines, and small beside what is made of them. */
const PIECE_SIZE = 0x10_0000;

/** Bytes that a line may have. No text has such lines; a file of something else may be a single one. */
const MAX_LINE = 0x1000_0000;

/**
 * A file of text in UTF-8 that a command line names, or a pipe. It is read piece by piece, as often as it is wanted,
 * and so may be larger than memory; only what a pipe gives is kept. What is no UTF-8 is replaced as a decoder does.
 */
export class Utf8File {
  readonly #file: string;
  /** Of a pipe, which can be read once. */
  readonly #bytes: Buffer | null;

  /** @throws the error of the file system, with the path; also for a folder, or a device, which has no end */
  constructor(file: string) {
    expectInputFile(file, Infinity);
    this.#file = file;
    this.#bytes = fs.statSync(file).isFIFO() ? readInputFile(file) : null;
    if (this.#bytes === null) fs.closeSync(fs.openSync(file, 'r'));
  }

  /** Where it can be read again, as by a thread; null of a pipe. */
  get path(): string | null {
    return this.#bytes === null ? this.#file : null;
  }

  /**
   * All bytes, in pieces that end behind a line feed, or with the file. A piece is overwritten once the next one has
   * been asked for.
   * @throws the error of the file system; also for a line of more than 256 MiB
   */
  *pieces(): Generator<Buffer, void, undefined> {
    if (this.#bytes !== null) {
      yield asUtf8(this.#bytes);
      return;
    }
    const file = fs.openSync(this.#file, 'r');
    try {
      yield* linesOf(file, this.#file);
    } finally {
      fs.closeSync(file);
    }
  }

  /**
   * All of it.
   * @throws the error of the file system; also for a file that is larger than a string can be
   */
  text(): string {
    return (this.#bytes ?? readTextFile(this.#file)).toString('utf8');
  }
}

function* linesOf(file: number, name: string): Generator<Buffer, void, undefined> {
  let buffer = Buffer.allocUnsafeSlow(PIECE_SIZE);
  /** Bytes at the start of the buffer whose line has no end yet. */
  let kept = 0;
  for (;;) {
    const read = fs.readSync(file, buffer, kept, buffer.length - kept, null);
    const end = kept + read;
    if (read === 0) break;
    const lines = buffer.subarray(kept, end).lastIndexOf(0x0a) + 1;
    const stop = lines === 0 ? 0 : kept + lines;
    if (stop > 0) yield asUtf8(buffer.subarray(0, stop));
    if (stop === 0 && end === buffer.length) {
      // A line that is longer than the buffer.
      if (buffer.length >= MAX_LINE) throw tooLong(name);
      const larger = Buffer.allocUnsafeSlow(2 * buffer.length);
      buffer.copy(larger);
      buffer = larger;
    } else buffer.copyWithin(0, stop, end);
    kept = end - stop;
  }
  if (kept > 0) yield asUtf8(buffer.subarray(0, kept));
}

/** An error as the file system's. */
function tooLong(file: string): Error {
  const error = new Error(`${file}: a line has more than ${MAX_LINE} bytes: it is no text`);
  return Object.assign(error, { code: 'EFBIG', syscall: 'read', path: file });
}

/** A line feed ends whatever is no UTF-8: so whole lines are replaced as the whole text would be. */
function asUtf8(bytes: Buffer): Buffer {
  return isUtf8(bytes) ? bytes : Buffer.from(bytes.toString('utf8'));
}
