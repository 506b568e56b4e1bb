import { HOST_NAMES, patchBetween, type HostName } from '../../reference';
import { linkCase } from '../case/case-replay';
import type { StoredCase } from '../case/case-store';
import { LineError } from '../case/link-script/script-error';
import type { ProgramState } from '../case/program/program-state';
import { freshLink } from '../case/replay/fresh-link';
import { packageVersion } from '../system/package-root';
import { LINKER_LEVELS } from './protocol/linker-level';
import type { Implementation, LinkResult } from './implementation';

/** The reference linker, in this process. */
export const REFERENCE: Implementation = {
  name: 'reference',
  identity: `coff2-conformance reference ${packageVersion()}`,
  hosts: HOST_NAMES,
  levels: LINKER_LEVELS,
  isReference: true,
  // eslint-disable-next-line @typescript-eslint/require-await -- others wait for a process
  async *link(stored: StoredCase, host: HostName): AsyncGenerator<LinkResult, void, undefined> {
    let before: Uint8Array = new Uint8Array();
    for (const update of linkCase(stored.case, stored.file, [host], true)) {
      const linked = update.get(host);
      if (linked === undefined) continue;
      const { bytes, unchanged } = patchBetween(before, linked.image);
      before = linked.image;
      yield { kind: 'image', ...linked, written: { bytes, unchanged } };
    }
  },
  linkFresh(_name: string, program: ProgramState, host: HostName): Promise<LinkResult> {
    return Promise.resolve(freshResult(program, host));
  },
};

function freshResult(program: ProgramState, host: HostName): LinkResult {
  try {
    const linker = freshLink(program, host);
    const image = Uint8Array.from(linker.image.contents());
    return { kind: 'image', image, nodes: null, symbols: linker.symbolMap() };
  } catch (error) {
    if (!(error instanceof LineError)) throw error;
    return { kind: 'failure', outcome: 'refused', reason: error.message, details: [] };
  }
}
