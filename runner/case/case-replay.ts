import { HOST_NAMES, type HostName } from '../../reference';
import { ScriptReplay } from '../replay/script-replay';
import { ScriptError } from '../link-script/script-error';
import type { Case } from './case';
import { CaseError } from './case-error';
import { caseScript } from './case-script';

/** An image and its node dump, as an update left them. */
export interface LinkedUpdate {
  readonly image: Uint8Array;
  readonly nodes: string;
}

/** What the reference linker makes of a case: for each update, what there is on each host. */
export type LinkedCase = readonly ReadonlyMap<HostName, LinkedUpdate>[];

/**
 * Replays a case with the reference linker.
 * @param file what errors call the case
 * @throws CaseError if the linker refuses what it is given
 */
export function linkCase(
  read: Case,
  file: string,
  hosts: readonly HostName[] = HOST_NAMES,
): LinkedCase {
  const updates = read.updates.map(() => new Map<HostName, LinkedUpdate>());
  const { lines, places } = caseScript(read);
  const replay = new ScriptReplay(file, hosts, {
    snapshot(host, { linker }, index) {
      const pieces: Buffer[] = [];
      linker.dump((piece) => pieces.push(Buffer.from(piece)));
      const nodes = Buffer.concat(pieces).toString('utf8');
      updates[index]?.set(host, { image: Buffer.from(linker.image.contents()), nodes });
    },
  });
  try {
    replay.push(Buffer.from(`${lines.join('\n')}\n`));
    replay.end();
  } catch (error) {
    if (!(error instanceof ScriptError)) throw error;
    const place = places[error.line - 1] ?? { line: 1 };
    throw new CaseError(file, [{ ...place, reason: `${error.subject}: ${error.reason}` }]);
  }
  return updates;
}
