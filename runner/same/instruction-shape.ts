import {
  Code,
  EncodingKind,
  OpKind,
  Register,
  type Decoder,
  type FlowControl,
  type Instruction,
  type Mnemonic,
} from 'iced-x86';
import type { ImageContents } from './image-contents';
import {
  fullRegister,
  memoryBytes,
  NEAR_BRANCHES,
  OVERWRITING,
  PLAIN,
  surelyRead,
} from './machine-code';

/**
 * What an instruction is but for the numbers in it: all that its bytes before the first displacement or
 * immediate say. The many instructions of one shape share it.
 */
export interface InstructionShape {
  /** Bytes. */
  readonly length: number;
  readonly mnemonic: Mnemonic;
  readonly flow: FlowControl;
  readonly kinds: readonly OpKind[];
  /** The whole register of each operand; none for other operands. */
  readonly registers: readonly Register[];
  /** Whether it writes its first operand, a register, without reading it. */
  readonly isOverwriting: boolean;
  /** Whether it writes no register but its first operand. */
  readonly isPlain: boolean;
  readonly isString: boolean;
  readonly isRepeated: boolean;
  /** Whether its first operand is the target of a jump or call. */
  readonly isBranch: boolean;
  /** `mov reg,imm64`. */
  readonly isLongMove: boolean;
  readonly hasMemory: boolean;
  readonly hasLongImmediate: boolean;
  readonly isIpRelative: boolean;
  /** Whole registers; none where there is none. */
  readonly memoryBase: Register;
  readonly memoryIndex: Register;
  /** Bytes that the memory operand reads or writes; 0 if it does neither, or that is not known. */
  readonly memoryBytes: number;
  /** How many of these are surely part of what is read. */
  readonly sureBytes: number;
  readonly segment: Register;
  /** Bytes from the start of the instruction; 0 for none. */
  readonly displacementOffset: number;
  readonly displacementSize: number;
  /** What a displacement of one byte counts: more than a byte in EVEX encoding. */
  readonly displacementUnit: number;
  /** Bytes from the start of the instruction; 0 for none. */
  readonly immediateOffset: number;
  readonly immediateSize: number;
}

/**
 * @param instruction what the decoder has just decoded
 * @param bytes from its first byte on
 */
export function shapeOf(
  decoder: Decoder,
  instruction: Instruction,
  bytes: Uint8Array,
): InstructionShape {
  const constants = decoder.getConstantOffsets(instruction);
  const { displacementOffset, displacementSize, immediateOffset, immediateSize } = constants;
  constants.free();
  const { mnemonic, opCount } = instruction;
  const kinds = Array.from({ length: opCount }, (_, i) => instruction.opKind(i));
  const [first] = kinds;
  const hasMemory = kinds.includes(OpKind.Memory);
  return {
    length: instruction.length,
    mnemonic,
    flow: instruction.flowControl,
    kinds,
    registers: kinds.map((kind, i) =>
      kind === OpKind.Register ? fullRegister(instruction.opRegister(i)) : Register.None,
    ),
    isOverwriting: first === OpKind.Register && OVERWRITING.has(mnemonic),
    isPlain: PLAIN.has(mnemonic),
    isString: instruction.isStringInstruction,
    isRepeated: instruction.hasRepPrefix,
    isBranch: first !== undefined && NEAR_BRANCHES.has(first),
    isLongMove: instruction.code === Code.Mov_r64_imm64,
    hasMemory,
    hasLongImmediate: kinds.includes(OpKind.Immediate32),
    isIpRelative: instruction.isIpRelMemoryOperand,
    memoryBase: fullRegister(instruction.memoryBase),
    memoryIndex: fullRegister(instruction.memoryIndex),
    memoryBytes: memoryBytes(instruction.memorySize),
    sureBytes: surelyRead(instruction.memorySize),
    segment: instruction.segmentPrefix,
    displacementOffset,
    displacementSize,
    displacementUnit:
      displacementSize === 1 ? unitOf(instruction, bytes[displacementOffset] as number) : 1,
    immediateOffset,
    immediateSize,
  };
}

/** Displacements of one byte are multiples of the operand's size in EVEX encoding. */
function unitOf(instruction: Instruction, byte: number): number {
  if (instruction.encoding !== EncodingKind.EVEX || byte === 0) return 1;
  const displacement = Number(BigInt.asIntN(64, instruction.memoryDisplacement));
  return displacement / ((byte << 24) >> 24);
}

/** The displacement of an instruction at an RVA, with its sign; 0 for none. */
export function displacementAt(
  { displacementOffset, displacementSize, displacementUnit }: InstructionShape,
  contents: ImageContents,
  rva: number,
): number {
  const at = rva + displacementOffset;
  switch (displacementSize) {
    case 0:
      return 0;
    case 1:
      return contents.i8(at) * displacementUnit;
    case 2:
      return contents.u16(at);
    case 8:
      return contents.u32(at) + contents.u32(at + 4) * 0x1_0000_0000;
    default:
      return contents.i32(at);
  }
}
