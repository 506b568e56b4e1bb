import type { Case } from './case';
import type { CaseProblem } from './case-error';
import type { ScriptLine } from './case-script';
import { LinkScriptParser } from './link-script/parser';
import { entryPointName, ProgramState } from './program/program-state';

/**
 * Updates that expect output of a program that cannot run, whatever the linker does: it was not flushed,
 * has no entry point, or is a DLL.
 * @param script one that keeps the rules of link scripts
 * @returns a problem for the first such update of each kind, at its line
 */
export function unrunnableUpdates(
  updates: Case['updates'],
  script: readonly ScriptLine[],
): readonly CaseProblem[] {
  const parser = new LinkScriptParser('');
  const problems = new Map<string, CaseProblem>();
  const pending = [...updates];
  let program: ProgramState | null = null;
  for (const { json } of script) {
    const op = parser.line(Buffer.from(json));
    if (op === null && parser.options !== null) program = new ProgramState(parser.options);
    if (op === null || program === null) continue;
    program.apply(op);
    if (op.op !== 'snapshot') continue;
    const update = pending.shift();
    if (update?.outcome?.kind !== 'run') continue;
    const why = whyNot(program);
    // What one update lacks, later ones most often lack as well.
    if (why === null || problems.has(why)) continue;
    const reason = `update ${JSON.stringify(update.name)} expects output or an exit code, but ${why}`;
    problems.set(why, { line: update.line, reason });
  }
  return [...problems.values()];
}

function whyNot(program: ProgramState): string | null {
  if (program.options.outputMode === 'Lib') {
    return 'a DLL cannot be run by itself; leave out #expect_stdout and #expect_exit_code';
  }
  if (!program.isFlushed) {
    return 'what its #link hands over is not flushed; end the #link with flush';
  }
  const entry = entryPointName(program.options);
  if (program.exportNamed(entry) !== null) return null;
  return `the program has no entry point; write export ${entry} = NAV in its #link`;
}
