import type { HostName } from '../../reference';
import type { Update } from '../case/case';
import type { ProgramRunner } from '../wine/program-runner';
import { TIME_LIMIT, type ProgramRun } from '../wine/wine';
import type { Judgement } from './case-result';

/** Why programs are not run. */
export const NO_WINE = 'Wine is not installed (Debian: apt-get install wine wine64)';

/** What runs images; null where Wine is missing. */
export type Runner = Pick<ProgramRunner, 'run'> | null;

/**
 * Runs an image, if its update says what it should do, and compares.
 * @param isReference whether what the case says of the real linker's failures holds here
 * @returns null if the update does not say what the image should do
 */
export async function judgeRun(
  { outcome, expectedFailure }: Update,
  host: HostName,
  image: Uint8Array,
  runner: Runner,
  isReference: boolean,
): Promise<Judgement | null> {
  if (outcome?.kind !== 'run') return null;
  const common = { aspect: 'runs', host, details: [] } as const;
  if (runner === null) return { ...common, verdict: 'unsupported', reason: NO_WINE };
  const run = await runner.run(image);
  const wrong = [
    ...(outcome.stdout === null || run.stdout === outcome.stdout
      ? []
      : [`prints ${JSON.stringify(run.stdout)}, expected ${JSON.stringify(outcome.stdout)}`]),
    ...(run.exitCode === outcome.exitCode ? [] : [ending(run, outcome.exitCode)]),
  ];
  const isExpected = isReference && expectedFailure?.hosts.includes(host) === true;
  if (wrong.length === 0) {
    if (!isExpected) return { ...common, verdict: 'pass', reason: null };
    const reason = `runs, though the case expects it to fail: ${expectedFailure.reason}`;
    return { ...common, verdict: 'xpass', reason };
  }
  return {
    ...common,
    verdict: isExpected ? 'xfail' : 'fail',
    reason: isExpected ? expectedFailure.reason : wrong.join('; '),
    details: run.stderr.trim() === '' ? wrong : [...wrong, ...run.stderr.trim().split('\n')],
    run: {
      expected: { stdout: outcome.stdout, exitCode: outcome.exitCode },
      got: { stdout: run.stdout, exitCode: run.exitCode },
    },
  };
}

function ending({ exitCode, timedOut }: ProgramRun, expected: number): string {
  if (timedOut) return `does not end within ${TIME_LIMIT / 1000} s`;
  if (exitCode === null) return 'is ended by a signal, or Wine cannot be started';
  return `exits with ${exitCode}, expected ${expected}`;
}
