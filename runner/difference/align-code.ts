import { diffArrays } from 'diff';
import type { DecodedInstruction } from '../image/disassembly/decoded-instruction';
import type { DisassembledInstruction } from '../image/disassembly/disassemble';
import { equalBytesAt, type ByteRange } from '../image/read/byte-ranges';

/** An instruction before, and the one that is in its place. */
export interface InstructionPair {
  readonly before: DisassembledInstruction;
  readonly after: DisassembledInstruction;
}

/** The same, less their texts. */
export interface DecodedPair {
  readonly before: DecodedInstruction;
  readonly after: DecodedInstruction;
}

/** A run of instructions that are the same but for what they refer to, or that are others. */
export interface Segment {
  readonly isSame: boolean;
  readonly before: readonly DisassembledInstruction[];
  readonly after: readonly DisassembledInstruction[];
  /** Instructions that stand for each other; [] if their numbers differ. */
  readonly pairs: readonly InstructionPair[];
}

/** The code of a function, before and after. */
export interface CodeBytes {
  readonly old: Uint8Array;
  readonly now: Uint8Array;
  /** RVAs. */
  readonly start: number;
  readonly newStart: number;
  /** Whether two addresses, RVAs before and after, have the same name: false where that is not certain. */
  readonly isSamePlace: (before: number, after: number) => boolean;
}

/** More insertions and deletions than this, and two functions have nothing in common. */
export const MAX_EDITS = 2000;
/** Bytes of a field that says how far away something is, the likely ones first. */
const DISTANCE_WIDTHS = [4, 1] as const;
/** Instructions that differ at one place, up to which it is fast to seek each in the other code. */
const FEW_EDITS = 16;

/**
 * Finds which instruction of a function stands for which of another version of it. First by what
 * instructions are alone, so that a call of something else is still that call; where there are more
 * or fewer of them, by what they refer to as well.
 */
export function alignCode(
  before: readonly DisassembledInstruction[],
  after: readonly DisassembledInstruction[],
  code: CodeBytes,
): readonly Segment[] {
  const aligned = rawSegments(before, after, code);
  let places: Map<number, number> | null = null;
  const isSame = (pair: InstructionPair): boolean =>
    isSameButTarget(pair, code) &&
    isSameBranch(pair, code, (from) => (places ??= placesOf(aligned)).get(from));
  const result: Segment[] = [];
  for (const segment of aligned) {
    if (!segment.isSame || segment.pairs.every(isSame)) result.push(segment);
    else for (const part of splitAtChanges(segment.pairs, isSame)) result.push(part);
  }
  return result;
}

/** Where each instruction that is still there is now: offsets. */
function placesOf(aligned: readonly Segment[]): Map<number, number> {
  const places = new Map<number, number>();
  for (const { pairs, isSame } of aligned) {
    for (const pair of isSame ? pairs : []) places.set(pair.before.offset, pair.after.offset);
  }
  return places;
}

/** What an instruction is, less what it refers to: the formatted operand says it by name. */
function shape(instruction: DisassembledInstruction): string {
  const { text, length, target } = instruction;
  if (target === null) return `${length} ${text}`;
  const mnemonic = text.replace(/ .*$/s, '');
  const bracket = text.indexOf('[');
  // Names may have brackets and commas of their own: the operand ends with the last of them.
  const operands =
    bracket < 0 ? '' : `${text.slice(0, bracket)}${text.slice(text.lastIndexOf(']') + 1)}`;
  return `${length} ${mnemonic} ${operands} @`;
}

function rawSegments(
  before: readonly DisassembledInstruction[],
  after: readonly DisassembledInstruction[],
  code: CodeBytes,
): Segment[] {
  const { old, now } = code;
  if (before.length === after.length) {
    const pairs = zip(before, after);
    const isAlike = pairs.every((pair) => isSameShape(pair, code));
    if (isAlike) return [{ isSame: true, before, after, pairs }];
    const replaced = replacedSegments(before, after, pairs, code);
    if (replaced !== null) return replaced;
  }
  // A branch within the function goes elsewhere as soon as anything is inserted.
  const named = (end: Uint8Array, base: number) => (instruction: DisassembledInstruction) => {
    const { target, text } = instruction;
    const isInside = target !== null && isWithin(target, base, end);
    return `${shape(instruction)} ${target === null || isInside ? '' : text}`;
  };
  // The diff would start with what both begin with as well; here, that takes no texts.
  const start = commonStart(before, after, code);
  const certain = oneChange(before, after, start, code);
  if (certain !== null) return certain;
  let same = start;
  const changes = diffArrays(
    before.slice(same).map(named(old, code.start)),
    after.slice(same).map(named(now, code.newStart)),
    { maxEditLength: MAX_EDITS },
  );
  if (changes === undefined) return [other(before, after)];
  const segments: Segment[] = [];
  let [at, newAt] = [0, 0];
  let [gone, added] = [0, 0];
  const closeSame = (): void => {
    if (same === 0) return;
    const [was, is] = [before.slice(at, (at += same)), after.slice(newAt, (newAt += same))];
    segments.push({ isSame: true, before: was, after: is, pairs: zip(was, is) });
    same = 0;
  };
  const closeOther = (): void => {
    if (gone === 0 && added === 0) return;
    segments.push(...alike(before.slice(at, (at += gone)), after.slice(newAt, (newAt += added))));
    [gone, added] = [0, 0];
  };
  for (const change of changes) {
    const { length } = change.value;
    if (change.added || change.removed) closeSame();
    else closeOther();
    if (change.added) added += length;
    else if (change.removed) gone += length;
    else same += length;
  }
  closeSame();
  closeOther();
  return segments;
}

