import { CodeCursor } from '../image/disassembly/code-cursor';
import type { DecodedInstruction } from '../image/disassembly/decoded-instruction';
import { LazyInstruction, type InstructionSource } from '../image/disassembly/disassemble';
import { equalBytesAt } from '../image/read/byte-ranges';
import {
  isSameButTarget,
  MAX_EDITS,
  type CodeBytes,
  type InstructionPair,
  type Segment,
} from './align-code';

/** How two versions of some code are compared in step. */
export interface InStep {
  /** Of both. */
  readonly bits: 32 | 64;
  /**
   * Whether two addresses outside of the code, RVAs before and after, certainly have the same name, and nothing is
   * to be said of an instruction that refers to them.
   */
  readonly needsNoWords: (before: number, after: number, isSameBytes: boolean) => boolean;
}

/**
 * The instructions of some code that were replaced by others of the same length, if all else is certainly the
 * same and refers to the same: then {@link alignCode} would find these segments between others of which nothing
 * is to be said. Where all functions of a program differ, most are like this, and this finds it out in step, with
 * nothing kept of the others.
 * @returns null if that is not certain, or none was replaced
 */
export function replacedInstructions(
  code: CodeBytes,
  { bits, needsNoWords }: InStep,
): readonly Segment[] | null {
  const { old, now, start, newStart } = code;
  if (old.length !== now.length) return null;
  const source: InstructionSource = { code: old, address: start, bits, nameOf };
  const newSource: InstructionSource = { code: now, address: newStart, bits, nameOf };
  const isSilent = (from: number, to: number, isSameBytes: boolean): boolean => {
    const [isInside, isStillInside] = [isWithin(from, start, old), isWithin(to, newStart, now)];
    if (isInside || isStillInside) return from - start === to - newStart;
    return needsNoWords(from, to, isSameBytes);
  };
  const replaced: InstructionPair[] = [];
  /** Offsets and lengths of the others that refer to nothing. */
  const kept: number[] = [];
  const [before, after] = [new CodeCursor(old, source), new CodeCursor(now, newSource)];
  try {
    while (before.next()) {
      const { offset, length, target } = before;
      if (!before.isValid) return null;
      if (equalBytesAt(old, offset, now, offset, length)) {
        if (target === null) kept.push(offset, length);
        else if (!isSilent(target, target - start + newStart, true)) return null;
        continue;
      }
      after.read(offset);
      if (!after.isValid || after.length !== length) return null;
      if (target !== null && after.target !== null) {
        if (!isSameButTarget({ before, after }, code)) return null;
        if (!isSilent(target, after.target, false)) return null;
        continue;
      }
      if (target !== after.target || isZero(old, before) || isZero(now, after)) return null;
      replaced.push({
        before: new LazyInstruction(before, source),
        after: new LazyInstruction(after, newSource),
      });
    }
  } finally {
    before.free();
    after.free();
  }
  const isCertain =
    replaced.length > 0 &&
    2 * replaced.length <= MAX_EDITS &&
    !isFoundAgain(replaced, kept, source);
  return isCertain ? segmentsOf(replaced) : null;
}

/** Whether a replaced instruction is written like a new one, or either like one that stayed. */
function isFoundAgain(
  replaced: readonly InstructionPair[],
  kept: readonly number[],
  source: InstructionSource,
): boolean {
  const texts = new Set<string>();
  for (const { before } of replaced) texts.add(before.text);
  if (replaced.some(({ after }) => texts.has(after.text))) return true;
  let lengths = 0;
  for (const { after } of replaced) {
    texts.add(after.text);
    lengths |= 1 << after.length;
  }
  for (let i = 0; i < kept.length; i += 2) {
    const [offset, length] = [kept[i] as number, kept[i + 1] as number];
    if ((lengths & (1 << length)) === 0) continue;
    const row = { offset, length, isValid: true, isLast: false, target: null };
    if (texts.has(new LazyInstruction(row, source).text)) return true;
  }
  return false;
}

/** One segment for instructions that follow each other. */
function segmentsOf(replaced: readonly InstructionPair[]): readonly Segment[] {
  const runs: InstructionPair[][] = [];
  let end = -1;
  for (const pair of replaced) {
    const { offset, length } = pair.before;
    if (offset === end) runs.at(-1)?.push(pair);
    else runs.push([pair]);
    end = offset + length;
  }
  return runs.map((pairs) => ({
    isSame: false,
    before: pairs.map(({ before }) => before),
    after: pairs.map(({ after }) => after),
    pairs,
  }));
}

/** Only instructions that refer to nothing get a text. */
function nameOf(): null {
  return null;
}

function isWithin(target: number, base: number, { length }: Uint8Array): boolean {
  return target >= base && target < base + length;
}

/** At the end of a function, zeroes are no instructions. */
function isZero(code: Uint8Array, { offset, length }: DecodedInstruction): boolean {
  for (let at = offset; at < offset + length; at += 1) if (code[at] !== 0) return false;
  return true;
}
