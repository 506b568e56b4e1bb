import { Decoder, EncodingKind, Instruction, Mnemonic } from 'iced-x86';
import { shapeOf, type InstructionShape } from './instruction-shape';

/** Entries of a node: one for each byte. */
const FAN_OUT = 256;
/** Nodes, of 1 KiB, that are made at most: honest programs have some hundred. */
const MOST_NODES = 8192;
const FIRST_NODES = 64;
/** Bytes of the longest instruction. */
const LONGEST = 15;

/**
 * Decodes instructions by their shapes. Asking the decoder is slow, and a program has few shapes for its
 * many instructions, so each is decoded once, and found again by its bytes before the first number in it:
 * a decoder reads them one after the other, and knows the shape once it has read them.
 */
export class InstructionShapes {
  readonly #bits: 32 | 64;
  readonly #instruction = new Instruction();
  /**
   * A tree, {@link FAN_OUT} entries a node, from its first node on: by the next byte, the number of the node
   * for the byte after it, the complement of a shape's index, or 0 where nothing is known.
   */
  #next = new Int32Array(FIRST_NODES * FAN_OUT);
  #nodes = 1;
  readonly #shapes: InstructionShape[] = [];
  #invalidLength = 0;

  constructor(is64: boolean) {
    this.#bits = is64 ? 64 : 32;
  }

  /** Gives back what decoding holds; nothing can be decoded after it. */
  free(): void {
    this.#instruction.free();
  }

  /**
   * @param code with as many bytes after it as an instruction can have
   * @returns null if there is no instruction at an index
   */
  at(code: Uint8Array, index: number): InstructionShape | null {
    const next = this.#next;
    let node = 0;
    for (let i = index; i < code.length; i += 1) {
      const to = next[node * FAN_OUT + (code[i] as number)] as number;
      if (to < 0) return this.#shapes[~to] as InstructionShape;
      if (to === 0) break;
      node = to;
    }
    return this.#decode(code.subarray(index, index + LONGEST));
  }

  /** Bytes that were read until there was no instruction, the last time that there was none. */
  get invalidLength(): number {
    return this.#invalidLength;
  }

  #decode(bytes: Uint8Array): InstructionShape | null {
    const decoder = new Decoder(this.#bits, bytes, 0);
    const instruction = this.#instruction;
    try {
      decoder.decodeOut(instruction);
      if (instruction.mnemonic === Mnemonic.INVALID) {
        this.#invalidLength = instruction.length;
        return null;
      }
      const shape = shapeOf(decoder, instruction, bytes);
      if (isToldByHead(instruction.encoding, shape)) this.#remember(bytes, shape);
      return shape;
    } finally {
      decoder.free();
    }
  }

  #remember(bytes: Uint8Array, shape: InstructionShape): void {
    const last = headOf(shape) - 1;
    let node = 0;
    for (let i = 0; i < last; i += 1) {
      const at = node * FAN_OUT + (bytes[i] as number);
      let to = this.#next[at] as number;
      if (to === 0) {
        if (this.#nodes === MOST_NODES) return;
        to = this.#addNode();
        this.#next[at] = to;
      }
      node = to;
    }
    this.#next[node * FAN_OUT + (bytes[last] as number)] = ~this.#shapes.length;
    this.#shapes.push(shape);
  }

  #addNode(): number {
    const node = this.#nodes;
    this.#nodes += 1;
    if (this.#nodes * FAN_OUT > this.#next.length) {
      const wider = new Int32Array(this.#next.length * 2);
      wider.set(this.#next);
      this.#next = wider;
    }
    return node;
  }
}

/**
 * Whether the bytes before its first number say all of an instruction but for its numbers. Not so with 3DNow!,
 * whose operation comes last, with EVEX, and with registers in immediates, which XOP and VEX have.
 */
function isToldByHead(encoding: EncodingKind, { immediateSize }: InstructionShape): boolean {
  const { Legacy, VEX } = EncodingKind;
  return encoding === Legacy || (encoding === VEX && immediateSize === 0);
}

/** Bytes before the first displacement or immediate. */
function headOf({ length, displacementOffset, immediateOffset }: InstructionShape): number {
  if (displacementOffset !== 0) return displacementOffset;
  return immediateOffset === 0 ? length : immediateOffset;
}
