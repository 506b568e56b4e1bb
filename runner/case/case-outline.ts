/** What a list says of a case, read without its `#link` blocks. */
export interface CaseOutline {
  /** Number of updates. */
  readonly updates: number;
  /** Whether it has a `#link` block; without one only a compiler can be judged by it. */
  readonly isLinked: boolean;
  /** The first sentence of the comment at its start; "" if it has none. */
  readonly summary: string;
}

/** Reads the outline of a case file, even of one that is wrong. */
export function caseOutline(text: string): CaseOutline {
  const lines = text.split(/\r?\n/);
  const end = lines.findIndex((line) => !line.startsWith('//'));
  const comment = lines
    .slice(0, end < 0 ? lines.length : end)
    .map((line) => line.slice(2).trim())
    .join(' ')
    .trim();
  const [sentence = comment] = /^.*?\.(?=\s|$)/.exec(comment) ?? [];
  return {
    updates: lines.filter((line) => line.startsWith('#update=')).length,
    isLinked: lines.includes('#link'),
    summary: sentence,
  };
}
