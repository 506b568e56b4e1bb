import { wrap } from '../text/wrap';
import type { Io } from './io';

/** Columns of text that goes to a pipe or a file. */
const PIPE_WIDTH = 100;

/** Lines that are copied or compared, such as commands, code and differences: they stay whole. */
const VERBATIM = /^ *(?:(?:repeat it|link its script alone):|[-+] )|\S {2,}\S/;

/** The columns that COLUMNS asks for, as shells and terminals set it; null if it is no number. */
function wantedColumns(): number | null {
  const { COLUMNS = '' } = process.env;
  const columns = /^\d+$/.test(COLUMNS) ? Number(COLUMNS) : 0;
  return columns > 0 ? columns : null;
}

/** The width of tables on standard output: COLUMNS, or the terminal's, or 100 columns in a pipe. */
export function outputWidth({ stdout }: Io): number {
  return wantedColumns() ?? stdout.columns ?? PIPE_WIDTH;
}

/**
 * Text for standard output, its lines broken between words. In a pipe lines stay whole, so that they can be
 * searched, unless COLUMNS says how wide they may be.
 */
export function fitted(text: string, { stdout }: Io): string {
  return broken(text, wantedColumns() ?? stdout.columns);
}

/** A message for standard error, its lines broken in the same way. */
export function fittedMessage(text: string, { stderr }: Io): string {
  return broken(text, wantedColumns() ?? stderr.columns);
}

/** @param width undefined if lines stay whole */
function broken(text: string, width: number | undefined): string {
  if (width === undefined) return text;
  return text
    .split('\n')
    .flatMap((line) => (VERBATIM.test(line) ? [line] : wrap(line, width)))
    .join('\n');
}