/** How many instructions two codes certainly begin with alike, what they refer to included. */
function commonStart(
  before: readonly DisassembledInstruction[],
  after: readonly DisassembledInstruction[],
  code: CodeBytes,
): number {
  const most = Math.min(before.length, after.length);
  for (let i = 0; i < most; i += 1) {
    if (!isSameInstruction(before[i], after[i], code)) return i;
  }
  return most;
}

/**
 * The segments of code in which instructions were added, removed or replaced at one place. It is certain if
 * none of them is found again in the other code: then all edits are known, and what stayed is paired in order.
 * Where they were only added, or only removed, no fewer edits are possible, and it is enough that none of them may
 * stand for the instruction that follows them.
 * @param start instructions that both begin with
 * @returns null if that is not certain
 */
function oneChange(
  before: readonly DisassembledInstruction[],
  after: readonly DisassembledInstruction[],
  start: number,
  code: CodeBytes,
): Segment[] | null {
  const most = Math.min(before.length, after.length) - start;
  let end = 0;
  while (end < most && isSameInstruction(before.at(-1 - end), after.at(-1 - end), code)) end += 1;
  const [stop, newStop] = [before.length - end, after.length - end];
  const [gone, added] = [before.slice(start, stop), after.slice(start, newStop)];
  if (gone.length === 0 || added.length === 0) {
    if (gone.length + added.length > MAX_EDITS) return null;
    const following = before[stop];
    if (following !== undefined && isAmong(following, [...gone, ...added])) return null;
  } else {
    if (gone.length + added.length > FEW_EDITS) return null;
    if (gone.some((each) => isAmong(each, after)) || added.some((each) => isAmong(each, before))) {
      return null;
    }
  }
  return [
    ...kept(before.slice(0, start), after.slice(0, start)),
    ...(gone.length + added.length === 0 ? [] : alike(gone, added)),
    ...kept(before.slice(stop), after.slice(newStop)),
  ];
}

function isSameInstruction(
  before: DisassembledInstruction | undefined,
  after: DisassembledInstruction | undefined,
  code: CodeBytes,
): boolean {
  if (before === undefined || after === undefined) return false;
  const pair = { before, after };
  return isSameShape(pair, code) && refersToSame(pair, code);
}

/** A segment of instructions that are the same; [] for none. */
function kept(
  before: readonly DisassembledInstruction[],
  after: readonly DisassembledInstruction[],
): Segment[] {
  return before.length === 0 ? [] : [{ isSame: true, before, after, pairs: zip(before, after) }];
}

/** Whether two instructions are the same but for what they refer to; their texts are a last resort. */
export function isSameShape(pair: InstructionPair, code: CodeBytes): boolean {
  const { before, after } = pair;
  if (before.length !== after.length) return false;
  if ((before.target === null) !== (after.target === null)) return false;
  return isSameButTarget(pair, code) || shape(before) === shape(after);
}

/**
 * The segments of code in which instructions were replaced one by one, and nothing refers to anything
 * else. It is certain if no replaced instruction is found again among the new ones, and the other way
 * round: then all edits are known, and what stayed is paired in order.
 * @returns null if that is not certain
 */
function replacedSegments(
  before: readonly DisassembledInstruction[],
  after: readonly DisassembledInstruction[],
  pairs: readonly InstructionPair[],
  code: CodeBytes,
): Segment[] | null {
  const isKept = pairs.map((pair) => isSameShape(pair, code) && refersToSame(pair, code));
  const replaced = pairs.filter((_pair, index) => isKept[index] !== true);
  if (2 * replaced.length > MAX_EDITS) return null;
  if (replaced.some((pair) => isAmong(pair.before, after) || isAmong(pair.after, before))) {
    return null;
  }
  const segments: Segment[] = [];
  for (let from = 0, to = 0; from < pairs.length; from = to) {
    const isSame = isKept[from] === true;
    while (to < pairs.length && (isKept[to] === true) === isSame) to += 1;
    const [old, now] = [before.slice(from, to), after.slice(from, to)];
    if (isSame) segments.push({ isSame, before: old, after: now, pairs: pairs.slice(from, to) });
    else segments.push(...alike(old, now));
  }
  return segments;
}

function isAmong(
  instruction: DisassembledInstruction,
  others: readonly DisassembledInstruction[],
): boolean {
  return others.some((each) => mayBeEqual(instruction, each));
}

export function mayBeEqual(a: DisassembledInstruction, b: DisassembledInstruction): boolean {
  if (a.length !== b.length || (a.target === null) !== (b.target === null)) return false;
  return a.target === null ? a.text === b.text : shape(a) === shape(b);
}

