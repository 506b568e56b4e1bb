import type { HostName } from '../../reference';
import type { Implementation } from '../linker/implementation';
import type { CaseResult, Variant } from './result/case-result';
import { judgeLinkedCase, type RunContext } from './linked-case';

/** Something that cases judge: a linker, or a compiler with its linker. */
export interface Subject {
  /** Its name on the command line, in expectations and in reports. */
  readonly name: string;
  /** Name and version as it gives them; null if it gave none. */
  readonly identity: string | null;
  readonly variants: readonly Variant[];
  /** Whether it judges only some updates of a case. */
  readonly isPartial?: boolean;
  /** How many cases it judges at a time, at most; absent if the run alone decides. */
  readonly most?: number;
  /** @param file path of the case file */
  judge(file: string): Promise<CaseResult>;
  /** Removes what it needed for all cases; called when none is begun any more. */
  close?(): void | Promise<void>;
}

/**
 * Judges a linker by what compilers hand it in the cases.
 * @param hosts null for the linker's default host profiles
 */
export function linkerSubject(
  implementation: Implementation,
  context: Omit<RunContext, 'hosts'>,
  hosts: readonly HostName[] | null,
): Subject {
  const judged = hosts ?? implementation.hosts;
  return {
    name: implementation.name,
    get identity() {
      return implementation.identity;
    },
    variants: judged,
    judge: (file) => judgeLinkedCase(file, implementation, { ...context, hosts: judged }),
  };
}
