import type { HostName } from '../../reference';
import type { Implementation } from '../linker/implementation';
import type { CaseResult, Variant } from './result/case-result';
import { judgeLinkedCase, type RunContext } from './linked-case';

/** Something that is judged by cases: a linker, or a compiler with a linker in it. */
export interface Subject {
  /** As the command line, expectations and reports call it. */
  readonly name: string;
  /** Its name and version by its own word; null if it has not said any. */
  readonly identity: string | null;
  readonly variants: readonly Variant[];
  /** Whether it judges only some updates of a case. */
  readonly isPartial?: boolean;
  /** @param file path of the case file */
  judge(file: string): Promise<CaseResult>;
  /** Removes what it needed for all cases together. */
  close?(): void;
}

/**
 * Judges a linker, by cases that say what a compiler hands it.
 * @param hosts null for those that the linker is meant to be judged on
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
