import type { CompilerOutput } from './compiler-output';
import { MessageError } from './message-reader';

/**
 * Where the fields of `ErrorMessageList`, `ErrorMessage` and `SourceLocation` are: the number of words
 * of 4 bytes of each structure, and the word of each field, from 0.
 */
export interface ErrorBundleLayout {
  readonly listWords: number;
  readonly count: number;
  readonly start: number;
  readonly compileLog: number;
  readonly messageWords: number;
  readonly text: number;
  readonly location: number;
  readonly noteCount: number;
  readonly locationWords: number;
  readonly file: number;
  readonly line: number;
  readonly column: number;
}

/** The layout in 0.16.0 and 0.17.0. */
export const ERROR_BUNDLE_LAYOUT: ErrorBundleLayout = {
  ...{ listWords: 3, count: 0, start: 1, compileLog: 2 },
  ...{ messageWords: 4, text: 0, location: 2, noteCount: 3 },
  ...{ locationWords: 8, file: 0, line: 1, column: 2 },
};

const NOTES_LIMIT = 0x1_0000;

/**
 * Reads an error bundle: the errors as lines, each followed by its notes, and the compile log. An empty
 * bundle means success.
 * Source: `lib/std/zig/ErrorBundle.zig`.
 * @throws MessageError if it is not a bundle
 */
export function readErrorBundle(body: Buffer, layout = ERROR_BUNDLE_LAYOUT): CompilerOutput {
  return new BundleReader(body, layout).read();
}

class BundleReader {
  readonly #extra: readonly number[];
  readonly #strings: Buffer;
  readonly #layout: ErrorBundleLayout;
  #lines = 0;

  constructor(body: Buffer, layout: ErrorBundleLayout) {
    this.#layout = layout;
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
    const layout = this.#layout;
    const list = this.#words(0, layout.listWords);
    const [count = 0, start = 0, log = 0] = [layout.count, layout.start, layout.compileLog].map(
      (word) => list[word],
    );
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
    const layout = this.#layout;
    const message = this.#words(index, layout.messageWords);
    const location = message[layout.location];
    const text = this.#string(message[layout.text] ?? 0);
    const notes = this.#words(index + layout.messageWords, message[layout.noteCount] ?? 0);
    const place = location === undefined || location === 0 ? ':' : this.#place(location);
    return [
      `${place}${kind}: ${text}`,
      ...notes.flatMap((note) => this.#message(note, 'note', depth + 1)),
    ];
  }

  #place(index: number): string {
    const layout = this.#layout;
    const location = this.#words(index, layout.locationWords);
    const [file = 0, line = 0, column = 0] = [layout.file, layout.line, layout.column].map(
      (word) => location[word],
    );
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
