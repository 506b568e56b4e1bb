import type { LinkOptions } from '../../../reference';
import { LineSplitter } from './lines';
import type { NameTable } from './name-table';
import type { Op } from './op';
import { LinkScriptParser } from './parser';
import { LineError, ScriptError } from './script-error';
import type { Names, UpdateRecord } from './update-record';

/** What a script says, line by line. Records have their names from an `N`. */
export interface ScriptLines<N extends Names = Names> {
  /** The header, with defaults filled in. */
  header(options: LinkOptions): void;
  op(op: Op): void;
  /**
   * An update as a record, which the next line overwrites.
   * @param names of this script's records
   */
  update(record: UpdateRecord, names: N): void;
}

/** Reads one link script as its bytes arrive. Call {@link push} with the bytes, and {@link end} at the end. */
export class ScriptReader {
  readonly #file: string;
  readonly #lines: ScriptLines<NameTable>;
  readonly #splitter = new LineSplitter();
  readonly #parser: LinkScriptParser;

  /** @param file the name of the script in messages */
  constructor(file: string, lines: ScriptLines<NameTable>) {
    this.#file = file;
    this.#lines = lines;
    this.#parser = new LinkScriptParser(file);
  }

  /** @throws ScriptError */
  push(chunk: Buffer): void {
    this.#located(() => {
      for (const line of this.#splitter.push(chunk)) this.#line(line);
    });
  }

  /** @throws ScriptError */
  end(): void {
    this.#located(() => {
      for (const line of this.#splitter.end()) this.#line(line);
    });
    this.#parser.end();
  }

  #line(line: Buffer): void {
    const parser = this.#parser;
    const read = parser.read(line);
    if (read === null) {
      const { options } = parser;
      if (options === null) throw new Error('a header without options');
      this.#lines.header(options);
    } else if ('words' in read) this.#lines.update(read, parser.names);
    else this.#lines.op(read);
  }

  /** A line that could not be split off is the one after the last line that was read. */
  #located(act: () => void): void {
    try {
      act();
    } catch (error) {
      if (!(error instanceof LineError)) throw error;
      const line = this.#parser.lines + 1;
      const subject = line === 1 ? 'header' : `op ${line - 1}`;
      throw new ScriptError(this.#file, line, subject, error.message);
    }
  }
}
