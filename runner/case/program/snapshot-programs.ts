import { LinkScriptParser } from '../link-script/parser';
import { ProgramState } from './program-state';

/**
 * The program that a link script describes, at each of its snapshots. It is always the same object,
 * which changes up to the next snapshot.
 *
 * @param lines without their ends
 * @param file the name of the script in messages
 * @throws ScriptError
 */
export function* snapshotPrograms(
  lines: Iterable<string>,
  file: string,
): Generator<ProgramState, void, undefined> {
  const parser = new LinkScriptParser(file);
  let program: ProgramState | null = null;
  for (const line of lines) {
    const op = parser.line(Buffer.from(line));
    if (op === null && parser.options !== null) program = new ProgramState(parser.options);
    if (op === null || program === null) continue;
    program.apply(op);
    if (op.op === 'snapshot') yield program;
  }
}
