import type { Machine } from '../../../reference';
import { LineError } from '../link-script/script-error';
import { ContentLayout } from './content-layout';
import { parseStatement } from './statement';
import { withoutComment } from './tokens';

/**
 * Lays out a listing: it indents content by two spaces and writes the disassembly beside the bytes of
 * code, in one column for each symbol. Lines that it does not understand stay as they are.
 */
export function formatListing(lines: readonly string[], machine: Machine): readonly string[] {
  const result: string[] = [];
  let layout: ContentLayout | null = null;
  for (const line of lines.map((text) => text.trimEnd())) {
    if (line === '' || line.startsWith('//')) result.push(line);
    else if (/^[ \t]/.test(line)) {
      if (layout === null) result.push(`  ${line.trimStart()}`);
      else layout.add(line);
    } else {
      layout?.end();
      result.push(line);
      layout = layoutAfter(line, result, machine);
    }
  }
  layout?.end();
  return result;
}

/** What lays out the content of a statement; null if it has none. */
function layoutAfter(line: string, result: string[], machine: Machine): ContentLayout | null {
  try {
    const statement = parseStatement(withoutComment(line));
    if (statement.kind === 'include' || !statement.hasContent) return null;
    return new ContentLayout(result, statement.isCode, machine);
  } catch (error) {
    if (error instanceof LineError) return null;
    throw error;
  }
}
