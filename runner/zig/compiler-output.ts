/** The messages of the compiler about a program that it did not compile. */
export interface CompilerOutput {
  /** "FILE:LINE:COL: error: MESSAGE", or ":error: MESSAGE" without a place; and notes. */
  readonly errors: readonly string[];
  readonly compileLog: readonly string[];
}

/** The lines that differ: `-` expected, `+` got. Empty if both are the same. */
export function differences(
  what: string,
  expected: readonly string[],
  actual: readonly string[],
): string[] {
  const lines: string[] = [];
  for (let i = 0; i < Math.max(expected.length, actual.length); i += 1) {
    const wanted = expected[i];
    const got = actual[i];
    if (wanted === got) continue;
    if (wanted !== undefined) lines.push(`- ${what} ${wanted}`);
    if (got !== undefined) lines.push(`+ ${what} ${got}`);
  }
  return lines;
}
