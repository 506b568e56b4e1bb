import type { ProgramState } from '../../case/program/program-state';
import { loaderMessages } from '../../system/loader-messages';
import type { BesideFile } from '../../system/program-runner';
import type { Judgement } from '../result/case-result';
import { isLoaderFailure, loaderFailure } from './loader-failure';
import type { Runner } from './runs';

/**
 * Adds to a failed run what the loader did not find. If only the exit code tells of it, the image is run
 * once more, with a loader that says the name.
 */
export async function explainRun(
  judgement: Judgement | null,
  program: ProgramState,
  image: Uint8Array,
  runner: Runner,
  beside: readonly BesideFile[],
): Promise<Judgement | null> {
  if (judgement?.verdict !== 'fail' || judgement.run === undefined) return judgement;
  const { exitCode } = judgement.run.got;
  // The details are what the run wrote to standard error.
  let notFound = loaderMessages(judgement.details);
  if (notFound.length === 0 && isLoaderFailure(exitCode)) {
    notFound = (await runner?.notFound?.(image, beside)) ?? [];
  }
  const lines = loaderFailure(program, image, exitCode, notFound, beside);
  return { ...judgement, details: [...judgement.details, ...lines] };
}
