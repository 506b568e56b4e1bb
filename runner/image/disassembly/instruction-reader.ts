import {
  Decoder,
  FlowControl,
  Instruction,
  MemorySizeExt,
  Mnemonic,
  OpKind,
  Register,
} from 'iced-x86';
import { NEAR_BRANCHES, signedAddress } from './decoded-instruction';
import { relativeOperandTarget } from './relative-operand';

/** How control leaves an instruction. */
export type Flow =
  /** To the next one. */
  | 'next'
  /** To the next one, once the function that it calls returns. */
  | 'call'
  /** To its target or the next one. */
  | 'conditional'
  /** To its target. */
  | 'jump'
  /** Somewhere that the instruction does not say, or nowhere. */
  | 'end';

/** The memory operand of an instruction. */
export interface MemoryOperand {
  /** Bytes from the instruction's start to its displacement; null without one. */
  readonly field: number | null;
  /** What it refers to, if that is counted from the instruction's end; else null. */
  readonly target: number | null;
  /** Bytes that are read or written; 0 if unknown. */
  readonly size: number;
  /** Whether only the address is taken, or a register is added to it. */
  readonly isAddress: boolean;
}

/** What an instruction does with control and memory. */
export interface FlowInstruction {
  /** Bytes. */
  readonly length: number;
  readonly flow: Flow;
  /** Where a jump or call leads, in bytes from the start of the code; null if that is not told. */
  readonly target: number | null;
  /** Bytes from the instruction's start to the 4 bytes of a jump's distance; null if it has fewer. */
  readonly targetField: number | null;
  readonly memory: MemoryOperand | null;
  /** Whether it does nothing, or traps: what fills the space between functions. */
  readonly isPadding: boolean;
  /** The register that it writes an address or constant to, as a number; null for any other. */
  readonly loads: number | null;
  /** The registers that it compares or subtracts, as numbers. */
  readonly compares: readonly number[];
}

/** `int 29h` ends the process: `__fastfail`. */
const FAST_FAIL = 0x29;

/** A part of some code that is read as if it were alone. */
export interface CodePart {
  /** Bytes from the start of the code. */
  readonly start: number;
  /** Bytes from the start of the code to just past the last byte. */
  readonly end: number;
}

/** What registers an instruction compares that compares none. */
const NO_REGISTERS: readonly number[] = [];

/** Decodes single instructions of some x86 code; {@link free} gives its memory back. */
export class InstructionReader {
  readonly #decoder: Decoder;
  readonly #instruction = new Instruction();
  readonly #sizes = new Map<number, number>();
  readonly #whole: CodePart;

  /** @param bits 64 for AMD64, 32 for I386 */
  constructor(code: Uint8Array, bits: 32 | 64) {
    this.#decoder = new Decoder(bits, code, 0);
    this.#whole = { start: 0, end: code.length };
  }

  free(): void {
    this.#decoder.free();
    this.#instruction.free();
  }

  /**
   * The instruction so many bytes from the start of a part; null if the part has none there. A decoder
   * takes longer to make than a short function to read, so one serves all functions of an object.
   */
  at(offset: number, part: CodePart = this.#whole): FlowInstruction | null {
    const decoder = this.#decoder;
    const instruction = this.#instruction;
    if (offset >= part.end - part.start) return null;
    decoder.position = part.start + offset;
    decoder.ip = BigInt(offset);
    decoder.decodeOut(instruction);
    const mnemonic = instruction.mnemonic;
    const { length } = instruction;
    if (mnemonic === Mnemonic.INVALID || part.start + offset + length > part.end) return null;
    const { opCount } = instruction;
    const firstKind = opCount > 0 ? instruction.opKind(0) : null;
    const isBranch = firstKind !== null && NEAR_BRANCHES.includes(firstKind);
    const hasMemory = hasMemoryOperand(instruction, opCount);
    let displacement: number | null = null;
    let branchField: number | null = null;
    if (isBranch || hasMemory) {
      const constants = decoder.getConstantOffsets(instruction);
      if (constants.hasDisplacement) displacement = constants.displacementOffset;
      if (isBranch && constants.immediateSize === 4) branchField = constants.immediateOffset;
      constants.free();
    }
    const isComparison = mnemonic === Mnemonic.Cmp || mnemonic === Mnemonic.Sub;
    return {
      length,
      flow: flowOf(instruction),
      target: isBranch ? signedAddress(instruction.nearBranchTarget) : null,
      targetField: branchField,
      memory: hasMemory ? this.#memory(displacement) : null,
      isPadding: isPadding(instruction),
      loads: loadedRegister(instruction, firstKind),
      compares: isComparison ? registersOf(instruction, opCount) : NO_REGISTERS,
    };
  }

  #memory(field: number | null): MemoryOperand {
    const instruction = this.#instruction;
    const target = relativeOperandTarget(instruction);
    const hasRegister =
      (instruction.memoryBase !== Register.None && target === null) ||
      instruction.memoryIndex !== Register.None;
    const { memorySize } = instruction;
    let size = this.#sizes.get(memorySize);
    if (size === undefined) this.#sizes.set(memorySize, (size = MemorySizeExt.size(memorySize)));
    return {
      field,
      target,
      size,
      isAddress: hasRegister || instruction.mnemonic === Mnemonic.Lea,
    };
  }
}

function hasMemoryOperand(instruction: Instruction, count: number): boolean {
  for (let i = 0; i < count; i += 1) if (instruction.opKind(i) === OpKind.Memory) return true;
  return false;
}

function flowOf(instruction: Instruction): Flow {
  switch (instruction.flowControl) {
    case FlowControl.UnconditionalBranch:
      return 'jump';
    case FlowControl.ConditionalBranch:
    case FlowControl.XbeginXabortXend:
      return 'conditional';
    case FlowControl.Call:
    case FlowControl.IndirectCall:
      return 'call';
    case FlowControl.IndirectBranch:
    case FlowControl.Return:
    case FlowControl.Exception:
      return 'end';
    case FlowControl.Interrupt: {
      const isTrap = instruction.mnemonic === Mnemonic.Int3;
      return isTrap || instruction.immediate8 === FAST_FAIL ? 'end' : 'next';
    }
    case FlowControl.Next:
      return instruction.mnemonic === Mnemonic.Hlt ? 'end' : 'next';
  }
}

function isPadding(instruction: Instruction): boolean {
  const { mnemonic } = instruction;
  if (mnemonic === Mnemonic.Nop || mnemonic === Mnemonic.Int3) return true;
  return (
    mnemonic === Mnemonic.Xchg &&
    instruction.op0Kind === OpKind.Register &&
    instruction.op1Kind === OpKind.Register &&
    instruction.op0Register === instruction.op1Register
  );
}

/** The register that `lea` or `mov` of a constant writes. */
function loadedRegister(instruction: Instruction, firstKind: OpKind | null): number | null {
  const { mnemonic } = instruction;
  if (mnemonic !== Mnemonic.Lea && mnemonic !== Mnemonic.Mov) return null;
  return firstKind === OpKind.Register ? instruction.op0Register : null;
}

function registersOf(instruction: Instruction, count: number): readonly number[] {
  const registers: number[] = [];
  for (let i = 0; i < count; i += 1) {
    if (instruction.opKind(i) === OpKind.Register) registers.push(instruction.opRegister(i));
  }
  return registers;
}
