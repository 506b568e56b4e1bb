import type { Outcome, Update } from '../../case/case';
import type { ProgramRunner } from '../../system/program-runner';
import { TIME_LIMIT, type ProgramRun } from '../../system/wine';
import type { Variant, Judgement } from '../result/case-result';

/** Why programs are not run. */
export const NO_WINE = 'Wine is not installed (Debian: apt-get install wine wine64)';

/** How the reason of a pass begins, if the first run was otherwise. */
const ONLY_SECOND = 'did so on its second run only';

type ExpectedRun = Extract<Outcome, { kind: 'run' }>;

/** What runs images; null where Wine is missing. */
export type Runner = Pick<ProgramRunner, 'run'> | null;

/**
 * Runs an image, if its update says what it should do, and compares. An image that does something
 * else is run once more: Wine itself may fail to start a program on a machine with much to do. If it
 * does as it should then, that holds, and the reason tells of the first run.
 * @param isReference whether what the case says of the real linker's failures holds here
 * @returns null if the update does not say what the image should do
 */
export async function judgeRun(
  { outcome, expectedFailure }: Update,
  variant: Variant,
  image: Uint8Array,
  runner: Runner,
  isReference: boolean,
): Promise<Judgement | null> {
  if (outcome?.kind !== 'run') return null;
  const common = { level: 'runs', variant, details: [] } as const;
  if (runner === null) return { ...common, verdict: 'unsupported', reason: NO_WINE };
  const isExpected = isReference && expectedFailure?.hosts.some((one) => one === variant) === true;
  let run = await runner.run(image);
  let wrong = differences(run, outcome);
  if (wrong.length > 0 && !isExpected && !run.timedOut) {
    const first = wrong.join('; ');
    run = await runner.run(image);
    wrong = differences(run, outcome);
    if (wrong.length === 0) {
      return { ...common, verdict: 'pass', reason: `${ONLY_SECOND}; the first: ${first}` };
    }
  }
  if (wrong.length === 0) {
    if (!isExpected) return { ...common, verdict: 'pass', reason: null };
    const reason = `runs, though the case expects it to fail: ${expectedFailure.reason}`;
    return { ...common, verdict: 'xpass', reason };
  }
  const said = run.stderr.trim();
  const stderr = said === '' ? [] : said.split('\n');
  return {
    ...common,
    verdict: isExpected ? 'xfail' : 'fail',
    reason: isExpected ? expectedFailure.reason : wrong.join('; '),
    // Of what is not expected the reason has all that is wrong.
    details: [...(isExpected ? wrong : []), ...stderr],
    run: {
      expected: { stdout: outcome.stdout, exitCode: outcome.exitCode },
      got: { stdout: run.stdout, exitCode: run.exitCode },
    },
  };
}

/** What a run did otherwise than it should, a line each. */
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
  if (exitCode === null) return 'is ended by a signal, or Wine cannot be started';
  return `exits with ${exitCode}, expected ${expected}`;
}
