import { patchBetween } from '../../reference';
import { LinkScriptParser } from '../case/link-script/parser';
import type { StoredCase } from '../case/case-store';
import { GOLDEN_HOST } from '../case/golden-host';
import { freshScript } from '../case/program/fresh-script';
import type { ProgramState } from '../case/program/program-state';
import type { Implementation, LinkResult } from '../linker/implementation';
import type { FaultHooks } from './rows/fault';
import { WholeLinker } from './whole-linker';

/** The levels that any linker can be judged on; `same` comes with `runs`. */
const LEVELS = ['valid', 'runs', 'meaning', 'incremental'] as const;

/** The linker with some hooks, as the suite judges any linker. Without hooks it is sound. */
export function faultyImplementation(hooks: FaultHooks): Implementation {
  return {
    name: 'whole',
    identity: null,
    hosts: [GOLDEN_HOST],
    levels: LEVELS,
    isReference: false,
    // eslint-disable-next-line @typescript-eslint/require-await -- others wait for a process
    async *link(stored: StoredCase): AsyncGenerator<LinkResult, void, undefined> {
      const lines = stored.case.script.map(({ json }) => json);
      yield* linkResults(lines, stored.file, hooks);
    },
    linkFresh(name: string, program: ProgramState): Promise<LinkResult> {
      const [result] = linkResults(freshScript(program), name, hooks);
      return result === undefined ? Promise.reject(new Error(name)) : Promise.resolve(result);
    },
  };
}

/**
 * What the linker makes of a script, at each of its snapshots. What it says that it wrote is what a
 * linker would write that patches its file.
 * @param file the name of the script in messages
 * @throws ScriptError for a script that is wrong
 */
export function* linkResults(
  lines: readonly string[],
  file: string,
  hooks: FaultHooks,
): Generator<LinkResult, void, undefined> {
  const parser = new LinkScriptParser(file);
  let linker: WholeLinker | null = null;
  let before: Uint8Array = new Uint8Array();
  for (const line of lines) {
    const op = parser.line(Buffer.from(line));
    if (op === null && parser.options !== null) linker = new WholeLinker(parser.options, hooks);
    if (op === null || linker === null) continue;
    linker.apply(op);
    if (op.op !== 'snapshot') continue;
    const linked = linker.link();
    const { bytes, unchanged } = patchBetween(before, linked.image);
    const written = hooks.written?.({ bytes, unchanged }, linked.image) ?? { bytes, unchanged };
    before = linked.image;
    yield { kind: 'image', ...linked, written };
  }
}
