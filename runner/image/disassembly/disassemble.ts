import { Decoder, Formatter, FormatterSyntax, Instruction, Mnemonic, OpKind } from 'iced-x86';
import { relativeOperandTarget } from './relative-operand';

/** One instruction of some x86 code. */
export interface DisassembledInstruction {
  /** Bytes from the start of the code. */
  readonly offset: number;
  /** Bytes. */
  readonly length: number;
  /** In MASM's syntax: "lea rdx,[uav(greeting)]"; "(bad)" for bytes that are no instruction. */
  readonly text: string;
  readonly isValid: boolean;
  /** Whether control never goes on after it: a return, a jump, a trap. */
  readonly isLast: boolean;
  /** What a branch, or an operand relative to RIP or EIP, refers to, in `address` terms; null without one. */
  readonly target: number | null;
}

/** A field of the code that a relocation fills in, to be shown by name. */
export interface NamedField {
  /** Bytes from the start of the code. */
  readonly offset: number;
  readonly name: string;
}

export interface DisassemblyOptions {
  /** Where the code starts: what branches and RIP-relative operands are counted from. */
  readonly address?: number;
  /** Of the machine: AMD64 has 64, I386 32. */
  readonly bits?: 32 | 64;
  /** Fields that relocations fill in. */
  readonly fields?: readonly NamedField[];
  /** Names an address that an instruction refers to; null for none. */
  readonly nameOf?: (address: number) => string | null;
}

const LAST = new Set([Mnemonic.Ret, Mnemonic.Jmp, Mnemonic.Ud2, Mnemonic.Int3, Mnemonic.Hlt]);

const NEAR_BRANCHES: readonly OpKind[] = [
  OpKind.NearBranch16,
  OpKind.NearBranch32,
  OpKind.NearBranch64,
];

const formatter = new Formatter(FormatterSyntax.Masm);
formatter.uppercaseHex = false;
formatter.spaceAfterOperandSeparator = false;

/**
 * Texts of instructions that refer to nothing, by mode and bytes: formatting one costs ten times as
 * much as decoding it, and programs consist of few different ones.
 */
const texts = new Map<string, string>();
/** Then the texts are forgotten: bytes of garbage are seldom the same. */
const MOST_TEXTS = 0x1_0000;

/** Decodes x86 code from its first byte to its last. */
export function disassemble(
  code: Uint8Array,
  options: DisassemblyOptions = {},
): readonly DisassembledInstruction[] {
  const { bits = 64, fields = [], nameOf = () => null } = options;
  const names = new Map(fields.map(({ offset, name }) => [offset, name]));
  return decodeAll(code, options, (row, instruction, decoder) => {
    const { offset, length, isValid, isLast, target } = row;
    let text = '(bad)';
    if (names.size > 0 && isValid) {
      text = format(instruction, fieldNames(decoder, instruction, names, offset), nameOf);
    } else if (isValid) {
      text =
        target === null
          ? knownText(instruction, textKey(bits, code, offset, length))
          : format(instruction, NO_NAMES, nameOf);
    }
    return { offset, length, text, isValid, isLast, target };
  });
}

/**
 * The same, without names of fields, and with texts that are made when they are first asked for: that
 * costs several times as much as decoding, and who compares code needs few of them. The code must stay
 * as it is.
 */
export function disassembleLazily(
  code: Uint8Array,
  options: Omit<DisassemblyOptions, 'fields'> = {},
): readonly DisassembledInstruction[] {
  const source = { code, address: 0, bits: 64 as const, nameOf: () => null, ...options };
  return decodeAll(code, options, (row) => new LazyInstruction(row, source));
}

/**
 * Decodes code as {@link disassemble} does, and keeps nothing.
 * @param visit gets each instruction; if it returns false, no more are decoded
 * @returns whether all were visited
 */
export function everyInstruction(
  code: Uint8Array,
  { address, bits }: Required<Pick<DisassemblyOptions, 'address' | 'bits'>>,
  visit: (offset: number, length: number, target: number | null) => boolean,
): boolean {
  const decoder = new Decoder(bits, code, 0);
  const instruction = new Instruction();
  try {
    decoder.ip = BigInt(address);
    while (decoder.canDecode) {
      const offset = decoder.position;
      decoder.decodeOut(instruction);
      const isValid = instruction.mnemonic !== Mnemonic.INVALID;
      const length = isValid ? instruction.length : 1;
      if (!visit(offset, length, isValid ? targetOf(instruction) : null)) return false;
      if (!isValid) skipByte(decoder, address, offset);
    }
    return true;
  } finally {
    instruction.free();
    decoder.free();
  }
}

/** What is no instruction is one byte: the next one may start after it. */
function skipByte(decoder: Decoder, address: number, offset: number): void {
  decoder.position = offset + 1;
  decoder.ip = BigInt(address + offset + 1);
}

/** What an instruction is, less its text. */
type Decoded = Omit<DisassembledInstruction, 'text'>;

/** Where an instruction was found. */
interface Source extends Required<Omit<DisassemblyOptions, 'fields'>> {
  readonly code: Uint8Array;
}

class LazyInstruction implements DisassembledInstruction {
  readonly offset: number;
  readonly length: number;
  readonly isValid: boolean;
  readonly isLast: boolean;
  readonly target: number | null;
  readonly #source: Source;
  #text: string | null = null;

  constructor({ offset, length, isValid, isLast, target }: Decoded, source: Source) {
    this.offset = offset;
    this.length = length;
    this.isValid = isValid;
    this.isLast = isLast;
    this.target = target;
    this.#source = source;
  }

