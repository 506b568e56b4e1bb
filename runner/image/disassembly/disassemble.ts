import { Decoder, Formatter, FormatterSyntax, Mnemonic, OpKind, type Instruction } from 'iced-x86';
import { CodeCursor, type CodeAddress } from './code-cursor';
import {
  instructionTarget,
  isLastMnemonic,
  NEAR_BRANCHES,
  signedAddress,
  type DecodedInstruction,
} from './decoded-instruction';
import { relativeOperandTarget } from './relative-operand';
import { giveBack, takeInstruction } from './spare-instructions';

/** One instruction of some x86 code. */
export interface DisassembledInstruction extends DecodedInstruction {
  /** In MASM's syntax: "lea rdx,[uav(greeting)]"; "(bad)" for bytes that are no instruction. */
  readonly text: string;
}

/** A field of the code that a relocation fills in, to be shown by name. */
export interface NamedField {
  /** Bytes from the start of the code. */
  readonly offset: number;
  readonly name: string;
}

export interface DisassemblyOptions extends Partial<CodeAddress> {
  /** Fields that relocations fill in. */
  readonly fields?: readonly NamedField[];
  /** Names an address that an instruction refers to; null for none. */
  readonly nameOf?: (address: number) => string | null;
}

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
  const { address = 0, bits = 64, fields = [], nameOf = () => null } = options;
  const names = new Map(fields.map(({ offset, name }) => [offset, name]));
  const decoder = new Decoder(bits, code, 0);
  const instruction = takeInstruction();
  const result: DisassembledInstruction[] = [];
  try {
    decoder.ip = BigInt(address);
    while (decoder.canDecode) {
      const offset = decoder.position;
      decoder.decodeOut(instruction);
      const { mnemonic } = instruction;
      const isLast = isLastMnemonic(mnemonic);
      if (mnemonic === Mnemonic.INVALID) {
        result.push({ offset, length: 1, text: '(bad)', isValid: false, isLast, target: null });
        // What is no instruction is one byte: the next one may start after it.
        decoder.position = offset + 1;
        decoder.ip = BigInt(address + offset + 1);
        continue;
      }
      const { length } = instruction;
      const target = instructionTarget(instruction);
      const text =
        names.size > 0
          ? format(instruction, fieldNames(decoder, instruction, names, offset), nameOf)
          : target === null
            ? knownText(instruction, textKey(bits, code, offset, length))
            : format(instruction, NO_NAMES, nameOf);
      result.push({ offset, length, text, isValid: true, isLast, target });
    }
  } finally {
    giveBack(instruction);
    decoder.free();
  }
  return result;
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
  const result: DisassembledInstruction[] = [];
  const cursor = new CodeCursor(code, source);
  try {
    while (cursor.next()) result.push(new LazyInstruction(cursor, source));
  } finally {
    cursor.free();
  }
  return result;
}

/** Where an instruction was found. */
export interface InstructionSource extends Required<Omit<DisassemblyOptions, 'fields'>> {
  readonly code: Uint8Array;
}

/** An instruction whose text is made when it is first asked for. */
export class LazyInstruction implements DisassembledInstruction {
  readonly offset: number;
  readonly length: number;
  readonly isValid: boolean;
  readonly isLast: boolean;
  readonly target: number | null;
  readonly #source: InstructionSource;
  #text: string | null = null;

  /** @param decoded what it is, less its text; of the source's code */
  constructor(
    { offset, length, isValid, isLast, target }: DecodedInstruction,
    source: InstructionSource,
  ) {
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
    const target = signedAddress(instruction.nearBranchTarget);
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
