import type { HostName } from '../../reference';
import { linkCase } from '../case/case-replay';
import type { StoredCase } from '../case/case-store';
import { digestOf } from '../case/replay/snapshot-digest';
import type { CaseRecordings } from './case-recordings';
import { vouching, type Vouching } from './vouching';

/** A case, compared with the real linker. */
export interface VouchedCase {
  readonly name: string;
  /** Updates that were compared, on each host. */
  readonly updates: number;
  readonly vouching: Vouching;
}

/**
 * Links a case with the reference linker, and says whether the real linker made the same of it.
 * @throws CaseError if the reference refuses the case
 */
export function vouchForCase(
  { name, file, case: read }: StoredCase,
  recordings: CaseRecordings,
  hosts: readonly HostName[],
): VouchedCase {
  const linked = linkCase(read, file, hosts);
  const made = new Map(
    hosts.map((host) => [
      host,
      linked.flatMap((update) => {
        const snapshot = update.get(host);
        return snapshot === undefined ? [] : [digestOf(snapshot.image, snapshot.nodes)];
      }),
    ]),
  );
  return {
    name,
    updates: read.updates.length,
    vouching: vouching(recordings.find(name), read.script.map(({ json }) => json), made),
  };
}
