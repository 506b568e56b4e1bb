import type { LinkedImage } from '../image/linked-image';
import { HOST_NAMES, type HostName, type ImageBytes } from '../../reference';
import { DumpText } from './replay/dump-text';
import { ScriptReplay } from './replay/script-replay';
import { ScriptError } from './link-script/script-error';
import type { Case } from './case';
import { CaseError } from './case-error';
import { scriptText } from './case-script';

/** What the reference makes of an update: it always gives a node dump. */
export interface ReferenceImage extends LinkedImage {
  readonly nodes: string;
}

/** What the reference makes of a case: for each update, the result on each host. */
export type LinkedCase = readonly ReadonlyMap<HostName, ReferenceImage>[];

/**
 * Replays a case with the reference linker.
 * @param file the name of the case file in messages
 * @param isMapped whether to give symbol maps
 * @param imageOf the bytes of an image, which the linker goes on to change
 * @throws CaseError if the linker refuses something
 */
export function linkCase(
  read: Case,
  file: string,
  hosts: readonly HostName[] = HOST_NAMES,
  isMapped = false,
  imageOf: (image: ImageBytes, host: HostName) => Buffer = (image) => Buffer.from(image.contents()),
): LinkedCase {
  const updates = read.updates.map(() => new Map<HostName, ReferenceImage>());
  const { script } = read;
  const dumps = new DumpText();
  const replay = new ScriptReplay(file, hosts, {
    snapshot(host, { linker }, index) {
      const nodes = dumps.of(linker);
      const image = imageOf(linker.image, host);
      const symbols = isMapped ? linker.symbolMap() : null;
      updates[index]?.set(host, { image, nodes, symbols });
    },
  });
  try {
    replay.push(Buffer.from(scriptText(script)));
    replay.end();
  } catch (error) {
    if (!(error instanceof ScriptError)) throw error;
    const place = script[error.line - 1]?.place ?? { line: 1 };
    throw new CaseError(file, [{ ...place, reason: error.reason }]);
  }
  return updates;
}
