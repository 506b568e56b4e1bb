import pLimit from 'p-limit';
import type { HostName } from '../../reference';
import { applyExpectations } from '../expectations/apply-expectations';
import type { ExpectationFile } from '../expectations/expectation-file';
import type { Implementation } from '../implementation/implementation';
import type { ImplementationResult } from './case-result';
import { judgeCase, type RunContext } from './judge-case';

/** What one linker is judged by. */
export interface LinkerRun extends Omit<RunContext, 'hosts'> {
  /** Paths of case files. */
  readonly files: readonly string[];
  /** Null for the hosts that the linker is meant to be judged on. */
  readonly hosts: readonly HostName[] | null;
  /** Whether these are all cases that there are. */
  readonly isWhole: boolean;
  readonly expectations: ExpectationFile;
  /** Cases that are judged at a time. */
  readonly jobs: number;
  /** Told after each case. */
  readonly onCase: () => void;
}

/** Judges a linker by many cases, and tells what of it was expected. */
export async function judgeLinker(
  implementation: Implementation,
  run: LinkerRun,
): Promise<ImplementationResult> {
  const start = performance.now();
  const { files, isWhole, expectations, jobs, onCase, ...rest } = run;
  const hosts = rest.hosts ?? implementation.hosts;
  const limit = pLimit(jobs);
  const judged = await Promise.all(
    files.map((file) =>
      limit(async () => {
        if (rest.stop.aborted) return null;
        const result = await judgeCase(file, implementation, { ...rest, hosts });
        onCase();
        return result;
      }),
    ),
  );
  const cases = judged.filter((result) => result !== null);
  return {
    implementation: implementation.name,
    identity: implementation.identity,
    hosts,
    ...applyExpectations({ cases, hosts, isWhole: isWhole && !rest.stop.aborted }, expectations),
    milliseconds: performance.now() - start,
  };
}
