import { edited } from './edit';
import { expectedOutput } from './expected-output';
import type { History } from './history';
import { EMPTY, type Program } from './program';
import { MAIN, zigSource } from './zig-source';

/**
 * A history as a case file in upstream's grammar, with the expected output or errors of each update.
 * @param comment lines to write above it
 * @returns null if one of its programs takes too long
 */
export function fuzzCase(history: History, comment: readonly string[] = []): string | null {
  const lines = [...comment.map((line) => `// ${line}`), '#target=x86_64-windows-selfhosted'];
  let program: Program = EMPTY;
  let before: string | null = null;
  for (const [index, { edits, breakage }] of history.entries()) {
    program = edits.reduce(edited, program);
    const { text, error } = zigSource(program, breakage);
    const stdout = expectedOutput(program);
    if (stdout === null) return null;
    lines.push(`#update=${index + 1}`);
    if (text !== before) lines.push(`#file=${MAIN}`, text.trimEnd());
    before = text;
    lines.push(
      error === null ? `#expect_stdout=${JSON.stringify(stdout)}` : `#expect_error=${error}`,
    );
  }
  return `${lines.join('\n')}\n`;
}
