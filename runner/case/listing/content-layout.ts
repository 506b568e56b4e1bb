import type { Machine } from '../../../reference';
import { LineError } from '../link-script/script-error';
import { parseContentLine, type HexLine } from './content-line';
import { disassembledLine } from './disassembled-line';

/** Bytes that are wider than this do not move the disassembly of the lines around them. */
const MAX_COLUMN = 40;

/** A line of bytes that is not laid out yet. */
interface OpenLine {
  readonly hex: HexLine;
  readonly text: string;
  /** Where it goes in the result. */
  readonly index: number;
}

/**
 * Lays out the content of one symbol of a listing: indented by two spaces, and of code the disassembly beside
 * the bytes, in one column. Lines that it does not understand are only indented, as are all after them, whose
 * offsets are unknown then.
 */
export class ContentLayout {
  readonly #result: string[];
  readonly #isCode: boolean;
  readonly #machine: Machine;
  readonly #open: OpenLine[] = [];
  /** Bytes of the lines so far; null once one was not understood. */
  #size: number | null = 0;

  /** @param result where the lines go */
  constructor(result: string[], isCode: boolean, machine: Machine) {
    this.#result = result;
    this.#isCode = isCode;
    this.#machine = machine;
  }

  /** Adds a line to the result, however far it is indented. */
  add(line: string): void {
    const content = line.trim();
    const index = this.#result.push(`  ${content}`) - 1;
    const start = this.#size;
    if (start === null || content.startsWith('//')) return;
    try {
      const { hex, size } = parseContentLine(content, start, this.#machine);
      this.#size = start + size;
      if (hex === null) return;
      const text = this.#isCode ? disassembledLine(hex, start, this.#machine) : null;
      this.#open.push({ hex, text: text ?? '', index });
    } catch (error) {
      if (!(error instanceof LineError)) throw error;
      this.#size = null;
    }
  }

  /** Lays out what was added, once all of the symbol's lines were. */
  end(): void {
    let column = 0;
    for (const { hex } of this.#open) {
      const { length } = hex.source;
      if (length > column && length <= MAX_COLUMN) column = length;
    }
    for (const { hex, text, index } of this.#open) {
      const bytes = text === '' ? hex.source : `${hex.source.padEnd(column)}  ${text}`;
      this.#result[index] = `  ${bytes}${hex.comment === '' ? '' : `  ${hex.comment}`}`;
    }
  }
}
