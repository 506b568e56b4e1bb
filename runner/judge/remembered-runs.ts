import { sha256Of } from '../golden/digests';
import type { ProgramRun } from '../system/program-runner';
import type { ImageRunner } from './level/runs';

/** What a run that is remembered may have printed at most, in characters: a case has hundreds of runs. */
const MAX_PRINTED = 10_000;

/**
 * What the images of a case did. Two host profiles, or two updates, often have the same image, byte for byte; what it
 * did once is what it does.
 */
export class RememberedRuns {
  /** Runs that have ended, or go on; none that failed to start. */
  readonly #byDigest = new Map<string, Promise<ProgramRun>>();

  /**
   * What runs one image: the first time it is asked, the last run of the same bytes is the answer, if there was one.
   * One that goes on is waited for. From then on the image runs. So an image that seems to fail is always run before
   * it is judged.
   * @param again runs it from the second time on
   */
  runnerOf(image: Uint8Array, first: ImageRunner, again: ImageRunner = first): ImageRunner {
    const key = sha256Of(image);
    let known = this.#byDigest.get(key) ?? null;
    let runner = first;
    return {
      run: async (bytes, beside = []) => {
        const chosen = runner;
        runner = again;
        // Files beside an image are a part of what it does.
        if (beside.length > 0) return chosen.run(bytes, beside);
        const before = known;
        known = null;
        if (before !== null) return before;
        const running = chosen.run(bytes, beside);
        this.#byDigest.set(key, running);
        try {
          const { stdout, stderr } = await running;
          if (stdout.length + stderr.length > MAX_PRINTED) this.#forget(key, running);
        } catch {
          // Whoever asked is told. What could not start once may start the next time.
          this.#forget(key, running);
        }
        return running;
      },
    };
  }

  #forget(key: string, running: Promise<ProgramRun>): void {
    if (this.#byDigest.get(key) === running) this.#byDigest.delete(key);
  }
}
