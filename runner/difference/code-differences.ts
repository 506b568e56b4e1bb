import type { DisassembledInstruction } from '../image/disassembly/disassemble';
import { explainAddress } from './address-field';
import { alignCode, type CodeBytes, type InstructionPair, type Segment } from './align-code';
import { equalBytes, withZeroes, type ByteRange } from '../image/read/byte-ranges';
import { ChangedCode } from './changed-code';
import { codeLine, instructionsOf } from './content-lines';
import type { ImagePair } from './image-pair';
import type { ContentPair } from './content-pair';
import { dataDifferences, pointerDifference } from './data-differences';
import type { Difference } from './difference';
import { followedCalls } from './followed-calls';
import { insertedInstructions, type InsertedCode } from './inserted-code';
import { isUnchangedCode } from './unchanged-code';
import { largeCodeDifferences } from './large-code';
import { pointerFieldAt } from './pointer-field';
import { alignedReferenceDifference, referenceDifference } from './reference-difference';
import { replacedInstructions } from './replaced-code';

/** Beyond this, code is disassembled around the bytes that differ only. */
const WHOLE_LIMIT = 0x4000;

/** Bytes of the smallest address that an instruction holds, after its opcode. */
const SMALLEST_ADDRESS = 4;

/**
 * Compares the code of a node instruction by instruction: operands that refer to something by what
 * they refer to, all else by what it says.
 */
export function codeDifferences(images: ImagePair, pair: ContentPair): Difference[] {
  const { old, now } = pair;
  if (isUnchangedCode(images, pair)) return [];
  const followed = equalBytes(old, now) ? null : followedCalls(images, pair);
  if (followed !== null) {
    return followed.flatMap((each) => referenceDifference(images, pair, each));
  }
  if (Math.max(old.length, now.length) > WHOLE_LIMIT) return largeCodeDifferences(images, pair);
  const code: CodeBytes = {
    old,
    now,
    start: pair.oldRva ?? 0,
    newStart: pair.newRva ?? 0,
    isSamePlace: (from, to) => isSamePlace(images, from, to),
  };
  const replaced = replacedIn(images, code);
  if (replaced !== null) return replaced.flatMap((each) => changedCode(images, pair, each));
  const inserted = insertedIn(images, code);
  if (inserted !== null) {
    const { before, after, kept, keptBehind } = inserted;
    return [
      ...kept.flatMap((each) => alignedReferenceDifference(images, pair, each)),
      new ChangedCode(images, pair, before, after),
      ...keptBehind.flatMap((each) => alignedReferenceDifference(images, pair, each)),
    ];
  }
  const before = decode(images, pair, 'before');
  const after = decode(images, pair, 'after');
  const segments = alignCode(before, after, code);
  const differences: Difference[] = [];
  for (const segment of segments) {
    if (!segment.isSame) differences.push(...changedCode(images, pair, segment));
    else
      for (const each of segment.pairs) {
        if (each.before.target === null) continue;
        differences.push(...alignedReferenceDifference(images, pair, each));
      }
  }
  if (differences.length > 0 || equalBytes(old, now)) return differences;
  // The instructions are the same: what differs lies after them.
  const end = endOf(before);
  return endOf(after) === end
    ? dataDifferences(
        images,
        { ...pair, old: withZeroes(old, end), now: withZeroes(now, end) },
        `bytes.${pair.key}`,
      )
    : [];
}

/** The instructions that were replaced, if that is certain without a closer look. */
function replacedIn(images: ImagePair, code: CodeBytes): readonly Segment[] | null {
  const { bits } = images.before.view;
  if (images.after.view.bits !== bits) return null;
  const hasMoved = code.start !== code.newStart;
  return replacedInstructions(code, {
    bits,
    needsNoWords: (before, after, isSameBytes) => {
      const isUnchanged = isSameBytes || before === after;
      // Mostly, both refer to nodes: then this says what the others would.
      if (isUnchanged && images.counterparts.isSamePlace(before, after)) return true;
      if (!code.isSamePlace(before, after)) return false;
      const reference = { before, after, isSameBytes, hasMoved, isRelocated: null };
      return explainAddress(images, reference) === null;
    },
  });
}

