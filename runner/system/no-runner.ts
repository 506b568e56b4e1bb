import type { RunnableMachine, ProgramRun, ProgramRunner } from './program-runner';

/** Why programs are not run. */
export const NO_WINE = 'Wine is not installed (Debian: apt-get install wine wine64)';

/** What stands where no image can be run: a host that is not Windows and has no Wine. */
export class NoRunner implements ProgramRunner {
  readonly kind = 'none';
  readonly machines: readonly RunnableMachine[] = [];

  start(): Promise<void> {
    return Promise.resolve();
  }

  run(): Promise<ProgramRun> {
    return Promise.reject(new Error(NO_WINE));
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }
}
