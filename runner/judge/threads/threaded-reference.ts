import type { HostName } from '../../../reference';
import { REFERENCE } from '../../linker/reference';
import type { RunContext } from '../linked-case';
import { linkerSubject, type Subject } from '../subject';
import { JudgingThreads } from './judging-threads';

/**
 * The reference linker, judged in threads. No other linker is: it is a process that the main thread starts, limits
 * and ends, and the main thread judges what it answers.
 * @param hosts null for all host profiles
 * @param most how many threads there may be
 */
export function threadedReference(
  context: Omit<RunContext, 'hosts'>,
  hosts: readonly HostName[] | null,
  most: number,
): Subject {
  const threads = new JudgingThreads({ ...context, hosts: hosts ?? REFERENCE.hosts });
  return {
    ...linkerSubject(REFERENCE, context, hosts),
    most,
    judge: threads.judge.bind(threads),
    close: threads.close.bind(threads),
  };
}
