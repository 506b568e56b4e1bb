import { LinkScriptParser } from '../../../case/link-script/parser';
import { ProgramState } from '../../../case/program/program-state';

/** The program that a link script describes, flushed. */
export function programOf(options: object, ops: readonly object[]): ProgramState {
  const parser = new LinkScriptParser('script');
  parser.line(Buffer.from(JSON.stringify({ linkScript: 1, options })));
  if (parser.options === null) throw new Error('a header without options');
  const program = new ProgramState(parser.options);
  for (const line of [...ops, { op: 'flush' }]) {
    const op = parser.line(Buffer.from(JSON.stringify(line)));
    if (op !== null) program.apply(op);
  }
  return program;
}
