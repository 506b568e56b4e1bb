import type { Case } from './case';
import type { CaseProblem } from './case-error';
import type { ReadScript } from './case-script';
import { entryPointFault, entryPointName } from './program/entry-point';
import { ProgramState } from './program/program-state';

/**
 * Updates that expect output of a program that cannot run, whatever the linker does: it was not flushed,
 * has no entry point, or is a DLL.
 * @param script without problems
 * @returns a problem for the first such update of each kind, at its line
 */
export function unrunnableUpdates(
  updates: Case['updates'],
  { options, ops }: ReadScript,
): readonly CaseProblem[] {
  const problems = new Map<string, CaseProblem>();
  const pending = [...updates];
  if (options === null) return [];
  const program = new ProgramState(options);
  for (const op of ops) {
    if (op === null) continue;
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
  const fault = entryPointFault(program);
  // The linker refuses an export of what is not there, at its own line.
  if (fault === null || fault.kind === 'undefined') return null;
  const what = fault.kind === 'none' ? 'NAV' : 'a function';
  return `the program ${fault.text}; write export ${entryPointName(program.options)} = ${what} in its #link`;
}
