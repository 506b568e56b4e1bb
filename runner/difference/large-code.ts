import { disassemble, type DisassembledInstruction } from '../image/disassembly/disassemble';
import { differentRanges, type ByteRange, withZeroes } from '../image/read/byte-ranges';
import { instructionLines } from './content-lines';
import type { ImagePair, Side } from './image-pair';
import type { ContentPair } from './content-pair';
import { bytesDifference, dataDifferences } from './data-differences';
import type { Difference } from './difference';
import { referenceDifference } from './reference-difference';

/** Equal bytes between two that differ, up to which they are one difference. */
const BRIDGE = 8;
/** Disassembly starts so many bytes ahead: x86 code is in step again after a few instructions. */
const LEAD = 0x30;
/** More than this is reported as bytes. */
const RANGES = 64;
/** Bytes of one range that are disassembled. */
const RANGE_LIMIT = 0x100;

/**
 * Compares code that is too long, or not parted into functions: disassembled only around the bytes
 * that differ, from a place where an instruction is likely, not certain, to start.
 * @param prefix of the keys of bytes
 */
export function largeCodeDifferences(
  images: ImagePair,
  pair: ContentPair,
  prefix = `bytes.${pair.key}`,
): Difference[] {
  const { old, now } = pair;
  const ranges = differentRanges(old, now, BRIDGE);
  if (ranges.length > RANGES) return dataDifferences(images, pair, prefix);
  const differences: Difference[] = [];
  let done = 0;
  for (const range of ranges) {
    if (range[1] <= done) continue;
    const start = Math.max(range[0], done);
    const window = decodeAround(images, pair, [start, range[1]]);
    done = Math.max(range[1], window.end);
    const references = window.pairs.map((each) => referenceDifference(images, pair, each));
    if (window.pairs.length > 0 && references.every((found) => found.length > 0)) {
      for (const one of references.flat()) differences.push(one);
      continue;
    }
    const bytes = bytesDifference(pair, prefix, [start, range[1]]);
    differences.push(
      window.before.length === 0
        ? bytes
        : {
            ...bytes,
            details: [
              ...instructionLines('-', old, window.before),
              ...instructionLines('+', now, window.after),
            ],
          },
    );
  }
  const common = Math.min(old.length, now.length);
  const behind = { ...pair, old: withZeroes(old, common), now: withZeroes(now, common) };
  return [
    ...differences,
    ...(old.length === now.length ? [] : dataDifferences(images, behind, prefix)),
  ];
}

interface Window {
  readonly before: readonly DisassembledInstruction[];
  readonly after: readonly DisassembledInstruction[];
  /** The same instructions, if they only refer to something else; else []. */
  readonly pairs: readonly {
    readonly before: DisassembledInstruction;
    readonly after: DisassembledInstruction;
  }[];
  /** Bytes from the start of the code to just past the last of them. */
  readonly end: number;
}

function decodeAround(images: ImagePair, pair: ContentPair, range: ByteRange): Window {
  const before = decode(images.before, pair.old, pair.oldRva, range);
  const after = decode(images.after, pair.now, pair.newRva, range);
  const afterByOffset = new Map(after.map((instruction) => [instruction.offset, instruction]));
  const pairs = before.flatMap((instruction) => {
    const other = afterByOffset.get(instruction.offset);
    if (other === undefined || instruction.target === null || other.target === null) return [];
    return other.length === instruction.length ? [{ before: instruction, after: other }] : [];
  });
  const isAll = pairs.length === before.length && pairs.length === after.length;
  const last = isAll ? before.at(-1) : undefined;
  return {
    before,
    after,
    pairs: isAll ? pairs : [],
    end: last === undefined ? range[1] : last.offset + last.length,
  };
}

/** The instructions that have bytes of a range. */
function decode(
  side: Side,
  code: Uint8Array,
  rva: number | null,
  [start, end]: ByteRange,
): readonly DisassembledInstruction[] {
  const from = Math.max(0, start - LEAD);
  const to = Math.min(code.length, Math.min(end, start + RANGE_LIMIT) + 16);
  const nameOf = (address: number): string | null => side.nodes.describe(address);
  const options = { address: (rva ?? 0) + from, bits: side.view.bits, nameOf };
  return disassemble(code.subarray(from, to), options)
    .map((instruction) => ({ ...instruction, offset: instruction.offset + from }))
    .filter(({ offset, length }) => offset < end && offset + length > start);
}
