import type { HostName } from '../../reference';
import type { Update } from '../case/case';
import type { ProgramRunner } from '../wine/program-runner';
import { TIME_LIMIT, type ProgramRun } from '../wine/wine';
import type { Judgement } from './case-result';

/** Why programs are not run. */
export const NO_WINE = 'Wine is not installed (Debian: apt-get install wine wine64)';

/**
 * Runs an image, if its update says what it should do, and compares.
 * @param runner null if there is none
 * @returns null if the update does not say what the image should do
 */
export async function judgeRun(
  { outcome, expectedFailure }: Update,
  host: HostName,
  image: Uint8Array,
  runner: Pick<ProgramRunner, 'run'> | null,
): Promise<Judgement | null> {
  if (outcome?.kind !== 'run') return null;
  const judged = (
    verdict: Judgement['verdict'],
    reason: string | null,
    details: readonly string[] = [],
  ): Judgement => ({ aspect: 'run', host, verdict, reason, details });
  if (runner === null) return judged('unsupported', NO_WINE);
  const run = await runner.run(image);
  const wrong = [
    ...(outcome.stdout === null || run.stdout === outcome.stdout
      ? []
      : [`prints ${JSON.stringify(run.stdout)}, expected ${JSON.stringify(outcome.stdout)}`]),
    ...(run.exitCode === outcome.exitCode ? [] : [ending(run, outcome.exitCode)]),
  ];
  const isExpected = expectedFailure?.hosts.includes(host) === true;
  if (wrong.length === 0) {
    return isExpected
      ? judged('xpass', `runs, though the case expects it to fail: ${expectedFailure.reason}`)
      : judged('pass', null);
  }
  const told = run.stderr.trim() === '' ? wrong : [...wrong, ...run.stderr.trim().split('\n')];
  return isExpected
    ? judged('xfail', expectedFailure.reason, told)
    : judged('fail', wrong.join('; '), told);
}

function ending({ exitCode, timedOut }: ProgramRun, expected: number): string {
  if (timedOut) return `does not end within ${TIME_LIMIT / 1000} s`;
  if (exitCode === null) return 'is ended by a signal, or Wine cannot be started';
  return `exits with ${exitCode}, expected ${expected}`;
}
