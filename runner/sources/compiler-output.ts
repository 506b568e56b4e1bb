/** What the compiler said of a program that it did not compile. */
export interface CompilerOutput {
  /** "FILE:LINE:COL: error: MESSAGE", or ":error: MESSAGE" without a place; notes likewise. */
  readonly errors: readonly string[];
  readonly compileLog: readonly string[];
}

const WITH_PLACE = /^\S.*?:\d+:\d+: (?:error|note): /;
const WITHOUT_PLACE = /^(?:error|note): /;
const COMPILE_LOG = 'Compile Log Output:';

/** Takes errors, notes and the compile log from a compiler's standard error, in their order. */
export function parseCompilerOutput(stderr: string): CompilerOutput {
  const errors: string[] = [];
  const compileLog: string[] = [];
  let inLog = false;
  for (const line of stderr.split(/\r?\n/)) {
    if (line === COMPILE_LOG) inLog = true;
    else if (WITH_PLACE.test(line)) errors.push(line);
    else if (WITHOUT_PLACE.test(line)) errors.push(`:${line}`);
    else if (inLog && line !== '') compileLog.push(line);
  }
  return { errors, compileLog };
}

/** The lines that differ, `-` expected and `+` got; empty if the two are the same. */
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
