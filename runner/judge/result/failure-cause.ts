import { exitStatusText } from '../../system/exit-status';
import type { Judgement, RunOutput } from './case-result';

/** Text in quotation marks, an address, or a number of three digits or more: what differs from place to place. */
const PARTICULARS = /"(?:[^"\\]|\\.)*"|0x[0-9a-f]+|\b\d{3,}\b/gi;

/** What to do about it at the end of a reason: a command, which may name the case. */
const COMMAND = /; accept [^;]* with: .*$/s;

/**
 * What a failure has in common with others that likely have the same cause: its kind, and the relation
 * of what was found to what was expected, without names and addresses. One line.
 */
export function failureCause({
  cause,
  run,
  reason,
}: Pick<Judgement, 'cause' | 'run' | 'reason'>): string {
  if (cause !== undefined) return cause;
  if (run !== undefined) return runCause(run.expected, run.got);
  return (reason ?? 'failed').replace(COMMAND, '').replaceAll(PARTICULARS, '…');
}

/**
 * All that a failure says, in short: without names and addresses, so that it is the same in the next run of the same
 * linker. Of the level `meaning` it has the kinds of all misfits, of `runs` how the program ends.
 */
export function failureInShort({ run, reason }: Pick<Judgement, 'run' | 'reason'>): string {
  return failureCause({ reason, ...(run === undefined ? {} : { run }) });
}

/** The same of a failure that may be expected: its reason is then that of the expectation. Null if it does not say. */
export function foundInShort(judgement: Judgement): string | null {
  const { verdict, run, details } = judgement;
  if (verdict !== 'xfail' || run !== undefined) return failureInShort(judgement);
  // What was found stands before the details.
  const [found] = details;
  return found === undefined ? null : failureInShort({ reason: found });
}

/**
 * What is wrong, in one line: the reason, and the cause where the reason is no more than a kind of failure.
 */
export function failureSentence({ cause, reason }: Pick<Judgement, 'cause' | 'reason'>): string {
  const told = reason ?? 'failed';
  if (cause === undefined || told.includes(cause)) return told;
  return cause.startsWith(told) ? cause : `${told}: ${cause}`;
}

function runCause(expected: RunOutput, got: RunOutput): string {
  const parts: string[] = [];
  if (expected.stdout !== null && expected.stdout !== got.stdout) {
    parts.push(got.stdout === null || got.stdout === '' ? 'prints nothing' : 'prints another text');
  }
  if (got.exitCode === null) parts.push('does not end by itself');
  else if (got.exitCode !== expected.exitCode) {
    parts.push(`exits with ${exitStatusText(got.exitCode)}`);
  }
  // An exit code that is right is that of a crash by chance.
  return parts.length === 0 ? 'crashes' : parts.join(', ');
}
