import {
  InstructionReader,
  type CodePart,
  type FlowInstruction,
} from '../../image/disassembly/instruction-reader';
import { relocationsWithin } from './relocations-within';
import type { ObjectFile, ObjectSection, ObjectSymbol } from './object';

/** A jump, call or memory operand that the assembler resolved by itself. */
export interface UnrelocatedReference {
  /** Of its instruction, in bytes from the section's start. */
  readonly at: number;
  /**
   * Bytes from the section's start to 4 bytes that end the instruction, the distance of a jump or of
   * an address; null for anything else.
   */
  readonly field: number | null;
  /** Bytes from the section's start. */
  readonly target: number;
  readonly isCall: boolean;
  /** Whether it is a jump or a call. */
  readonly isBranch: boolean;
}

/** A label that control reaches from the instruction before it. */
export interface FallThrough {
  /** Bytes from the section's start. */
  readonly label: number;
  /** The call after which there is nothing but padding up to the label; null if there is none. */
  readonly call: { readonly at: number; readonly callee: ObjectSymbol | null } | null;
}

/** A field of an instruction that a relocation fills in. */
export interface RelocatedOperand {
  /** Bytes from the field's start to the instruction's end. */
  readonly toEnd: number;
  /** Bytes of memory that are read or written at exactly that place; null for an address. */
  readonly access: number | null;
  /** Whether the section's code compares or subtracts the register that the address goes to. */
  readonly isCompared: boolean;
}

/**
 * What is code in a section, found by following control from its functions, and where control and
 * operands lead that no relocation shows. What control does not reach is taken for code as far as
 * it can be.
 */
export class CodeMap {
  readonly references: readonly UnrelocatedReference[];
  readonly fallThroughs: readonly FallThrough[];
  /** By the field's offset in the section. */
  readonly operands: ReadonlyMap<number, RelocatedOperand>;
  readonly #cells: Uint16Array;

  constructor(walk: Walk) {
    walk.run();
    this.references = walk.references;
    this.fallThroughs = walk.fallThroughs;
    this.operands = walk.operands();
    this.#cells = walk.cells;
  }

