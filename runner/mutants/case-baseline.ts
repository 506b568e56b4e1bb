import { createHash } from 'node:crypto';
import * as path from 'node:path';
import type { HostName } from '../../reference';
import { linkCase, type ReferenceImage } from '../case/case-replay';
import { isLinked } from '../case/case-script';
import { caseFolder, caseNames, loadCase, type StoredCase } from '../case/case-store';
import type { ImageFact } from '../case/image-fact';
import type { ProgramState } from '../case/program/program-state';
import { snapshotPrograms } from '../case/program/snapshot-programs';
import { judgeMeaning } from '../judge/level/meaning';
import { judgeValid } from '../judge/level/valid';
import type { Judgement } from '../judge/result/case-result';

/** The levels that any linker is judged on, without running anything. */
type ForeignLevel = 'valid' | 'meaning';

/** What the linker without a mutation makes of one update on one host. */
interface Known {
  readonly image: string;
  readonly nodes: string;
  readonly symbols: string;
  /** Levels that it fails itself, as is expected: they catch nothing. */
  readonly fails: readonly ForeignLevel[];
}

/** How an image of a mutant differs from the one without the mutation. */
export interface CaseDifference {
  readonly update: number;
  readonly host: HostName;
  readonly linked: ReferenceImage;
  readonly sameImage: boolean;
  readonly sameNodes: boolean;
  /** Levels that the mutant fails and the linker without the mutation doesn't. */
  readonly fails: readonly ForeignLevel[];
}

function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** A case, and what the linker without a mutation makes of it. Only what differs is judged. */
export class CaseBaseline {
  readonly #known: readonly ReadonlyMap<HostName, Known>[];

  constructor(readonly stored: StoredCase) {
    const linked = linkCase(stored.case, stored.file, undefined, true);
    const programs = this.#programs();
    this.#known = linked.map((hosts) => {
      const { value: program } = programs.next();
      if (program === undefined) throw new Error(`${stored.name} has more snapshots than programs`);
      return new Map(
        [...hosts].map(([host, update]) => [
          host,
          {
            image: sha256(update.image),
            nodes: sha256(update.nodes),
            symbols: JSON.stringify(update.symbols),
            fails: failedLevels(program, update, host, stored.case.imageFacts),
          },
        ]),
      );
    });
  }

  /** What differs in what a mutant made of the case, judged on the levels `valid` and `meaning`. */
  *differences(
    linked: readonly ReadonlyMap<HostName, ReferenceImage>[],
  ): Generator<CaseDifference> {
    const programs = this.#programs();
    for (const [index, known] of this.#known.entries()) {
      const { value: program } = programs.next();
      if (program === undefined) return;
      for (const [host, before] of known) {
        const update = linked[index]?.get(host);
        if (update === undefined) throw new Error(`no image of update ${index + 1} on ${host}`);
        const sameImage = sha256(update.image) === before.image;
        const sameNodes = sha256(update.nodes) === before.nodes;
        const sameSymbols = JSON.stringify(update.symbols) === before.symbols;
        if (sameImage && sameNodes && sameSymbols) continue;
        const fails =
          sameImage && sameSymbols
            ? []
            : failedLevels(program, update, host, this.stored.case.imageFacts).filter(
                (level) => !before.fails.includes(level),
              );
        yield { update: index, host, linked: update, sameImage, sameNodes, fails };
      }
    }
  }

  /** The first host on which a mutant makes another image of any update; null if there is none. */
  firstDifferentImage(linked: readonly ReadonlyMap<HostName, ReferenceImage>[]): HostName | null {
    for (const [index, known] of this.#known.entries()) {
      for (const [host, before] of known) {
        const update = linked[index]?.get(host);
        if (update === undefined || sha256(update.image) !== before.image) return host;
      }
    }
    return null;
  }

  #programs(): Generator<ProgramState, void, undefined> {
    const { case: read, file } = this.stored;
    return snapshotPrograms(
      read.script.map(({ json }) => json),
      file,
    );
  }
}

/**
 * All cases that say something to a linker: first those about the linker, then upstream's.
 * @param without names of cases to leave out
 */
export function judgingCases(
  upstream: ReadonlySet<string>,
  without: readonly string[],
): readonly StoredCase[] {
  return caseNames()
    .filter((name) => !without.includes(name))
    .sort((a, b) => Number(upstream.has(a)) - Number(upstream.has(b)) || (a < b ? -1 : 1))
    .map((name) => loadCase(path.join(caseFolder(), `${name}.incr`)))
    .filter((stored) => isLinked(stored.case));
}

function failedLevels(
  program: ProgramState,
  linked: ReferenceImage,
  host: HostName,
  facts: readonly ImageFact[],
): readonly ForeignLevel[] {
  const fails = (judgement: Judgement | null): boolean => judgement?.verdict === 'fail';
  const isInvalid = program.wasFlushed && fails(judgeValid(linked.image, host, { facts }));
  const isWrong = fails(judgeMeaning(program, linked, host));
  return [...(isInvalid ? (['valid'] as const) : []), ...(isWrong ? (['meaning'] as const) : [])];
}
