import type { DisassembledInstruction } from '../image/disassembly/disassemble';
import { count, hex } from '../text/numbers';
import { instructionLines } from './content-lines';
import type { ByteRange } from '../image/read/byte-ranges';
import type { ContentPair } from './content-pair';
import { decodeAgain } from './decode-again';
import type { Difference } from './difference';
import type { ImagePair } from './image-pair';

/**
 * Instructions that are others. Where all functions differ there is one for each, and few are shown: so the
 * instructions are not kept, but decoded again when their words are asked for.
 */
export class ChangedCode implements Difference {
  readonly kind = 'bytes';
  readonly #images: ImagePair;
  readonly #pair: ContentPair;
  /** Of both codes, where the instructions start and end: bytes from the start of the code. */
  readonly #start: number;
  readonly #end: number;
  readonly #newStart: number;
  readonly #newEnd: number;

  /**
   * @param before where they are: bytes from the start of the code
   * @param after as before; not both are empty
   */
  constructor(
    images: ImagePair,
    pair: ContentPair,
    [start, end]: ByteRange,
    [newStart, newEnd]: ByteRange,
  ) {
    this.#images = images;
    this.#pair = pair;
    this.#start = start;
    this.#end = end;
    this.#newStart = newStart;
    this.#newEnd = newEnd;
  }

  get key(): string {
    return `bytes.${this.#place}`;
  }

  get message(): string {
    const [before, after] = [this.#before, this.#after];
    const [was, is] = [textOf(before), textOf(after)];
    const inOne = (instructions: readonly DisassembledInstruction[], all: string): string =>
      instructions.length <= 2 ? all : count(instructions.length, 'instruction');
    const change =
      before.length === 0
        ? `${inOne(after, is)} added`
        : after.length === 0
          ? `${inOne(before, was)} gone`
          : was === is
            ? `${inOne(before, was)}, encoded otherwise`
            : `${inOne(before, was)} → ${inOne(after, is)}`;
    return `${this.#place}: ${change}`;
  }

  get before(): string | null {
    return this.#start === this.#end ? null : textOf(this.#before);
  }

  get after(): string | null {
    return this.#newStart === this.#newEnd ? null : textOf(this.#after);
  }

  get details(): readonly string[] {
    const { old, now } = this.#pair;
    return [
      ...instructionLines('-', old, this.#before),
      ...instructionLines('+', now, this.#after),
    ];
  }

  get #place(): string {
    const start = this.#start === this.#end ? this.#newStart : this.#start;
    return `${this.#pair.key}+${hex(start)}`;
  }

  get #before(): readonly DisassembledInstruction[] {
    const { old, oldRva } = this.#pair;
    return decodeAgain(this.#images.before, old, oldRva ?? 0, [this.#start, this.#end]);
  }

  get #after(): readonly DisassembledInstruction[] {
    const { now, newRva } = this.#pair;
    return decodeAgain(this.#images.after, now, newRva ?? 0, [this.#newStart, this.#newEnd]);
  }
}

function textOf(instructions: readonly DisassembledInstruction[]): string {
  return instructions.map(({ text }) => text).join('; ');
}
