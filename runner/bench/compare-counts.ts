import { PHASES, type CountedWork } from './counted-work';

/** A count that is not what it was. */
export interface CountChange {
  /** "1000 functions on windows, cold, relocations". */
  readonly what: string;
  readonly before: number;
  readonly after: number;
}

/**
 * Counts that changed, those that rose first. Both must be of the same programs, in the same order.
 */
export function compareCounts(
  before: readonly CountedWork[],
  after: readonly CountedWork[],
): readonly CountChange[] {
  const changes = before.flatMap((old, index) => {
    const now = after[index];
    if (now?.functions !== old.functions || now.host !== old.host) {
      throw new RangeError(`counts of ${old.functions} functions on ${old.host} are missing`);
    }
    return PHASES.flatMap((phase) => {
      const keys = Object.keys(old[phase]) as (keyof CountedWork['cold'])[];
      return keys.flatMap((key) => {
        const [was, is] = [old[phase][key], now[phase][key]];
        const what = `${old.functions} functions on ${old.host}, ${phase}, ${key}`;
        return was === is ? [] : [{ what, before: was, after: is }];
      });
    });
  });
  return [...changes.filter(isMore), ...changes.filter((change) => !isMore(change))];
}

/** Whether more work is done than before. */
export function isMore({ before, after }: CountChange): boolean {
  return after > before;
}

/** One line of a change. */
export function changeText({ what, before, after }: CountChange): string {
  const sign = after > before ? '+' : '';
  const percent = before === 0 ? '' : `, ${sign}${(((after - before) / before) * 100).toFixed(2)}%`;
  return `${what}: ${before} to ${after} (${sign}${after - before}${percent})`;
}
