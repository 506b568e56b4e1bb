import { parseCase } from '../../case/parser';
import type { HostName } from '../../../reference';
import type { StoredCase } from '../../case/case-store';
import { AdapterImplementation } from '../adapter';
import type { LinkResult } from '../implementation';
import { TWO_UPDATES } from '../../case/testing/small-case';

/** Longer than any machine needs for what is to be done in time. */
export const LONG = 60_000;

/** How an adapter is run in a test. */
export interface TestRun {
  readonly text?: string;
  readonly timeout?: number;
  readonly maxImage?: number;
  readonly host?: HostName;
  readonly stop?: AbortSignal;
}

/** A case of this text. */
export function storedCase(text: string): StoredCase {
  return { name: 'small', file: 'small.incr', digest: '', case: parseCase(text, 'small.incr') };
}

/** What an adapter makes of a case. */
export async function linkedBy(
  command: readonly string[],
  { text = TWO_UPDATES, timeout = LONG, maxImage = 0x10_0000, host, stop }: TestRun = {},
): Promise<readonly LinkResult[]> {
  const implementation = new AdapterImplementation({
    name: 'adapter',
    command,
    timeout,
    maxImage,
    hosts: ['linux-tmpfs'],
    isReference: false,
  });
  const signal = stop ?? new AbortController().signal;
  const results: LinkResult[] = [];
  const linked = implementation.link(storedCase(text), host ?? 'linux-tmpfs', signal);
  for await (const result of linked) results.push(result);
  return results;
}
