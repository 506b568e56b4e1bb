import type { Machine } from '../../../reference';
import { LineError } from '../link-script/script-error';
import { disassembledLine } from './disassembled-line';
import { ContentReader, parseStatement, type Statement } from './statement';
import { withoutComment } from './tokens';

/** A line of a file. */
export interface SourceLine {
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** An op of a link script, and its place in the listing. */
export interface ListedOp {
  readonly place: SourceLine;
  /** The op in the form of a link script. */
  readonly op: Readonly<Record<string, unknown>>;
  /** The line of each item of its content; absent if it has none. */
  readonly items?: readonly SourceLine[];
}

/** What a listing needs to be read. */
export interface ListingContext {
  readonly machine: Machine;
  /** The text of a shared block; null if there is none of that name. */
  readonly library: Library;
  /** Called with each problem and its place. */
  readonly problem: (place: SourceLine, reason: string) => void;
}

/** Where included blocks come from. */
export interface Library {
  /** The text of a block, and its file for messages; null if there is none of that name. */
  read(name: string): { readonly text: string; readonly file: string } | null;
  /** The names of all blocks. */
  names(): readonly string[];
}

/** A listing without blocks to include. */
export const NO_LIBRARY: Library = { read: () => null, names: () => [] };

/**
 * Reads the lines of a #link block.
 *
 * A statement starts at the margin. Its content is indented; each line is one write. `//` starts a
 * comment.
 * @param file the name of the file in messages
 * @param firstLine the line number of the first of `lines`
 */
export function parseListing(
  lines: readonly string[],
  file: string,
  firstLine: number,
  context: ListingContext,
): readonly ListedOp[] {
  return new ListingReader(file, context).read(lines, firstLine);
}

class ListingReader {
  readonly #file: string;
  readonly #context: ListingContext;
  readonly #isIncluded: boolean;
  readonly #ops: ListedOp[] = [];
  /** The statement whose content is being read; null if there may be no content. */
  #open: {
    readonly statement: Statement;
    readonly content: ContentReader;
    readonly items: SourceLine[];
  } | null = null;
  /** Whether all lines of the content were understood. Local jumps count from its start. */
  #isSizeKnown = true;
  /** Whether the last statement was refused. Then its content is skipped without messages. */
  #isSkipping = false;

  constructor(file: string, context: ListingContext, isIncluded = false) {
    this.#file = file;
    this.#context = context;
    this.#isIncluded = isIncluded;
  }

  read(lines: readonly string[], firstLine: number): readonly ListedOp[] {
    lines.forEach((line, index) => {
      const place = { file: this.#file, line: firstLine + index };
      try {
        this.#line(line.replace(/\s+$/, ''), place);
      } catch (error) {
        if (!(error instanceof LineError)) throw error;
        this.#context.problem(place, error.message);
      }
    });
    return this.#ops;
  }

  #line(line: string, place: SourceLine): void {
    if (line === '' || line.trimStart().startsWith('//')) return;
    if (/^[ \t]/.test(line)) this.#content(line, place);
    else this.#statement(line, place);
  }

  #statement(line: string, place: SourceLine): void {
    this.#open = null;
    this.#isSkipping = true;
    const statement = parseStatement(withoutComment(line));
    this.#isSkipping = false;
    this.#isSizeKnown = true;
    if (statement.kind === 'include') {
      this.#include(statement.name);
      return;
    }
    const content = new ContentReader(this.#context.machine);
    if (statement.hasContent) {
      const items: SourceLine[] = [];
      this.#open = { statement, content, items };
      this.#ops.push({ place, op: { ...statement.op, content: content.items }, items });
    } else this.#ops.push({ place, op: statement.op });
  }

  #include(name: string): void {
    if (this.#isIncluded) throw new LineError('an included block cannot include another one');
    const block = this.#context.library.read(name);
    if (block === null) {
      const names = this.#context.library.names().join(', ') || 'none';
      throw new LineError(`no block is named ${name}; lib/ has ${names}`);
    }
    const reader = new ListingReader(block.file, this.#context, true);
    for (const op of reader.read(block.text.split('\n'), 1)) this.#ops.push(op);
  }

  #content(line: string, place: SourceLine): void {
    if (this.#isSkipping) return;
    if (this.#open === null) {
      throw new LineError(
        'expected a statement at the margin; an indented line is content, and must follow a uav, lazy, nav or fn',
      );
    }
    const { statement, content, items } = this.#open;
    const start = content.size;
    const isSizeKnown = this.#isSizeKnown;
    this.#isSizeKnown = false;
    const { hex, items: added } = content.add(line);
    items.push(...added.map(() => place));
    this.#isSizeKnown = isSizeKnown;
    if (!isSizeKnown) return;
    if (hex === null || hex.text === '') return;
    if (statement.kind !== 'op' || !statement.isCode) {
      throw new LineError(`expected only bytes, because this is data; got ${hex.text} after them`);
    }
    const text = disassembledLine(hex, start, this.#context.machine);
    if (text === null) {
      throw new LineError(
        `these bytes are not whole instructions, but the text beside them is ${hex.text}`,
      );
    }
    if (text !== hex.text)
      throw new LineError(
        `the bytes are "${text}", not "${hex.text}"; if the bytes are right, run coff2 fmt`,
      );
  }
}
