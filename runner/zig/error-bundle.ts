import type { CompilerOutput } from './compiler-output';
import { MessageError } from './message-reader';

/** Number of fixed fields of `ErrorMessage` and `SourceLocation`, in words of 4 bytes. */
const MESSAGE_WORDS = 4;
const NOTES_LIMIT = 0x1_0000;

/**
 * Reads an error bundle: the errors as lines, each followed by its notes, and the compile log. An empty
 * bundle means success.
 * Source: `lib/std/zig/ErrorBundle.zig`.
 * @throws MessageError if it is not a bundle
 */
export function readErrorBundle(body: Buffer): CompilerOutput {
  return new BundleReader(body).read();
}

class BundleReader {
  readonly #extra: readonly number[];
  readonly #strings: Buffer;
  #lines = 0;

  constructor(body: Buffer) {
    if (body.length < 8) throw new MessageError('an error bundle of less than 8 bytes');
    const words = body.readUInt32LE(0);
    const bytes = body.readUInt32LE(4);
    if (body.length !== 8 + 4 * words + bytes) {
      throw new MessageError(
        `an error bundle of ${body.length} bytes, expected 8 + 4 * ${words} + ${bytes}`,
      );
    }
    this.#extra = Array.from({ length: words }, (_, i) => body.readUInt32LE(8 + 4 * i));
    this.#strings = body.subarray(8 + 4 * words);
  }

  read(): CompilerOutput {
    if (this.#extra.length === 0) return { errors: [], compileLog: [] };
    const [count, start, log] = this.#words(0, 3) as [number, number, number];
    const errors = this.#words(start, count).flatMap((index) => this.#message(index, 'error', 0));
    const text = log === 0 ? '' : this.#string(log);
    return { errors, compileLog: text.split('\n').filter((line) => line !== '') };
  }

  /** A message and its notes: "main.zig:2:5: error: ...", ":error: ..." without a place. */
  #message(index: number, kind: 'error' | 'note', depth: number): readonly string[] {
    this.#lines += 1;
    // A bundle with a cycle would never end.
    if (this.#lines > NOTES_LIMIT || depth > 100)
      throw new MessageError('notes that contain each other');
    const [msg, , location, noteCount] = this.#words(index, MESSAGE_WORDS) as number[];
    const text = this.#string(msg ?? 0);
    const notes = this.#words(index + MESSAGE_WORDS, noteCount ?? 0);
    const place = location === undefined || location === 0 ? ':' : this.#place(location);
    return [
      `${place}${kind}: ${text}`,
      ...notes.flatMap((note) => this.#message(note, 'note', depth + 1)),
    ];
  }

  #place(index: number): string {
    const [file = 0, line = 0, column = 0] = this.#words(index, 3);
    return `${this.#string(file)}:${line + 1}:${column + 1}: `;
  }

  #words(index: number, count: number): readonly number[] {
    if (index + count > this.#extra.length) {
      throw new MessageError(
        `an error bundle that refers to word ${index + count}, of ${this.#extra.length}`,
      );
    }
    return this.#extra.slice(index, index + count);
  }

  #string(index: number): string {
    const end = this.#strings.indexOf(0, index);
    if (end < 0) throw new MessageError(`an error bundle that refers to a string at ${index}`);
    return this.#strings.toString('utf8', index, end);
  }
}
