import { LinkScriptParser } from '../case/link-script/parser';
import type { StoredCase } from '../case/case-store';
import { GOLDEN_HOST } from '../case/golden-host';
import type { Implementation, LinkResult } from '../linker/implementation';
import type { FaultHooks } from './rows/fault';
import { WholeLinker } from './whole-linker';

/** The levels that any linker can be judged on; `same` comes with `runs`. */
const LEVELS = ['valid', 'runs', 'meaning'] as const;

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
      yield* linkResults(stored, hooks);
    },
  };
}

/** What the linker makes of each update of a case. @throws ScriptError for a case that is wrong */
export function* linkResults(
  stored: StoredCase,
  hooks: FaultHooks,
): Generator<LinkResult, void, undefined> {
  const parser = new LinkScriptParser(stored.file);
  let linker: WholeLinker | null = null;
  for (const { json } of stored.case.script) {
    const op = parser.line(Buffer.from(json));
    if (op === null && parser.options !== null) linker = new WholeLinker(parser.options, hooks);
    if (op === null || linker === null) continue;
    linker.apply(op);
    if (op.op === 'snapshot') yield { kind: 'image', ...linker.link() };
  }
}
