import { CodeCursor } from '../image/disassembly/code-cursor';
import { LazyInstruction, type InstructionSource } from '../image/disassembly/disassemble';
import { withoutZeroes } from './content-lines';

/** Instructions that a new one has room for. */
const ROOM = 64;

/**
 * The instructions of some code without the zeroes at its end, as columns that are used again for the next code.
 * Where functions of a program have hundreds of instructions of which few are looked at, only these become objects.
 */
export class DecodedCode {
  /** Instructions. */
  count = 0;
  #offsets = new Int32Array(ROOM);
  #lengths = new Uint8Array(ROOM);
  /** 1 for each that is valid. */
  #valid = new Uint8Array(ROOM);
  /** NaN for an instruction that refers to nothing. */
  #targets = new Float64Array(ROOM);
  #source: InstructionSource = { code: new Uint8Array(), address: 0, bits: 64, nameOf: () => null };

  /** Reads other code in place of this. */
  read(source: InstructionSource): void {
    this.#source = source;
    this.count = 0;
    const cursor = new CodeCursor(withoutZeroes(source.code), source);
    try {
      // Zeroes are kept until it is known that nothing else follows.
      let count = 0;
      while (cursor.next()) {
        if (count === this.#offsets.length) this.#grow();
        const { offset, length, target } = cursor;
        this.#offsets[count] = offset;
        this.#lengths[count] = length;
        this.#valid[count] = cursor.isValid ? 1 : 0;
        this.#targets[count] = target ?? NaN;
        count += 1;
        if (!isZero(source.code, offset, length)) this.count = count;
      }
    } finally {
      cursor.free();
    }
  }

  /** An instruction by its number. */
  at(index: number): LazyInstruction {
    const target = this.#targets[index] as number;
    const row = {
      offset: this.#offsets[index] as number,
      length: this.#lengths[index] as number,
      isValid: this.#valid[index] === 1,
      isLast: false,
      target: Number.isNaN(target) ? null : target,
    };
    return new LazyInstruction(row, this.#source);
  }

  /** Where some instructions that follow each other are: bytes from the start of the code. */
  rangeOf(first: number, end: number): readonly [start: number, end: number] {
    if (first >= end) return [0, 0];
    const last = end - 1;
    return [
      this.#offsets[first] as number,
      (this.#offsets[last] as number) + (this.#lengths[last] as number),
    ];
  }

  #grow(): void {
    const room = 2 * this.#offsets.length;
    const [offsets, lengths, valid] = [this.#offsets, this.#lengths, this.#valid];
    const targets = this.#targets;
    this.#offsets = new Int32Array(room);
    this.#lengths = new Uint8Array(room);
    this.#valid = new Uint8Array(room);
    this.#targets = new Float64Array(room);
    this.#offsets.set(offsets);
    this.#lengths.set(lengths);
    this.#valid.set(valid);
    this.#targets.set(targets);
  }
}

function isZero(code: Uint8Array, offset: number, length: number): boolean {
  for (let at = offset; at < offset + length; at += 1) if (code[at] !== 0) return false;
  return true;
}
