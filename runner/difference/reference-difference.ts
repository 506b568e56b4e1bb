import { distanceField, type InstructionPair } from './align-code';
import type { DisassembledInstruction } from '../image/disassembly/disassemble';
import { equalBytesAt } from '../image/read/byte-ranges';
import { codeLine } from './content-lines';
import { decodeAgain } from './decode-again';
import { type ImagePair } from './image-pair';
import { type ContentPair } from './content-pair';
import { type Difference } from './difference';
import { hex } from '../text/numbers';
import { explainAddress, type ReferredAddress } from './address-field';

/**
 * An instruction that both have, but for what it refers to.
 * @returns [] if it refers to the same, or to nothing
 */
export function referenceDifference(
  images: ImagePair,
  pair: ContentPair,
  instructions: InstructionPair,
): Difference[] {
  const { before: from, after: to } = instructions;
  if (from.target === null || to.target === null) return [];
  const words = wordsOf(images, pair, instructions, [from.target, to.target]);
  return words === null ? [] : [words];
}

/**
 * The same for code that was aligned, so that branches within it have been compared. Where all functions move,
 * there are several for each: their words are made when they are asked for, from the bytes.
 */
export function alignedReferenceDifference(
  images: ImagePair,
  pair: ContentPair,
  instructions: InstructionPair,
): Difference[] {
  const { before: was, after: is } = instructions;
  const [from, to] = [was.target, is.target];
  if (from === null || to === null) return [];
  const [start, newStart] = [pair.oldRva ?? 0, pair.newRva ?? 0];
  const isInside = from >= start && from < start + pair.old.length;
  const isStillInside = to >= newStart && to < newStart + pair.now.length;
  if (isInside && isStillInside) return [];
  const expected = images.counterparts.placeOf(from);
  // What is no node, or is gone, has many cases.
  if (Number.isNaN(expected)) return referenceDifference(images, pair, instructions);
  const isSilent = expected === to && (from === to || hasSameBytes(pair, instructions));
  return isSilent ? [] : [new ReferenceDifference(images, pair, was, is)];
}

class ReferenceDifference implements Difference {
  readonly kind = 'reloc';
  readonly #images: ImagePair;
  readonly #pair: ContentPair;
  /** Of both codes, where the instruction starts, and its bytes. */
  readonly #offset: number;
  readonly #length: number;
  readonly #newOffset: number;
  readonly #newLength: number;

  constructor(
    images: ImagePair,
    pair: ContentPair,
    before: DisassembledInstruction,
    after: DisassembledInstruction,
  ) {
    this.#images = images;
    this.#pair = pair;
    this.#offset = before.offset;
    this.#length = before.length;
    this.#newOffset = after.offset;
    this.#newLength = after.length;
  }

  get key(): string {
    return this.#words.key;
  }

  get message(): string {
    return this.#words.message;
  }

  get before(): string | null {
    return this.#words.before;
  }

  get after(): string | null {
    return this.#words.after;
  }

  get cause(): string | undefined {
    return this.#words.cause;
  }

  get details(): readonly string[] {
    return this.#words.details ?? [];
  }

  get group(): string | undefined {
    return this.#words.group;
  }

  get #words(): Difference {
    return this.#images.lastWords.of(this, () => this.#make());
  }

  #make(): Difference {
    const { old, now, oldRva, newRva } = this.#pair;
    const { before, after } = this.#images;
    const range = [this.#offset, this.#offset + this.#length] as const;
    const newRange = [this.#newOffset, this.#newOffset + this.#newLength] as const;
    const [was] = decodeAgain(before, old, oldRva ?? 0, range);
    const [is] = decodeAgain(after, now, newRva ?? 0, newRange);
    const [difference] =
      was === undefined || is === undefined
        ? []
        : referenceDifference(this.#images, this.#pair, { before: was, after: is });
    if (difference !== undefined) return difference;
    throw new Error(
      `${this.#pair.key}+${hex(this.#offset)}: an instruction reads otherwise now; its bytes have changed meanwhile`,
    );
  }
}

function wordsOf(
  images: ImagePair,
  pair: ContentPair,
  instructions: InstructionPair,
  [from, to]: readonly [number, number],
): Difference | null {
  const { key, old, now } = pair;
  const { before: was, after: is } = instructions;
  const start = pair.oldRva ?? 0;
  const newStart = pair.newRva ?? 0;
  const reference: ReferredAddress = {
    before: from,
    after: to,
    isSameBytes: hasSameBytes(pair, instructions),
    hasMoved: start + was.offset !== newStart + is.offset,
    isRelocated: null,
  };
  const change = explainAddress(images, reference);
  if (change === null) return null;
  const { meaning, group, cause } = change;
  const newBytes = now.subarray(is.offset, is.offset + is.length);
  const distance = to - (newStart + is.offset + is.length);
  const at = distanceField(newBytes, distance, 4) ?? distanceField(newBytes, distance, 1) ?? 0;
  const field = is.offset + at;
  const isEmpty = to === newStart + is.offset + is.length;
  const wasEmpty = from === start + was.offset + was.length;
  const place = `${key}+${hex(field)}`;
  const toName = images.after.nodes.describe(to) ?? 'nothing in the image';
  const mnemonic = was.text.replace(/[ ,].*$/, '');
  return {
    key: `reloc.${place}`,
    message: `${place}: ${mnemonic} ${wasEmpty ? `${toName} (RVA ${hex(to)}), a displacement of 0 before` : meaning}`,
    before: was.text,
    after: is.text,
    cause: isEmpty
      ? 'likely a reloc that was not applied: its displacement is 0'
      : wasEmpty
        ? 'likely a reloc that was not applied before'
        : cause,
    details: [codeLine('-', old, was), codeLine('+', now, is)],
    group: isEmpty ? 'displacements are 0' : wasEmpty ? 'displacements were 0' : group,
  };
}

function hasSameBytes({ old, now }: ContentPair, { before, after }: InstructionPair): boolean {
  const { offset, length } = before;
  return length === after.length && equalBytesAt(old, offset, now, after.offset, length);
}
