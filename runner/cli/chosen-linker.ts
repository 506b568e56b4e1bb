import { type ExpectationFile } from '../judge/expectations/expectation-file';
import { type HostName } from '../../reference';
import { type Subject } from '../judge/subject';
import { type Repeating } from '../judge/keep-failure';
import { type RunContext } from '../judge/linked-case';
import { type ProgramRunner } from '../system/program-runner';

/** Something to judge, and its expectations. */
export interface ChosenLinker {
  /** Its name on the command line. */
  readonly name: string;
  readonly expectations: ExpectationFile;
  /** Name of the implementation that the expectations are about. */
  readonly expectedAs: string;
  /** Case files that judge it in addition to the usual ones, if no case is named. */
  readonly moreFiles: readonly string[];
  readonly judge: (judging: Judging) => Subject;
  /** The options that choose it, as words of a command line. */
  readonly selection: readonly string[];
}

/** What everything that is judged in a run gets. */
export interface Judging extends Pick<RunContext, 'goldens' | 'reports' | 'stop' | 'onFailure'> {
  /** Folder to keep what failed in, or all images of a compiler; null if nothing is kept. */
  readonly keep: string | null;
  /** How failures of a linker are repeated; null if the command line says it already. */
  readonly repeating: Repeating | null;
  /** Null if Wine is missing; undefined if images are not to be run. */
  readonly runner: ProgramRunner | null | undefined;
  /** How many threads judge the reference; 0 if the main thread does. */
  readonly threads: number;
  /** The hosts that were asked for; null for the default hosts of the linker. */
  readonly hosts: readonly HostName[] | null;
}
