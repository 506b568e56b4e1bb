import { HOST_NAMES, type HostName } from '../../reference';
import { linkCase } from '../case/case-replay';
import type { StoredCase } from '../case/case-store';
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
    for (const update of linkCase(stored.case, stored.file, [host], true)) {
      const linked = update.get(host);
      if (linked !== undefined) yield { kind: 'image', ...linked };
    }
  },
};
