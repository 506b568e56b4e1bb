import { InvalidArgumentError } from 'commander';

/** A part of a run: of `count` parts, the one of this number, from 1. */
export interface Shard {
  readonly number: number;
  readonly count: number;
}

/** Reads "2/3". @throws InvalidArgumentError */
export function shard(text: string): Shard {
  const [, number = 0, count = 0] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).map(Number);
  if (number >= 1 && number <= count) return { number, count };
  throw new InvalidArgumentError('Expected i/n, with i from 1 to n.');
}

/** "2/3" */
export function shardText({ number, count }: Shard): string {
  return `${number}/${count}`;
}

/** Whether the case or vector with this index is in the shard. Without a shard, all are. */
export function ofShard(index: number, one: Shard | undefined): boolean {
  return one === undefined || index % one.count === one.number - 1;
}
