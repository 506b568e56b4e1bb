import type { Machine } from '../../reference';
import { formatListing } from './listing/format-listing';

/**
 * A case file with its #link blocks laid out and their disassembly written. Everything else stays as
 * it is. The result is not checked; `parseCase` does that.
 */
export function formatCase(text: string): string {
  const machine: Machine = /^#link_option=machine=I386$/m.test(text) ? 'I386' : 'AMD64';
  // The lines that are laid out end as the first line does.
  const end = /^[^\n]*\r\n/.test(text) ? '\r' : '';
  const laidOut = (lines: readonly string[]): readonly string[] =>
    formatListing(lines, machine).map((line) => `${line}${end}`);
  const result: string[] = [];
  let block: string[] | null = null;
  for (const line of text.split('\n')) {
    if (line.startsWith('#')) {
      for (const one of laidOut(block ?? [])) result.push(one);
      block = line.trimEnd() === '#link' ? [] : null;
      result.push(line);
    } else if (block === null) result.push(line);
    else block.push(line);
  }
  for (const one of laidOut(block ?? [])) result.push(one);
  // There is no line after the last line feed.
  return result.join('\n').replace(/\r$/, '');
}
