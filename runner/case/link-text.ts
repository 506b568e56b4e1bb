/** A `#link` block as it stands in a case file. */
export interface LinkText {
  /** The line of its first line of content, from 1. */
  readonly line: number;
  readonly text: string;
}

/**
 * The `#link` block of an update.
 * @param text of the case file
 * @param updateLine the line of its `#update`, from 1
 * @returns null if the update has none
 */
export function linkText(text: string, updateLine: number): LinkText | null {
  const lines = text.split(/\r?\n/);
  const endOf = (start: number, isEnd: (line: string) => boolean): number => {
    const found = lines.findIndex((line, index) => index >= start && isEnd(line));
    return found < 0 ? lines.length : found;
  };
  const last = endOf(updateLine, (line) => line.startsWith('#update='));
  const start = endOf(updateLine, (line) => line === '#link') + 1;
  if (start > last) return null;
  const end = Math.min(
    last,
    endOf(start, (line) => line.startsWith('#')),
  );
  return { line: start + 1, text: lines.slice(start, end).join('\n').trimEnd() };
}
