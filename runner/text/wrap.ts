/** The least columns that text is laid out for. */
const NARROWEST = 40;

/**
 * A line in lines of at most `width` columns, cut between words where there are any. What follows
 * the first is indented two columns more than it.
 */
export function wrap(line: string, width: number): string[] {
  const room = Math.max(width, NARROWEST);
  const lines: string[] = [];
  const indent = `${/^ */.exec(line)?.[0] ?? ''}  `;
  let rest = line;
  while (rest.length > room) {
    const space = rest.lastIndexOf(' ', room);
    const isWord = space > indent.length;
    const end = isWord ? space : room;
    lines.push(rest.slice(0, end).trimEnd());
    rest = indent + rest.slice(isWord ? end + 1 : end);
  }
  return [...lines, rest];
}
