import type { HostName } from '../../reference';
import type { Update } from '../case/case';
import type { StoredCase } from '../case/case-store';
import type { ProgramState } from '../case/program/program-state';
import { snapshotPrograms } from '../case/program/snapshot-programs';
import type { Implementation } from '../linker/implementation';
import { explainRun } from './level/explain-run';
import { judgeRun, type ImageRunner, type Runner } from './level/runs';
import { imageOf, type LinkedHosts } from './linked-hosts';
import { LoadedDlls } from './loaded-dlls';
import { RememberedRuns } from './remembered-runs';
import type { Judgement } from './result/case-result';
import { RunTurns } from './run-turns';

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

/** An image whose run was begun, and what it did. */
interface BegunRun {
  readonly image: ImageToRun;
  readonly judgement: Promise<Judgement | null>;
}

/**
 * Judges the level `runs` of a whole case: a few images at a time, and each once, while the caller judges the same
 * images on the other levels. While a program runs, this process would otherwise wait.
 */
export class CaseRuns {
  readonly #stored: StoredCase;
  readonly #implementation: Implementation;
  readonly #runner: Runner;
  readonly #stop: AbortSignal;
  readonly #dlls: LoadedDlls;
  readonly #remembered = new RememberedRuns();
  readonly #turns = new RunTurns();
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
      const first = begun.shift();
      if (first === undefined) return;
      const { index, host } = first.image;
      judged[index]?.set(host, await this.#explained(first));
    };
    for (const image of this.#images(linked)) {
      if (begun.length === AT_ONCE) await endFirst();
      if (this.#stop.aborted || this.#isOver) {
        await Promise.allSettled(begun.map(({ judgement }) => judgement));
        return judged.slice(0, begun[0]?.image.index ?? image.index);
      }
      const judgement = this.#judgeImage(image);
      // Thrown when it is awaited, which is after those before it.
      judgement.catch(() => undefined);
      begun.push({ image, judgement });
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

  async #judgeImage({ index, update, host, image }: ImageToRun): Promise<Judgement | null> {
    const beside = await this.#dlls.of(index, host, update);
    if ('reason' in beside) return { level: 'runs', variant: host, ...beside };
    const { isReference } = this.#implementation;
    const runner = this.#runner;
    const once = runner && this.#remembered.runnerOf(image, ...this.#inTurns(runner));
    return judgeRun(update, host, image, once, isReference, beside.files);
  }

  /**
   * What runs an image the first time, and again. The images of a case often are versions of one program, which may
   * have a name or a file for itself: one that seems to fail may do so because another one runs.
   */
  #inTurns(runner: ImageRunner): [first: ImageRunner, again: ImageRunner] {
    return [
      { run: (...args) => this.#turns.together(() => runner.run(...args)) },
      { run: (...args) => this.#turns.alone(() => runner.run(...args)) },
    ];
  }

  /** What an image did; of a failure, also what the loader and the program of its update say about it. */
  async #explained({ image, judgement: awaited }: BegunRun): Promise<Judgement | null> {
    const judgement = await awaited;
    const { index, host, update } = image;
    const beside = await this.#dlls.of(index, host, update);
    if (judgement?.verdict !== 'fail' || 'reason' in beside) return judgement;
    return explainRun(judgement, this.#programAt(index), image.image, this.#runner, beside.files);
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
