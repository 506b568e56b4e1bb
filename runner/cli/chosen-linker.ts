import { type ExpectationFile } from '../judge/expectations/expectation-file';
import { type HostName } from '../../reference';
import { type Subject } from '../judge/subject';
import { type RunContext } from '../judge/linked-case';
import { type ProgramRunner } from '../system/program-runner';

/** Something to judge, and what it is expected to fail. */
export interface ChosenLinker {
  /** As the command line calls it. */
  readonly name: string;
  readonly expectations: ExpectationFile;
  /** Name of the implementation that the expectations are about. */
  readonly expectedAs: string;
  /** Case files by which it is judged besides those of all, if none is named. */
  readonly moreFiles: readonly string[];
  readonly judge: (judging: Judging) => Subject;
}

/** What all that is judged in a run is given. */
export interface Judging extends Pick<RunContext, 'goldens' | 'reports' | 'stop'> {
  /** Null if images are not to be run: Wine is missing. Undefined if that was not asked for. */
  readonly runner: ProgramRunner | null | undefined;
  /** The hosts that are asked for; null for those that it is meant to be judged on. */
  readonly hosts: readonly HostName[] | null;
}
