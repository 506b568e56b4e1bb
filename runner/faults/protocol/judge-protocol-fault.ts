import * as path from 'node:path';
import { caseFolder } from '../../case/case-store';
import { GOLDEN_HOST } from '../../case/golden-host';
import { judgeLinkedCase } from '../../judge/linked-case';
import { judgementsOf } from '../../judge/result/case-result';
import { AdapterImplementation } from '../../linker/adapter';
import { markdownCell } from '../../text/markdown-cell';
import type { ProtocolFault } from './protocol-faults';

/** The case that shows all of them: it has two updates. */
const CASE = 'hello';

/** Milliseconds that the suite waits for an adapter. */
const TIMEOUT = 5000;

/** How an adapter fails that breaks the protocol. */
export interface ProtocolCatch {
  /** Name of the update that fails first. */
  readonly update: string;
  /** "protocol error: expected ...". */
  readonly reason: string;
}

/**
 * Judges an adapter with a fault by a case.
 * @param name of the fault; another word for an adapter without one
 * @param program the file of `adapter-main`, compiled
 * @returns null if everything holds
 */
export async function judgeProtocolFault(
  name: string,
  program = path.join(__dirname, 'adapter-main.js'),
): Promise<ProtocolCatch | null> {
  const adapter = new AdapterImplementation({
    name,
    command: [process.execPath, program, name],
    timeout: TIMEOUT,
    maxImage: 0x100_0000,
    hosts: [GOLDEN_HOST],
    isReference: false,
  });
  const result = await judgeLinkedCase(path.join(caseFolder(), `${CASE}.incr`), adapter, {
    hosts: [GOLDEN_HOST],
    goldens: null,
    runner: undefined,
    reports: null,
    stop: new AbortController().signal,
  });
  if (result.refusal !== null) throw new Error(result.refusal);
  if (judgementsOf(result).length === 0) throw new Error(`${CASE} was judged on nothing`);
  for (const { update, judgements } of result.updates) {
    const failed = judgements.find(({ verdict }) => verdict !== 'pass');
    if (failed !== undefined) return { update, reason: failed.reason ?? '' };
  }
  return null;
}

/** The faults and what the suite says of them, as a table in Markdown. */
export function protocolTable(
  judged: readonly { readonly fault: ProtocolFault; readonly caught: ProtocolCatch | null }[],
): string {
  const rows = judged.map(({ fault: { name, what }, caught }) => {
    const says = caught === null ? '**nothing**' : caught.reason.replace(/: .*$/s, '');
    return `| \`${name}\` | ${[what, says, caught?.update ?? '-'].map(markdownCell).join(' | ')} |`;
  });
  return [
    `| fault | what the adapter does | outcome | first update of \`${CASE}\` that fails |`,
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}
