import type { Machine } from '../../../reference';
import { LineError } from '../link-script/script-error';
import { parseContentLine, type HexLine } from './content-line';
import { disassembledLine } from './disassembled-line';
import { parseStatement } from './statement';
import { withoutComment } from './tokens';

/** Bytes that are wider than this do not move the disassembly of the lines around them. */
const MAX_COLUMN = 40;

/** A line of content that is not laid out yet. */
interface OpenLine {
  readonly hex: HexLine;
  readonly text: string;
  /** Where it goes in the result. */
  readonly index: number;
}

/**
 * Lays out a listing: it indents content by two spaces and writes the disassembly beside the bytes of
 * code, in one column for each symbol. Lines that it does not understand stay as they are.
 */
export function formatListing(lines: readonly string[], machine: Machine): readonly string[] {
  const result: string[] = [];
  let open: OpenLine[] = [];
  let reader: { readonly isCode: boolean; size: number } | null = null;
  const layOut = (): void => {
    const widths = open.map(({ hex }) => hex.source.length).filter((width) => width <= MAX_COLUMN);
    const column = Math.max(0, ...widths);
    for (const { hex, text, index } of open) {
      const bytes = text === '' ? hex.source : `${hex.source.padEnd(column)}  ${text}`;
      result[index] = `  ${bytes}${hex.comment === '' ? '' : `  ${hex.comment}`}`;
    }
    open = [];
  };
  for (const line of lines.map((text) => text.trimEnd())) {
    result.push(line);
    if (line === '' || line.startsWith('//')) continue;
    if (!/^[ \t]/.test(line)) {
      layOut();
      reader = openStatement(line);
      continue;
    }
    const index = result.length - 1;
    result[index] = `  ${line.trim()}`;
    if (line.trimStart().startsWith('//') || reader === null) continue;
    const { size: start, isCode } = reader;
    try {
      const { hex, size } = parseContentLine(line, start, machine);
      reader.size += size;
      if (hex === null) continue;
      const text = isCode ? disassembledLine(hex, start, machine) : null;
      open.push({ hex, text: text ?? '', index });
    } catch (error) {
      if (!(error instanceof LineError)) throw error;
      // The offsets of the next lines are unknown now, so they stay as they are.
      reader = null;
    }
  }
  layOut();
  return result;
}

/** Where the content of a statement starts; null if it has none. */
function openStatement(line: string): { readonly isCode: boolean; size: number } | null {
  try {
    const statement = parseStatement(withoutComment(line));
    if (statement.kind === 'include' || !statement.hasContent) return null;
    return { isCode: statement.isCode, size: 0 };
  } catch (error) {
    if (error instanceof LineError) return null;
    throw error;
  }
}
