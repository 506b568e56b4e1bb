import type { Outcome, Update } from '../../case/case';
import { exitStatusText } from '../../system/exit-status';
import { NO_WINE } from '../../system/no-runner';
import {
  TIME_LIMIT,
  type BesideFile,
  type ProgramRun,
  type ProgramRunner,
} from '../../system/program-runner';
import { RunnerUnable } from '../../system/runner-unable';
import { quotedText } from '../../text/lossless-text';
import type { Variant, Judgement } from '../result/case-result';
import { toldOutput } from './told-output';

/** Characters that are told of what a program wrote to standard error. */
const MAX_SAID = 0x4000;

/** How the reason of a pass begins, if the first run failed. */
const ONLY_SECOND = 'passed only in its second run';

type ExpectedRun = Extract<Outcome, { kind: 'run' }>;

/** What runs images; null without Wine. Its `run` rejects with RunnerUnable. */
export type Runner = Pick<ProgramRunner, 'run' | 'notFound'> | null;

/** What runs one image, as often as it is asked. */
export type ImageRunner = Pick<ProgramRunner, 'run'>;

/**
 * Runs an image, if its update says what it should do, and compares. If the image does something
 * else, or does not end, it is run again, because Wine may fail to start a program on a busy machine. If the
 * second run is right, the judgement passes, and its reason describes the first run.
 * @param isReference whether the case's #expect_failure applies
 * @param beside the DLLs that it loads
 * @returns null if the update does not say what the image should do; UNSUPPORTED with the reason if
 *   this host cannot run such an image, whatever the linker does
 */
export async function judgeRun(
  update: Update,
  variant: Variant,
  image: Uint8Array,
  runner: ImageRunner | null,
  isReference: boolean,
  beside: readonly BesideFile[] = [],
): Promise<Judgement | null> {
  if (update.outcome?.kind !== 'run') return null;
  const common = { level: 'runs', variant, verdict: 'unsupported', details: [] } as const;
  if (runner === null) return { ...common, reason: NO_WINE };
  try {
    const run = (): Promise<ProgramRun> => runner.run(image, beside);
    return await judgeProvenRun(update, update.outcome, variant, run, isReference);
  } catch (error) {
    if (error instanceof RunnerUnable) return { ...common, reason: error.message };
    throw error;
  }
}

async function judgeProvenRun(
  { expectedFailure }: Update,
  outcome: ExpectedRun,
  variant: Variant,
  runImage: () => Promise<ProgramRun>,
  isReference: boolean,
): Promise<Judgement> {
  const common = { level: 'runs', variant, details: [] } as const;
  const isExpected = isReference && expectedFailure?.hosts.some((one) => one === variant) === true;
  let run = await runImage();
  let wrong = differences(run, outcome);
  let unknown = unknownCode(run, outcome);
  if (unknown === null && wrong.length > 0 && !isExpected) {
    const first = wrong.join('; ');
    run = await runImage();
    wrong = differences(run, outcome);
    unknown = unknownCode(run, outcome);
    if (wrong.length === 0) {
      return { ...common, verdict: 'pass', reason: `${ONLY_SECOND}; in the first it ${first}` };
    }
  }
  if (unknown !== null) return { ...common, verdict: 'unsupported', reason: unknown };
  if (wrong.length === 0) {
    if (!isExpected) return { ...common, verdict: 'pass', reason: null };
    const reason = `runs, although the case expects a failure: ${expectedFailure.reason}; remove its #expect_failure`;
    return { ...common, verdict: 'xpass', reason };
  }
  // The end tells why the program ended.
  const said = run.stderr.trim().slice(-MAX_SAID);
  const stderr = said === '' ? [] : said.split('\n');
  return {
    ...common,
    verdict: isExpected ? 'xfail' : 'fail',
    reason: isExpected ? expectedFailure.reason : wrong.join('; '),
    // If the failure is not expected, the reason lists everything that is wrong.
    details: [...(isExpected ? wrong : []), ...stderr],
    run: {
      expected: { stdout: outcome.stdout, exitCode: outcome.exitCode },
      got: { stdout: toldOutput(run.stdout, outcome.stdout), exitCode: run.exitCode },
    },
  };
}

/** What a run did wrong, one line for each. */
function differences(run: ProgramRun, { stdout, exitCode }: ExpectedRun): readonly string[] {
  return [
    ...(stdout === null || run.stdout === stdout
      ? []
      : [`prints ${quotedText(toldOutput(run.stdout, stdout))}, expected ${quotedText(stdout)}`]),
    ...(run.exitCode === exitCode ? crashed(run) : [ending(run, exitCode)]),
  ];
}

/** A crash that exits as the program should. A program that exits with 0 did not crash, but what it started may have. */
function crashed({ exitCode, crash }: ProgramRun): readonly string[] {
  if (crash === undefined || exitCode === 0) return [];
  return [`crashes, which exits with ${exitCode ?? 'nothing'} as well: ${crash}`];
}

/**
 * Why nothing can be said of a run whose expected exit code has more bits than are known, and which does nothing
 * else that is wrong; null if something can. Wine makes 1 of a code whose lowest bits are all zero.
 */
function unknownCode(run: ProgramRun, { stdout, exitCode }: ExpectedRun): string | null {
  if (run.exitCodeBits === undefined || exitCode < 2 ** run.exitCodeBits) return null;
  const known = exitCode % 2 ** run.exitCodeBits || 1;
  const isPossible = run.exitCode === known && run.crash === undefined;
  if (!isPossible || (stdout !== null && run.stdout !== stdout)) return null;
  return `Wine tells only the lowest ${run.exitCodeBits} bits of an exit code, and ${exitCode} has more`;
}

function ending(run: ProgramRun, expected: number): string {
  const { exitCode, timedOut, isEndless, isOutlived } = run;
  if (isEndless === true) return 'prints without end, and was ended';
  if (isOutlived === true) {
    return `ends, but what it started still runs after ${TIME_LIMIT / 1000} s`;
  }
  if (timedOut) return `does not end within ${TIME_LIMIT / 1000} s`;
  if (exitCode === null) return 'was ended by a signal, or could not be started';
  return `exits with ${exitStatusText(exitCode)}, expected ${expected}`;
}