/** Whether what two instructions of one shape refer to has the same name, or lies within the code. */
export function refersToSame({ before, after }: InstructionPair, code: CodeBytes): boolean {
  if (before.target === null || after.target === null) return true;
  const isInside = isWithin(before.target, code.start, code.old);
  const isStillInside = isWithin(after.target, code.newStart, code.now);
  return isInside === isStillInside && (isInside || code.isSamePlace(before.target, after.target));
}

function isWithin(target: number, base: number, { length }: Uint8Array): boolean {
  return target >= base && target < base + length;
}

function zip(
  before: readonly DisassembledInstruction[],
  after: readonly DisassembledInstruction[],
): InstructionPair[] {
  const pairs: InstructionPair[] = [];
  for (let i = 0; i < before.length && i < after.length; i += 1) {
    pairs.push({
      before: before[i] as InstructionPair['before'],
      after: after[i] as InstructionPair['after'],
    });
  }
  return pairs;
}

function other(
  before: readonly DisassembledInstruction[],
  after: readonly DisassembledInstruction[],
): Segment {
  const pairs = before.length === after.length ? zip(before, after) : [];
  return { isSame: false, before, after, pairs };
}

/** Instructions of the same shapes, which only refer to something else, are the same. */
function alike(
  before: readonly DisassembledInstruction[],
  after: readonly DisassembledInstruction[],
): Segment[] {
  const isSame =
    before.length === after.length &&
    before.every((each, index) => {
      const now = after[index];
      return now !== undefined && shape(each) === shape(now);
    });
  if (isSame) return [{ isSame: true, before, after, pairs: zip(before, after) }];
  return [other(before, after)];
}

/** Texts can be the same for other bytes: such pairs are differences of their own. */
function splitAtChanges(
  pairs: readonly InstructionPair[],
  isSame: (pair: InstructionPair) => boolean,
): Segment[] {
  const runs: { readonly isSame: boolean; readonly pairs: InstructionPair[] }[] = [];
  for (const pair of pairs) {
    const same = isSame(pair);
    const last = runs.at(-1);
    if (last?.isSame === same) last.pairs.push(pair);
    else runs.push({ isSame: same, pairs: [pair] });
  }
  return runs.map((run) => ({
    ...run,
    before: run.pairs.map((pair) => pair.before),
    after: run.pairs.map((pair) => pair.after),
  }));
}

/** Whether the bytes are the same, apart from those that say how far away the target is. */
export function isSameButTarget(
  { before, after }: DecodedPair,
  { old, now, start, newStart }: CodeBytes,
): boolean {
  const { length, offset } = before;
  if (equalBytesAt(old, offset, now, after.offset, length)) return true;
  if (before.target === null || after.target === null) return false;
  const newOffset = after.offset;
  const [end, newEnd] = [offset + length, newOffset + after.length];
  if (length !== after.length || end > old.length || newEnd > now.length) return false;
  const distance = before.target - (start + end);
  const newDistance = after.target - (newStart + newEnd);
  for (const width of DISTANCE_WIDTHS) {
    const at = fieldIn(old, [offset, end], distance, width);
    if (at < 0 || at !== fieldIn(now, [newOffset, newEnd], newDistance, width)) continue;
    const behind = at + width;
    if (!equalBytesAt(old, offset, now, newOffset, at)) continue;
    if (equalBytesAt(old, offset + behind, now, newOffset + behind, length - behind)) return true;
  }
  return false;
}

/**
 * Where an instruction holds the distance to its target: a branch at its end, others perhaps in
 * front of an immediate. Null if it holds no such distance.
 */
export function distanceField(bytes: Uint8Array, distance: number, width: 1 | 4): number | null {
  const at = fieldIn(bytes, [0, bytes.length], distance, width);
  return at < 0 ? null : at;
}

/** The same of an instruction of some code: bytes from its start; -1 if it holds no such distance. */
function fieldIn(
  code: Uint8Array,
  [start, end]: ByteRange,
  distance: number,
  width: 1 | 4,
): number {
  const sought = distance | 0;
  for (let at = end - width; at > start; at -= 1) {
    const found = width === 4 ? int32At(code, at) : ((code[at] as number) << 24) >> 24;
    if (found === sought) return at - start;
  }
  return -1;
}

/** Little-endian; instructions are too short for it to pay to make a view of one. */
function int32At(bytes: Uint8Array, at: number): number {
  const low = (bytes[at] as number) | ((bytes[at + 1] as number) << 8);
  const high = (bytes[at + 2] as number) | ((bytes[at + 3] as number) << 8);
  return low | (high << 16);
}

/** Whether a branch within the function still goes to the same instruction. */
export function isSameBranch(
  { before, after }: InstructionPair,
  { old, now, start, newStart }: CodeBytes,
  placeOf: (offset: number) => number | undefined,
): boolean {
  if (before.target === null || after.target === null) return true;
  const from = before.target - start;
  const to = after.target - newStart;
  const isInside = from >= 0 && from < old.length && to >= 0 && to < now.length;
  return !isInside || (placeOf(from) ?? from) === to;
}