/** The instructions that were only added, or are only gone, at one place, if that is certain. */
function insertedIn({ before, after }: ImagePair, code: CodeBytes): InsertedCode | null {
  const { bits } = before.view;
  if (after.view.bits !== bits) return null;
  return insertedInstructions(code, {
    bits,
    nameOf: (rva) => before.nodes.describe(rva),
    newNameOf: (rva) => after.nodes.describe(rva),
  });
}

function decode(
  { before, after }: ImagePair,
  { old, now, oldRva, newRva }: ContentPair,
  which: 'before' | 'after',
): readonly DisassembledInstruction[] {
  return which === 'before'
    ? instructionsOf(old, { address: oldRva ?? 0, side: before })
    : instructionsOf(now, { address: newRva ?? 0, side: after });
}

/** Whether the same node, symbol or section lies at two addresses, and they are as far into it. */
function isSamePlace(images: ImagePair, from: number, to: number): boolean {
  if (images.counterparts.isSamePlace(from, to)) return true;
  const { before, after } = images;
  const was = before.nodes.placeAt(from);
  const is = after.nodes.placeAt(to);
  if (was === null || is === null) return was === is && from === to;
  return was.key === is.key && was.isSection === is.isSection && from - was.rva === to - is.rva;
}

/** Where instructions that follow each other are; an empty range for none. */
function rangeOf(instructions: readonly DisassembledInstruction[]): ByteRange {
  return [instructions[0]?.offset ?? 0, endOf(instructions)];
}

function endOf(instructions: readonly DisassembledInstruction[]): number {
  const last = instructions.at(-1);
  return last === undefined ? 0 : last.offset + last.length;
}

/** Instructions that are others: an address in one operand alone is reported as such. */
function changedCode(
  images: ImagePair,
  pair: ContentPair,
  { pairs, before, after }: Segment,
): Difference[] {
  const [only] = pairs;
  if (pairs.length === 1 && only !== undefined) {
    const found = addressOperand(images, pair, only);
    if (found !== null) return found;
  }
  return [new ChangedCode(images, pair, rangeOf(before), rangeOf(after))];
}

/** An address as an immediate or displacement: "mov rax,140001000h". */
function addressOperand(
  images: ImagePair,
  pair: ContentPair,
  { before: was, after: is }: InstructionPair,
): Difference[] | null {
  if (was.length !== is.length || was.length <= SMALLEST_ADDRESS) return null;
  const bytes = pair.old.subarray(was.offset, was.offset + was.length);
  const newBytes = pair.now.subarray(is.offset, is.offset + is.length);
  const first = bytes.findIndex((byte, index) => byte !== newBytes[index]);
  const instruction = {
    old: bytes,
    now: newBytes,
    oldRva: pair.oldRva === null ? null : pair.oldRva + was.offset,
    newRva: pair.newRva === null ? null : pair.newRva + is.offset,
  };
  const field = first <= 0 ? null : pointerFieldAt(images, instruction, first);
  if (field === null || field.offset === 0) return null;
  const end = field.offset + field.width;
  const isOnly = equalBytes(
    Buffer.concat([bytes.subarray(0, field.offset), bytes.subarray(end)]),
    Buffer.concat([newBytes.subarray(0, field.offset), newBytes.subarray(end)]),
  );
  if (!isOnly) return null;
  const shifted = {
    ...pair,
    old: pair.old.subarray(was.offset - is.offset < 0 ? 0 : was.offset - is.offset),
  };
  const isAligned = was.offset === is.offset;
  const found = pointerDifference(images, isAligned ? pair : shifted, {
    ...field,
    offset: is.offset + field.offset,
  });
  return found.map((difference) => ({
    ...difference,
    before: was.text,
    after: is.text,
    details: [codeLine('-', pair.old, was), codeLine('+', pair.now, is)],
  }));
}
