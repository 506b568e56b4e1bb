import { Decoder, Mnemonic, type Instruction } from 'iced-x86';
import { instructionTarget, isLastMnemonic, type DecodedInstruction } from './decoded-instruction';
import { distanceOf, isLastOf, KnownEncodings, lengthOf, UNKNOWN } from './known-encodings';
import { giveBack, takeInstruction } from './spare-instructions';

/** Where some code lies, and how it is read. */
export interface CodeAddress {
  /** Of the first byte: what branches and RIP-relative operands are counted from. */
  readonly address: number;
  /** Of the machine: AMD64 has 64, I386 32. */
  readonly bits: 32 | 64;
}

/** Of 64-bit code. */
const encodings = new KnownEncodings();

/**
 * Reads instructions of some x86 code one at a time, and keeps nothing of those before. What is no instruction is
 * one byte. {@link free} gives its memory back.
 */
export class CodeCursor implements DecodedInstruction {
  offset = 0;
  length = 0;
  isValid = false;
  isLast = false;
  target: number | null = null;
  readonly #code: Uint8Array;
  readonly #address: number;
  readonly #bits: 32 | 64;
  /** Made for the first instruction that is not known. */
  #decoder: Decoder | null = null;
  #instruction: Instruction | null = null;

  constructor(code: Uint8Array, { address, bits }: CodeAddress) {
    this.#code = code;
    this.#address = address;
    this.#bits = bits;
  }

  /** Reads the instruction after this one, or the first. @returns false at the end of the code */
  next(): boolean {
    const offset = this.offset + this.length;
    if (offset >= this.#code.length) return false;
    this.read(offset);
    return true;
  }

  /** Reads the instruction that starts so many bytes from the start of the code, which is not its end. */
  read(offset: number): void {
    const known = this.#bits === 64 ? encodings.at(this.#code, offset) : UNKNOWN;
    if (known === UNKNOWN) {
      this.#decode(offset);
      return;
    }
    const length = lengthOf(known);
    const distance = distanceOf(known, this.#code, offset);
    this.offset = offset;
    this.length = length;
    this.isValid = true;
    this.isLast = isLastOf(known);
    this.target = distance === null ? null : this.#address + offset + length + distance;
  }

  free(): void {
    this.#decoder?.free();
    if (this.#instruction !== null) giveBack(this.#instruction);
    this.#decoder = null;
    this.#instruction = null;
  }

  #decode(offset: number): void {
    const decoder = (this.#decoder ??= new Decoder(this.#bits, this.#code, 0));
    const instruction = (this.#instruction ??= takeInstruction());
    decoder.position = offset;
    decoder.ip = BigInt(this.#address + offset);
    decoder.decodeOut(instruction);
    const { mnemonic } = instruction;
    this.offset = offset;
    this.isValid = mnemonic !== Mnemonic.INVALID;
    this.length = this.isValid ? instruction.length : 1;
    this.isLast = isLastMnemonic(mnemonic);
    this.target = this.isValid ? instructionTarget(instruction) : null;
    if (this.isValid && this.#bits === 64) {
      encodings.learn(this.#code, offset, instruction, decoder);
    }
  }
}
