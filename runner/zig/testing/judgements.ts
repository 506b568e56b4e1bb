import type { CaseResult, Judgement } from '../../judge/result/case-result';

/** "runs on incremental: fail", for each judgement of an update that is no pass. */
export function troubles({ updates }: CaseResult): readonly (readonly string[])[] {
  return updates.map(({ judgements }) =>
    judgements
      .filter(({ verdict }) => verdict !== 'pass')
      .map(({ level, variant: host, verdict }) => `${level} on ${host}: ${verdict}`),
  );
}

/**
 * What a level says of an update, counted from 0, on a host.
 * @throws Error if it says nothing
 */
export function found(result: CaseResult, update: number, level: string, host: string): Judgement {
  const judgement = result.updates[update]?.judgements.find(
    (one) => one.level === level && one.variant === host,
  );
  if (judgement === undefined) throw new Error(`no ${level} on ${host} of update ${update}`);
  return judgement;
}
