import type { Outcome } from '../case/case';
import type { Variant, Judgement } from '../judge/result/case-result';
import { failureReason } from '../judge/level/missing-image';
import { differences } from './compiler-output';
import type { CompileResult } from './compile-result';

/** Names of the compiler's failures in messages. */
const FAILED = {
  crash: 'the compiler crashed',
  timeout: 'the compiler does not answer',
  protocol: 'the compiler breaks the protocol',
  'no-image': 'the compiler left no image',
} as const;

/** Compares the result of a compiler with what the case expects. */
export function judgeOutcome(
  outcome: Outcome | null,
  result: CompileResult,
  variant: Variant,
  isFirstFailure: boolean,
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
  const wrong = differencesOf(outcome, result);
  if (wrong === null) return { ...common, verdict: 'pass', reason: null, details: [] };
  return { ...common, verdict: 'fail', ...wrong };
}

interface Wrong {
  readonly reason: string;
  readonly details: readonly string[];
}

function differencesOf(
  outcome: Outcome | null,
  result: Exclude<CompileResult, { kind: 'failure' }>,
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
    ...differences('said', outcome.errors, said.errors),
    ...differences('compile log', outcome.compileLog, said.compileLog),
  ];
  if (result.kind === 'image') {
    return { reason: 'expected errors, but the compiler made an image', details };
  }
  if (details.length === 0) return null;
  return { reason: 'the errors, notes or compile log differ from what is expected', details };
}