  /** Bytes of the instruction that starts there; 0 if none does. */
  lengthAt(offset: number): number {
    return (this.#cells[offset] ?? 0) & LENGTH;
  }

  /** Whether control was seen to reach the instruction. */
  isReachedAt(offset: number): boolean {
    return this.#is(offset, Known.REACHED);
  }

  /** Whether it does nothing, or traps. */
  isPaddingAt(offset: number): boolean {
    return this.#is(offset, Known.PADDING);
  }

  isCallAt(offset: number): boolean {
    return this.#is(offset, Known.CALL);
  }

  /** Whether control never goes on after it: a return, a jump, a trap. */
  isLastAt(offset: number): boolean {
    return this.#is(offset, Known.LAST);
  }

  #is(offset: number, bit: number): boolean {
    return ((this.#cells[offset] ?? 0) & bit) !== 0;
  }
}

/** Finds out what is code in all sections of an object that hold code, by section. */
export function codeMaps(
  { sections, machine }: ObjectFile,
  labels: ReadonlyMap<ObjectSection, readonly ObjectSymbol[]>,
): ReadonlyMap<ObjectSection, CodeMap> {
  const code = sections.filter(({ kind }) => kind === 'code');
  const reader = new InstructionReader(
    Buffer.concat(code.map(({ data }) => data)),
    machine === 'AMD64' ? 64 : 32,
  );
  try {
    let start = 0;
    return new Map(
      code.map((section) => {
        const part = { start, end: start + section.data.length };
        start = part.end;
        return [section, new CodeMap(new Walk(section, labels.get(section) ?? [], reader, part))];
      }),
    );
  } finally {
    reader.free();
  }
}

/** What is known of the instruction that starts at a byte: its length in 4 bits, and a bit for each of these. */
const Known = { REACHED: 0x10, PADDING: 0x20, CALL: 0x40, LAST: 0x80 } as const;

/** The bits of the length: no instruction has more than 15 bytes. */
const LENGTH = 0xf;

/** Whether a label is there. */
const LABEL = 0x100;

/** What most functions have. */
const NO_OPERANDS: ReadonlyMap<number, RelocatedOperand> = new Map();

/** A register that holds an address, and the relocation that it comes from. */
interface Loaded {
  readonly field: number;
  readonly register: number;
}

class Walk {
  readonly references: UnrelocatedReference[] = [];
  readonly fallThroughs: FallThrough[] = [];
  /** By byte of the section: see {@link Known}. */
  readonly cells: Uint16Array;
  readonly #operands: (readonly [field: number, Omit<RelocatedOperand, 'isCompared'>])[] = [];
  readonly #section: ObjectSection;
  readonly #labels: readonly ObjectSymbol[];
  readonly #reader: InstructionReader;
  readonly #part: CodePart;
  readonly #pending: number[] = [];
  readonly #loaded: Loaded[] = [];
  readonly #compared: number[] = [];

  /**
   * @param labels symbols of the section that are no section's symbol
   * @param reader of code that the section is a part of
   */
  constructor(
    section: ObjectSection,
    labels: readonly ObjectSymbol[],
    reader: InstructionReader,
    part: CodePart,
  ) {
    const size = section.data.length;
    this.#section = section;
    this.#labels = labels;
    this.#reader = reader;
    this.#part = part;
    this.cells = new Uint16Array(size);
    for (const { value } of labels) if (value < size) this.cells[value] = LABEL;
  }

  run(): void {
    for (const { value, isFunction, isExternal } of this.#labels) {
      if (isFunction || isExternal) this.#follow(value);
    }
    this.#sweep();
  }

  operands(): ReadonlyMap<number, RelocatedOperand> {
    if (this.#operands.length === 0) return NO_OPERANDS;
    const registers = new Set(this.#compared);
    const compared = new Set(
      this.#loaded.flatMap(({ field, register }) => (registers.has(register) ? [field] : [])),
    );
    return new Map(
      this.#operands.map(([field, operand]) => [
        field,
        { ...operand, isCompared: compared.has(field) },
      ]),
    );
  }

  #follow(root: number): void {
    this.#pending.push(root);
    for (let start = this.#pending.pop(); start !== undefined; start = this.#pending.pop()) {
      this.#run(start);
    }
  }

  /** Follows control from an instruction to where it ends, or to where it was before. */
  #run(start: number): void {
    let call: FallThrough['call'] = null;
    for (let at = start; at < this.cells.length;) {
      if (at !== start && this.#isLabel(at)) this.fallThroughs.push({ label: at, call });
      if (this.#length(at) !== 0) return;
      const instruction = this.#reader.at(at, this.#part);
      if (instruction === null) return;
      this.#note(at, instruction);
      this.cells[at] = (this.cells[at] ?? 0) | Known.REACHED;
      const { flow, length } = instruction;
      if (flow === 'jump' || flow === 'end') return;
      if (flow === 'call') call = { at, callee: this.#callee(at, instruction) };
      else if (!instruction.isPadding) call = null;
      at += length;
    }
  }

  /** Takes what control does not reach for code, from one label to the next. */
  #sweep(): void {
    for (let at = 0; at < this.cells.length;) {
      const known = this.#length(at);
      const length = known === 0 ? this.#sweepAt(at) : known;
      at += Math.max(1, length);
    }
  }

  #sweepAt(at: number): number {
    const instruction = this.#reader.at(at, this.#part);
    if (instruction === null) return 0;
    const end = at + instruction.length;
    for (let next = at + 1; next < end; next += 1) {
      if (this.#isLabel(next) || this.#length(next) !== 0) return 0;
    }
    // A field that is only in part in the instruction shows that this is none.
    for (const { offset, type } of relocationsWithin(this.#section, at, end)) {
      if (offset + (type === 'ADDR64' ? 8 : 4) > end) return offset - at;
    }
    this.#note(at, instruction);
    return instruction.length;
  }

  #note(at: number, instruction: FlowInstruction): void {
    const { length, memory, target, targetField } = instruction;
    this.cells[at] =
      (this.#isLabel(at) ? LABEL : 0) |
      length |
      (instruction.isPadding ? Known.PADDING : 0) |
      (instruction.flow === 'call' ? Known.CALL : 0) |
      (instruction.flow === 'jump' || instruction.flow === 'end' ? Known.LAST : 0);
    for (const register of instruction.compares) this.#compared.push(register);
    const relocations = relocationsWithin(this.#section, at, at + length);
    for (const { offset } of relocations) {
      const isOfMemory = memory?.field === offset - at;
      const access = isOfMemory && !memory.isAddress ? memory.size : null;
      this.#operands.push([offset, { toEnd: at + length - offset, access }]);
      if (access === null && instruction.loads !== null) {
        this.#loaded.push({ field: offset, register: instruction.loads });
      }
    }
    if (relocations.length > 0) return;
    const isCall = instruction.flow === 'call';
    const size = this.cells.length;
    if (target !== null && target >= 0 && target < size) {
      const field = targetField === null ? null : at + targetField;
      this.references.push({ at, field, target, isCall, isBranch: true });
      this.#pending.push(target);
    }
    const operand = memory?.target ?? null;
    if (memory !== null && operand !== null && operand >= 0 && operand < size) {
      // The address of a function, as the last bytes of a lea.
      const isFunction = memory.isAddress && memory.field !== null && memory.field + 4 === length;
      const field = isFunction ? at + memory.field : null;
      this.references.push({ at, field, target: operand, isCall: false, isBranch: false });
    }
  }

  #length(at: number): number {
    return (this.cells[at] ?? 0) & LENGTH;
  }

  #isLabel(at: number): boolean {
    return ((this.cells[at] ?? 0) & LABEL) !== 0;
  }

  #callee(at: number, { length }: FlowInstruction): ObjectSymbol | null {
    return relocationsWithin(this.#section, at, at + length)[0]?.symbol ?? null;
  }
}