  get text(): string {
    if (this.#text === null) {
      const { code, address, bits, nameOf } = this.#source;
      const { offset, length } = this;
      const known =
        this.target === null ? texts.get(textKey(bits, code, offset, length)) : undefined;
      const bytes = code.subarray(offset, offset + length);
      this.#text =
        known ??
        disassemble(bytes, { address: address + offset, bits, nameOf })[0]?.text ??
        '(bad)';
    }
    return this.#text;
  }
}

/** Those that nobody decodes into: to make one costs as much as to decode a line of code. */
const spareInstructions: Instruction[] = [];

/** Decodes x86 code from its first byte to its last. */
function decodeAll<T>(
  code: Uint8Array,
  { address = 0, bits = 64 }: DisassemblyOptions,
  make: (row: Decoded, instruction: Instruction, decoder: Decoder) => T,
): readonly T[] {
  const decoder = new Decoder(bits, code, 0);
  const instruction = spareInstructions.pop() ?? new Instruction();
  const result: T[] = [];
  try {
    decoder.ip = BigInt(address);
    while (decoder.canDecode) {
      const offset = decoder.position;
      decoder.decodeOut(instruction);
      const { mnemonic } = instruction;
      const isValid = mnemonic !== Mnemonic.INVALID;
      const length = isValid ? instruction.length : 1;
      const target = isValid ? targetOf(instruction) : null;
      const row = { offset, length, isValid, isLast: LAST.has(mnemonic), target };
      result.push(make(row, instruction, decoder));
      if (!isValid) skipByte(decoder, address, offset);
    }
  } finally {
    spareInstructions.push(instruction);
    decoder.free();
  }
  return result;
}

/** Names for the constants that one instruction holds. */
interface FieldNames {
  readonly displacement: string | undefined;
  readonly immediate: string | undefined;
}

const NO_NAMES: FieldNames = { displacement: undefined, immediate: undefined };

function fieldNames(
  decoder: Decoder,
  instruction: Instruction,
  names: ReadonlyMap<number, string>,
  offset: number,
): FieldNames {
  const constants = decoder.getConstantOffsets(instruction);
  const { hasDisplacement, displacementOffset, hasImmediate, immediateOffset } = constants;
  constants.free();
  return {
    displacement: hasDisplacement ? names.get(offset + displacementOffset) : undefined,
    immediate: hasImmediate ? names.get(offset + immediateOffset) : undefined,
  };
}

/** The text of an instruction that refers to nothing, so that it does not depend on its address. */
function knownText(instruction: Instruction, key: string): string {
  const known = texts.get(key);
  if (known !== undefined) return known;
  const text = formatter.format(instruction);
  if (texts.size >= MOST_TEXTS) texts.clear();
  texts.set(key, text);
  return text;
}

/** Of an instruction so many bytes from the start of some code. */
function textKey(bits: 32 | 64, code: Uint8Array, offset: number, length: number): string {
  let key = String.fromCharCode(bits);
  for (let at = offset; at < offset + length; at += 1) key += String.fromCharCode(code[at] ?? 0);
  return key;
}

function targetOf(instruction: Instruction): number | null {
  const relative = relativeOperandTarget(instruction);
  if (relative !== null) return relative;
  const hasBranch = instruction.opCount > 0 && NEAR_BRANCHES.includes(instruction.opKind(0));
  return hasBranch ? signed(instruction.nearBranchTarget) : null;
}

function format(
  instruction: Instruction,
  fields: FieldNames,
  nameOf: (address: number) => string | null,
): string {
  const operands: string[] = [];
  const count = formatter.operandCount(instruction);
  for (let i = 0; i < count; i += 1) {
    operands.push(formatOperand(instruction, i, fields, nameOf));
  }
  const mnemonic = formatter.formatMnemonic(instruction);
  return operands.length === 0 ? mnemonic : `${mnemonic} ${operands.join(',')}`;
}

function formatOperand(
  instruction: Instruction,
  index: number,
  { displacement, immediate }: FieldNames,
  nameOf: (address: number) => string | null,
): string {
  const operand = formatter.getInstructionOperand(instruction, index);
  const kind = operand === undefined ? undefined : instruction.opKind(operand);
  const text = (): string => formatter.formatOperand(instruction, index);
  if (kind === undefined) return text();
  if (NEAR_BRANCHES.includes(kind)) {
    const target = signed(instruction.nearBranchTarget);
    return immediate ?? nameOf(target) ?? hex(target);
  }
  if (kind === OpKind.Memory) {
    const target = relativeOperandTarget(instruction);
    if (target !== null) {
      const name = displacement ?? nameOf(target) ?? hex(target);
      return text().replace(/\[[^\]]*\]/, () => `[${name}]`);
    }
    return displacement === undefined ? text() : `${text()}{${displacement}}`;
  }
  const isImmediate = kind >= OpKind.Immediate8 && kind <= OpKind.Immediate32to64;
  return isImmediate && immediate !== undefined ? immediate : text();
}

/** A number as MASM writes it: "5dh", "0cdh". */
function hex(value: number): string {
  if (value >= 0 && value < 10) return String(value);
  if (value < 0) return `-${hex(-value)}`;
  const digits = value.toString(16);
  return `${/^\d/.test(digits) ? '' : '0'}${digits}h`;
}

/** An address as the code counts it: what lies before address 0 is negative. */
function signed(address: bigint): number {
  return Number(BigInt.asIntN(64, address));
}
