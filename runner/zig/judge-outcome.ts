import type { Outcome } from '../case/case';
import type { Variant, Judgement } from '../judge/result/case-result';
import { failureReason } from '../judge/level/missing-image';
import { differences } from './compiler-output';
import { respelled, type Spelling } from '../judge/expectations/spelling';
import type { CompileResult, CompilerFailure } from './compile-result';

/** Names of the compiler's failures in messages. */
const FAILED = {
  crash: 'the compiler crashed',
  timeout: 'the compiler does not answer',
  protocol: 'the compiler breaks the protocol',
  'no-image': 'the compiler left no image',
} as const;

/**
 * Compares the result of a compiler with what the case expects.
 * @param spellings in which an error is the same, said in other words
 */
export function judgeOutcome(
  outcome: Outcome | null,
  result: CompileResult,
  variant: Variant,
  isFirstFailure: boolean,
  spellings: readonly Spelling[],
): Judgement {
  const common = { level: 'outcome', variant } as const;
  if (result.kind === 'failure') {
    const told = `${FAILED[result.outcome]}: ${result.reason}`;
    return {
      ...common,
      verdict: 'fail',
      ...failureReason(told, isFirstFailure),
      details: isFirstFailure ? result.details : [],
      ...(result.outcome === 'no-image' ? {} : { outcome: result.outcome }),
    };
  }
  const wrong = differencesOf(outcome, result, spellings);
  if (wrong === null) return { ...common, verdict: 'pass', reason: null, details: [] };
  return { ...common, verdict: 'fail', ...wrong };
}

/** The outcome of an update whose result is as expected, but after whose answer the compiler failed. */
export function failureAfterwards(
  { outcome, reason, details }: CompilerFailure,
  variant: Variant,
): Judgement {
  return {
    level: 'outcome',
    variant,
    verdict: 'fail',
    reason: `${FAILED[outcome]} after its answer: ${reason}`,
    details,
    ...(outcome === 'no-image' ? {} : { outcome }),
  };
}

interface Wrong {
  readonly reason: string;
  readonly details: readonly string[];
}

function differencesOf(
  outcome: Outcome | null,
  result: Exclude<CompileResult, { kind: 'failure' }>,
  spellings: readonly Spelling[],
): Wrong | null {
  if (outcome?.kind !== 'errors') {
    if (outcome === null || result.kind === 'image') return null;
    const { errors, compileLog } = result;
    const details = [...errors, ...compileLog.map((line) => `compile log: ${line}`)];
    return {
      reason: `expected an image, but the compiler reports ${errors[0] ?? 'failure'}`,
      details,
    };
  }
  const said = result.kind === 'image' ? { errors: [], compileLog: [] } : result;
  const details = [
    ...differences('said', spelledAs(said.errors, outcome.errors, spellings), said.errors),
    ...differences('compile log', outcome.compileLog, said.compileLog),
  ];
  if (result.kind === 'image') {
    return { reason: 'expected errors, but the compiler made an image', details };
  }
  if (details.length === 0) return null;
  return { reason: 'the errors, notes or compile log differ from what is expected', details };
}

/** The expected lines, each in the compiler's spelling where that is what the compiler said. */
function spelledAs(
  said: readonly string[],
  expected: readonly string[],
  spellings: readonly Spelling[],
): readonly string[] {
  return expected.map((line, index) => {
    const own = respelled(line, spellings);
    return own === said[index] ? own : line;
  });
}
