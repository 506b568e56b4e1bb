import { DEFAULT_LINK_OPTIONS, type LinkOptions, type Machine } from '../../../reference';
import { CanonicalReader, isPlainHeader } from './canonical-reader';
import type { ContentContext } from './content';
import type { NameTable } from './name-table';
import type { Op } from './op';
import { opSubject } from './op-subject';
import type * as SchemaReader from './schema-reader';
import { opOfRecord } from './record-op';
import { LineError, ScriptError } from './script-error';
import type { UpdateRecord } from './update-record';

/**
 * Reads by the schema. Its library takes 12 MB of memory, and as long to load as thousands of lines to read; a script
 * that is all of lines that {@link CanonicalReader} knows needs neither.
 */
function schemaReader(): typeof SchemaReader {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- a line is read at once, and import() waits
  return require('./schema-reader') as typeof SchemaReader;
}

/**
 * Reads a link script line by line. It checks each line against the schema and the lines before it,
 * and makes one {@link Op} of it.
 */
export class LinkScriptParser {
  #lines = 0;
  #options: LinkOptions | null = null;
  readonly #uavs = new Set<string>();
  readonly #isUavDefined = (id: string): boolean => this.#uavs.has(id);
  /** Reads most lines of a big script; made when the header is known. */
  #canonical: CanonicalReader | null = null;
  readonly #file: string;

  /** @param file the name of the script in messages */
  constructor(file: string) {
    this.#file = file;
  }

  /** Number of lines read so far. */
  get lines(): number {
    return this.#lines;
  }

  /** The options of the header, with defaults filled in; null before the first line. */
  get options(): LinkOptions | null {
    return this.#options;
  }

  /** The names of the records that {@link read} returns. */
  get names(): NameTable {
    return this.#reader.names;
  }

  /**
   * Reads one line, without its end.
   * @returns its op, or null for the header
   * @throws ScriptError
   */
  line(bytes: Buffer): Op | null {
    const read = this.read(bytes);
    return read !== null && 'words' in read ? opOfRecord(read, this.names) : read;
  }

  /**
   * Reads one line as {@link line} does, but an update that can be a record stays one, until the next line is read.
   * @throws ScriptError
   */
  read(bytes: Buffer): UpdateRecord | Op | null {
    this.#lines += 1;
    if (this.#options === null) {
      this.#options = this.#located('header', () =>
        isPlainHeader(bytes) ? DEFAULT_LINK_OPTIONS : schemaReader().parseHeader(bytes),
      );
      return null;
    }
    const reader = this.#reader;
    return reader.update(bytes) ?? reader.smallOp(bytes) ?? this.#bySchema(bytes);
  }

  /** Ends the script. @throws ScriptError if it has no header */
  end(): void {
    if (this.#options !== null) return;
    throw new ScriptError(
      this.#file,
      1,
      'header',
      'the script is empty; expected {"linkScript":1,"options":{...}}',
    );
  }

  /** The error that refuses the op that was read last. */
  refusal(op: Op, reason: string): ScriptError {
    return new ScriptError(this.#file, this.#lines, opSubject(this.#opNumber, op), reason);
  }

  #bySchema(bytes: Buffer): Op {
    const { parseJson, parseOp } = schemaReader();
    let subject = `op ${this.#opNumber}`;
    const json = this.#located(subject, () => parseJson(bytes));
    subject = opSubject(this.#opNumber, json);
    const context: ContentContext = { machine: this.#machine, isUavDefined: this.#isUavDefined };
    const op = this.#located(subject, () => parseOp(json, context));
    if (op.op === 'defineUav') {
      if (this.#uavs.has(op.id)) throw this.refusal(op, 'this uav is already defined');
      this.#uavs.add(op.id);
    }
    return op;
  }

  get #reader(): CanonicalReader {
    this.#canonical ??= new CanonicalReader(this.#machine, this.#isUavDefined);
    return this.#canonical;
  }

  get #machine(): Machine {
    return (this.#options ?? DEFAULT_LINK_OPTIONS).machine;
  }

  get #opNumber(): number {
    return this.#lines - 1;
  }

  #located<T>(subject: string, parse: () => T): T {
    try {
      return parse();
    } catch (error) {
      if (!(error instanceof LineError)) throw error;
      throw new ScriptError(this.#file, this.#lines, subject, error.message, error);
    }
  }
}
