import { HOST_NAMES, patchBetween } from '../../reference';
import type { Implementation, LinkResult } from '../linker/implementation';
import type { LinkerLevel } from '../linker/protocol/linker-level';
import type { MutatedLinker } from './mutant-tree';

/** What the judge needs to hear to judge on `same`, which no linker claims, and on `incremental`. */
const LEVELS: readonly LinkerLevel[] = ['runs', 'incremental'];

/** A linker as a foreign one is judged: by its images, and by what a new process of it makes. */
export function foreignLinker({
  linkCase,
  linkFresh,
}: Pick<MutatedLinker, 'linkCase' | 'linkFresh'>): Implementation {
  return {
    name: 'mutant',
    identity: null,
    hosts: HOST_NAMES,
    levels: LEVELS,
    isReference: false,
    // eslint-disable-next-line @typescript-eslint/require-await -- others wait for a process
    async *link(stored, host) {
      let before: Uint8Array = new Uint8Array();
      let updates;
      try {
        updates = linkCase(stored.case, stored.file, [host], true);
      } catch (error) {
        yield crash(error);
        return;
      }
      for (const update of updates) {
        const linked = update.get(host);
        if (linked === undefined) throw new Error(`${stored.name} has no image for ${host}`);
        const written = patchBetween(before, linked.image);
        before = linked.image;
        yield { kind: 'image', ...linked, written };
      }
    },
    linkFresh(_name, program, host) {
      try {
        return Promise.resolve({ kind: 'image', nodes: null, ...linkFresh(program, host) });
      } catch (error) {
        return Promise.resolve(crash(error));
      }
    },
  };
}

/** Whatever a mutated linker throws, it makes no image. */
function crash(error: unknown): LinkResult {
  return { kind: 'failure', outcome: 'crash', reason: String(error), details: [] };
}
