import { HOST_NAMES, type HostName } from '../../../reference';
import type { Level } from '../result/level';
import type {
  CaseResult,
  ImplementationResult,
  Variant,
  Judgement,
  Verdict,
} from '../result/case-result';
import { GOLDEN_HOST } from '../../case/golden-host';

/** What a linker in these results is judged on. */
export const HELD_LEVELS = ['valid', 'runs', 'meaning', 'nodes', 'bytes'] as const;

/** A judgement as a run would make it; of anything but a pass, with this reason. */
export function judgement(
  level: Level,
  host: Variant,
  verdict: Verdict = 'pass',
  reason: string | null = verdict === 'pass' ? null : 'the reason',
  details: readonly string[] = [],
): Judgement {
  return { level, variant: host, verdict, reason, details };
}

/** A case of updates "update 1", "update 2"..., with these judgements. */
export function caseResult(
  name: string,
  updates: readonly (readonly Judgement[])[],
  more: Partial<CaseResult> = {},
): CaseResult {
  return {
    name,
    file: `cases/${name}.incr`,
    updates: updates.map((judgements, i) => ({ update: `update ${i + 1}`, judgements })),
    refusal: null,
    milliseconds: 12.3,
    ...more,
  };
}

/** What an implementation made of these cases, on all hosts. */
export function implementationResult(
  implementation: string,
  cases: readonly CaseResult[],
  more: Partial<ImplementationResult> = {},
): ImplementationResult {
  return {
    implementation,
    identity: `${implementation} 1.0`,
    variants: HOST_NAMES,
    cases,
    stale: [],
    milliseconds: 100,
    ...more,
  };
}

/** All judgements of an update that holds; some of them replaced. */
export function holding(
  hosts: readonly HostName[] = HOST_NAMES,
  ...others: readonly Judgement[]
): readonly Judgement[] {
  const all = hosts.flatMap((host) => [
    ...HELD_LEVELS.map((level) => judgement(level, host)),
    ...(host === GOLDEN_HOST ? [judgement('picture', host)] : []),
  ]);
  return all.map(
    (one) =>
      others.find(({ level, variant: host }) => level === one.level && host === one.variant) ?? one,
  );
}
