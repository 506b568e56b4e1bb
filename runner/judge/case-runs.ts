import type { HostName } from '../../reference';
import type { Update } from '../case/case';
import type { StoredCase } from '../case/case-store';
import type { ProgramState } from '../case/program/program-state';
import { snapshotPrograms } from '../case/program/snapshot-programs';
import type { Implementation } from '../linker/implementation';
import type { ProgramRun } from '../system/program-runner';
import { explainRun } from './level/explain-run';
import { judgeRun, type ImageRunner, type Runner } from './level/runs';
import { imageOf, type LinkedHosts } from './linked-hosts';
import { LoadedDlls, type DllsOfUpdate } from './loaded-dlls';
import { RememberedRuns } from './remembered-runs';
import type { Judgement } from './result/case-result';

/** What the images of an update do when they run, by host; null where its update does not say what they should do. */
export type RunsOfUpdate = ReadonlyMap<HostName, Judgement | null>;

/**
 * How many images of a case run at a time. Cases are judged side by side, too; but a case whose images are all that is
 * left to judge would leave a processor idle with one at a time.
 */
const AT_ONCE = 2;

/** One update for one host, and its image. */
interface ImageToRun {
  readonly index: number;
  readonly update: Update;
  readonly host: HostName;
  readonly image: Uint8Array;
}

/** An image whose first run was begun. */
interface BegunRun {
  readonly image: ImageToRun;
  readonly beside: DllsOfUpdate;
  /** What runs it; null where nothing can. */
  readonly runner: ImageRunner | null;
  /** Null where it is not to be run. */
  readonly first: Promise<ProgramRun> | null;
}

/**
 * Judges the level `runs` of a whole case: a few images at a time, and each once, while the caller judges the same
 * images on the other levels. While a program runs, this process would otherwise wait. An image that fails runs again
 * while no other one of its case does: two of them may want the same thing, as a file outside their folder.
 */
export class CaseRuns {
  readonly #stored: StoredCase;
  readonly #implementation: Implementation;
  readonly #runner: Runner;
  readonly #stop: AbortSignal;
  readonly #dlls: LoadedDlls;
  readonly #remembered = new RememberedRuns();
  /** The other levels have programs of their own, which are further on. */
  readonly #programs: ReturnType<typeof snapshotPrograms>;
  #program: ProgramState | null = null;
  /** How many updates {@link #program} is after. */
  #described = 0;
  #isOver = false;

  /** @throws CaseError if the case of a DLL is missing or wrong; UnreadableCaseError */
  constructor(
    stored: StoredCase,
    implementation: Implementation,
    runner: Runner,
    stop: AbortSignal,
  ) {
    this.#stored = stored;
    this.#implementation = implementation;
    this.#runner = runner;
    this.#stop = stop;
    this.#dlls = new LoadedDlls(stored, implementation, stop);
    this.#programs = snapshotPrograms(
      stored.case.script.map(({ json }) => json),
      stored.file,
    );
  }

  /**
   * Links the DLLs that the images load. To be awaited before {@link judge}: a linker that is another process is not
   * asked for two things at once.
   */
  async linkDlls(linked: LinkedHosts): Promise<void> {
    for (const { index, host, update } of this.#images(linked)) {
      await this.#dlls.of(index, host, update);
    }
  }

  /**
   * Runs the images, in the order of updates and hosts.
   * @returns a row for each update; fewer if the run was stopped
   */
  async judge(linked: LinkedHosts): Promise<readonly RunsOfUpdate[]> {
    const { updates } = this.#stored.case;
    const judged = updates.map(() => new Map<HostName, Judgement | null>());
    const begun: BegunRun[] = [];
    const endFirst = async (): Promise<void> => {
      const one = begun.shift();
      if (one === undefined) return;
      const { index, host } = one.image;
      judged[index]?.set(host, await this.#judgeRun(one, () => ended(begun)));
    };
    for (const image of this.#images(linked)) {
      if (begun.length === AT_ONCE) await endFirst();
      if (this.#stop.aborted || this.#isOver) {
        await ended(begun);
        return judged.slice(0, begun[0]?.image.index ?? image.index);
      }
      begun.push(await this.#begin(image));
    }
    while (begun.length > 0) await endFirst();
    return judged;
  }

  /** Runs no more images. */
  cancel(): void {
    this.#isOver = true;
  }

  *#images(linked: LinkedHosts): Generator<ImageToRun> {
    const { updates } = this.#stored.case;
    for (const [index, update] of updates.entries()) {
      for (const [host, results] of linked) {
        const result = imageOf(results, index, updates.length);
        if (result !== null) yield { index, update, host, image: result.image };
      }
    }
  }

  async #begin(image: ImageToRun): Promise<BegunRun> {
    const { index, host, update } = image;
    const beside = await this.#dlls.of(index, host, update);
    const runner = this.#runner && this.#remembered.runnerOf(image.image, this.#runner);
    const isRun = runner !== null && update.outcome?.kind === 'run' && !('reason' in beside);
    const first = isRun ? runner.run(image.image, beside.files) : null;
    // Thrown when it is awaited, which is after those before it.
    first?.catch(() => undefined);
    return { image, beside, runner, first };
  }

  /** @param othersEnd waits until no other image of the case runs */
  async #judgeRun(
    { image: { index, update, host, image }, beside, runner, first }: BegunRun,
    othersEnd: () => Promise<void>,
  ): Promise<Judgement | null> {
    if ('reason' in beside) return { level: 'runs', variant: host, ...beside };
    let begun = first;
    const inTurn: ImageRunner | null = runner && {
      run: async (...asked) => {
        const known = begun;
        begun = null;
        if (known !== null) return known;
        await othersEnd();
        return runner.run(...asked);
      },
    };
    const { isReference } = this.#implementation;
    const judgement = await judgeRun(update, host, image, inTurn, isReference, beside.files);
    if (judgement?.verdict !== 'fail') return judgement;
    return explainRun(judgement, this.#programAt(index), image, this.#runner, beside.files);
  }

  /** The program after an update: not before one that was asked for earlier. */
  #programAt(index: number): ProgramState {
    while (this.#described <= index) {
      const { value } = this.#programs.next();
      if (value === undefined) break;
      this.#described += 1;
      this.#program = value;
    }
    if (this.#program === null || this.#described !== index + 1) {
      throw new RangeError(`${this.#stored.file} describes no program of update ${index + 1}`);
    }
    return this.#program;
  }
}

async function ended(begun: readonly BegunRun[]): Promise<void> {
  await Promise.allSettled(begun.flatMap(({ first }) => first ?? []));
}
