import type { ByteRange } from '../image/read/byte-ranges';
import {
  isSameBranch,
  isSameButTarget,
  isSameShape,
  MAX_EDITS,
  mayBeEqual,
  refersToSame,
  type CodeBytes,
  type InstructionPair,
} from './align-code';
import { DecodedCode } from './decoded-code';

/** Two versions of some code of which one has more instructions at one place. */
export interface InsertedCode {
  /** Where the instructions are that only one of them has: bytes from the start of the code; empty for the other one. */
  readonly before: ByteRange;
  readonly after: ByteRange;
  /** Those in front of them that refer to something, and those behind. */
  readonly kept: readonly InstructionPair[];
  readonly keptBehind: readonly InstructionPair[];
}

/** How two versions of some code are read. */
export interface CodeNames {
  /** Of both. */
  readonly bits: 32 | 64;
  /** Names what an instruction refers to. */
  readonly nameOf: (rva: number) => string | null;
  readonly newNameOf: (rva: number) => string | null;
}

const [before, after] = [new DecodedCode(), new DecodedCode()];

/**
 * The instructions of some code that were only added, or are only gone, at one place, if all else is certainly the
 * same: then `alignCode` would find these segments. Where all functions of a program grow, most are like this, and
 * this finds it out with objects made for those that are compared alone.
 * @returns null if that is not certain
 */
export function insertedInstructions(
  code: CodeBytes,
  { bits, nameOf, newNameOf }: CodeNames,
): InsertedCode | null {
  before.read({ code: code.old, address: code.start, bits, nameOf });
  after.read({ code: code.now, address: code.newStart, bits, nameOf: newNameOf });
  if (before.count === after.count) return null;
  const most = Math.min(before.count, after.count);
  const front = alikeFrom(code, most, (index) => ({
    before: before.at(index),
    after: after.at(index),
  }));
  if (front === null) return null;
  const start = front.length;
  const back = alikeFrom(code, most - start, (index) => ({
    before: before.at(before.count - 1 - index),
    after: after.at(after.count - 1 - index),
  }));
  if (back === null || start + back.length < most) return null;
  back.reverse();
  const more = before.count > after.count ? before : after;
  const end = more.count - back.length;
  if (end - start > MAX_EDITS) return null;
  const following = back[0]?.before;
  for (let i = start; following !== undefined && i < end; i += 1) {
    if (mayBeEqual(following, more.at(i))) return null;
  }
  if (!haveSameBranches(code, front, back)) return null;
  return {
    before: before.rangeOf(start, before.count - back.length),
    after: after.rangeOf(start, after.count - back.length),
    kept: front.filter(hasTarget),
    keptBehind: back.filter(hasTarget),
  };
}

/**
 * The pairs, up to the first that is not one.
 * @returns null if a pair is one only in a way that is to be looked at more closely
 */
function alikeFrom(
  code: CodeBytes,
  most: number,
  pairAt: (index: number) => InstructionPair,
): InstructionPair[] | null {
  const pairs: InstructionPair[] = [];
  while (pairs.length < most) {
    const pair = pairAt(pairs.length);
    if (pair.before.length !== pair.after.length || !refersToSame(pair, code)) break;
    if (!isSameButTarget(pair, code)) {
      if (isSameShape(pair, code)) return null;
      break;
    }
    if ((pair.before.target === null) !== (pair.after.target === null)) break;
    pairs.push(pair);
  }
  return pairs;
}

/** Whether all branches within the code still go to the same instruction. */
function haveSameBranches(
  code: CodeBytes,
  ...parts: readonly (readonly InstructionPair[])[]
): boolean {
  let places: Map<number, number> | null = null;
  const placeOf = (offset: number): number | undefined => {
    places ??= new Map(
      parts.flat().map((pair) => [pair.before.offset, pair.after.offset] as const),
    );
    return places.get(offset);
  };
  return parts.every((pairs) => pairs.every((pair) => isSameBranch(pair, code, placeOf)));
}

function hasTarget({ before: { target } }: InstructionPair): boolean {
  return target !== null;
}
