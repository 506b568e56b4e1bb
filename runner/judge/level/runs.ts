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
import type { Variant, Judgement } from '../result/case-result';

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
  if (wrong.length > 0 && !isExpected) {
    const first = wrong.join('; ');
    run = await runImage();
    wrong = differences(run, outcome);
    if (wrong.length === 0) {
      return { ...common, verdict: 'pass', reason: `${ONLY_SECOND}; in the first it ${first}` };
    }
  }
  if (wrong.length === 0) {
    if (!isExpected) return { ...common, verdict: 'pass', reason: null };
    const reason = `runs, although the case expects a failure: ${expectedFailure.reason}; remove its #expect_failure`;
    return { ...common, verdict: 'xpass', reason };
  }
  const said = run.stderr.trim();
  const stderr = said === '' ? [] : said.split('\n');
  return {
    ...common,
    verdict: isExpected ? 'xfail' : 'fail',
    reason: isExpected ? expectedFailure.reason : wrong.join('; '),
    // If the failure is not expected, the reason lists everything that is wrong.
    details: [...(isExpected ? wrong : []), ...stderr],
    run: {
      expected: { stdout: outcome.stdout, exitCode: outcome.exitCode },
      got: { stdout: run.stdout, exitCode: run.exitCode },
    },
  };
}

/** What a run did wrong, one line for each. */
function differences(run: ProgramRun, { stdout, exitCode }: ExpectedRun): readonly string[] {
  return [
    ...(stdout === null || run.stdout === stdout
      ? []
      : [`prints ${JSON.stringify(run.stdout)}, expected ${JSON.stringify(stdout)}`]),
    ...(run.exitCode === exitCode ? [] : [ending(run, exitCode)]),
  ];
}

function ending({ exitCode, timedOut }: ProgramRun, expected: number): string {
  if (timedOut) return `does not end within ${TIME_LIMIT / 1000} s`;
  if (exitCode === null) return 'was ended by a signal, or could not be started';
  return `exits with ${exitStatusText(exitCode)}, expected ${expected}`;
}
