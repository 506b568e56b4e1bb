import type { HostName } from '../../../reference';
import type { ProgramState } from '../../case/program/program-state';
import { judgeRun, type Runner } from '../../judge/level/runs';
import type { Judgement } from '../../judge/result/case-result';
import { expectedOutput } from '../run/expected-output';

/** How an image of a script ran. */
export interface RunJudgement {
  readonly judgement: Judgement;
  readonly host: HostName;
  /** Of the snapshot, from 0. */
  readonly index: number;
}

/**
 * The images of one script, which run side by side while others are judged. Images with the same bytes, of two hosts
 * or of an update that changes nothing, run once.
 */
export class RunningImages {
  readonly #runner: Runner;
  readonly #judgements: Promise<RunJudgement | null>[] = [];
  readonly #started: { readonly image: Uint8Array; readonly stdout: string }[] = [];

  constructor(runner: Runner) {
    this.#runner = runner;
  }

  /** Runs an image, if it is whole and known what its program prints. */
  start(program: ProgramState, host: HostName, image: Uint8Array, index: number): void {
    const stdout = program.isFlushed ? expectedOutput(program) : null;
    if (stdout === null) return;
    const isKnown = this.#started.some(
      (one) => one.stdout === stdout && Buffer.compare(one.image, image) === 0,
    );
    if (isKnown) return;
    this.#started.push({ image, stdout });
    const name = `snapshot ${index + 1}`;
    const update = {
      ...{ name, line: 1, writes: [], removes: [], link: [], expectedFailure: null },
      outcome: { kind: 'run', stdout, exitCode: 0 },
    } as const;
    this.#judgements.push(
      judgeRun(update, host, image, this.#runner, false).then(
        (judgement) => judgement && { judgement, host, index },
      ),
    );
  }

  /** How all of them ran, in the order in which they were started. */
  async all(): Promise<readonly RunJudgement[]> {
    const judgements = await Promise.all(this.#judgements);
    return judgements.filter((judgement) => judgement !== null);
  }
}
