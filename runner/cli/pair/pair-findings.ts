import type { ComparedImage } from '../../difference/compared-image';
import { NodeDumpError } from '../../image/node-dump/read-node-lines';
import { staleByte, type StaleByte } from '../../image/node-dump/stale-byte';
import { compareBriefly } from '../../same/brief-comparison';
import type { SameResult } from '../../same/same-result';
import { verdictText } from '../../same/show/same-result-text';

/** What `coff2 diff` says of two images beside their differences: plain data, which a thread can send. */
export interface PairFindings {
  /** Whether they are the same program, wherever things lie. */
  readonly verdict: SameResult['verdict'];
  /** The same as a line of text. */
  readonly verdictText: string;
  /** Of the first and the second: a byte that its node dump has and it has not; null without, or without a dump. */
  readonly stale: readonly [StaleByte | null, StaleByte | null];
}

/** Finds all of it. @throws the error of the file system for a dump that cannot be read */
export function findInPair(before: ComparedImage, after: ComparedImage): PairFindings {
  const program = compareBriefly(before.image, after.image);
  return {
    verdict: program.verdict,
    verdictText: verdictText(program),
    stale: [firstStaleByte(before), firstStaleByte(after)],
  };
}

/** Of a dump that cannot be read nothing is said: the differences name its line. */
function firstStaleByte({ image, nodes }: ComparedImage): StaleByte | null {
  if (nodes === null) return null;
  try {
    return staleByte(nodes, image);
  } catch (error) {
    if (error instanceof NodeDumpError) return null;
    throw error;
  }
}
