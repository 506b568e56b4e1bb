import {
  InstructionReader,
  type FlowInstruction,
} from '../../image/disassembly/instruction-reader';
import { relocationsWithin } from './relocations-within';
import type { ObjectSection, ObjectSymbol } from './object';

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
  /** Bytes of the instruction that starts at each offset; 0 where none does. */
  readonly #lengths: Uint8Array;
  /** What is known of each of them: {@link Known} bits. */
  readonly #known: Uint8Array;

  /** @param labels symbols of the section that are no section's symbol */
  constructor(section: ObjectSection, labels: readonly ObjectSymbol[]) {
    const walk = new Walk(section, labels);
    try {
      walk.run();
    } finally {
      walk.free();
    }
    this.references = walk.references;
    this.fallThroughs = walk.fallThroughs;
    this.operands = walk.operands();
    this.#lengths = walk.lengths;
    this.#known = walk.known;
  }

  /** Bytes of the instruction that starts there; 0 if none does. */
  lengthAt(offset: number): number {
    return this.#lengths[offset] ?? 0;
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
    return ((this.#known[offset] ?? 0) & bit) !== 0;
  }
}

/** What is known of an instruction, a bit each. */
const Known = { REACHED: 1, PADDING: 2, CALL: 4, LAST: 8 } as const;

/** A register that holds an address, and the relocation that it comes from. */
interface Loaded {
  readonly field: number;
  readonly register: number;
}

class Walk {
  readonly references: UnrelocatedReference[] = [];
  readonly fallThroughs: FallThrough[] = [];
  readonly lengths: Uint8Array;
  readonly known: Uint8Array;
  readonly #operands = new Map<number, Omit<RelocatedOperand, 'isCompared'>>();
  readonly #section: ObjectSection;
  readonly #labels: readonly ObjectSymbol[];
  readonly #isLabel: Uint8Array;
  readonly #reader: InstructionReader;
  readonly #pending: number[] = [];
  readonly #loaded: Loaded[] = [];
  readonly #compared = new Set<number>();

  constructor(section: ObjectSection, labels: readonly ObjectSymbol[]) {
    const size = section.data.length;
    this.#section = section;
    this.#labels = labels;
    this.lengths = new Uint8Array(size);
    this.known = new Uint8Array(size);
    this.#isLabel = new Uint8Array(size);
    for (const { value } of labels) if (value < size) this.#isLabel[value] = 1;
    this.#reader = new InstructionReader(section.data, section.machine === 'AMD64' ? 64 : 32);
  }

  free(): void {
    this.#reader.free();
  }

  run(): void {
    const roots = this.#labels.filter(({ isFunction, isExternal }) => isFunction || isExternal);
    for (const { value } of roots) this.#follow(value);
    this.#sweep();
  }

  operands(): ReadonlyMap<number, RelocatedOperand> {
    const compared = new Set(
      this.#loaded.flatMap(({ field, register }) => (this.#compared.has(register) ? [field] : [])),
    );
    return new Map(
      [...this.#operands].map(([field, operand]) => [
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
    for (let at = start; at < this.lengths.length;) {
      if (at !== start && this.#isLabel[at] === 1) this.fallThroughs.push({ label: at, call });
      if (this.lengths[at] !== 0) return;
      const instruction = this.#reader.at(at);
      if (instruction === null) return;
      this.#note(at, instruction);
      this.known[at] = (this.known[at] ?? 0) | Known.REACHED;
      const { flow, length } = instruction;
      if (flow === 'jump' || flow === 'end') return;
      if (flow === 'call') call = { at, callee: this.#callee(at, instruction) };
      else if (!instruction.isPadding) call = null;
      at += length;
    }
  }

  /** Takes what control does not reach for code, from one label to the next. */
  #sweep(): void {
    const { lengths } = this;
    for (let at = 0; at < lengths.length;) {
      const known = lengths[at] ?? 0;
      const length = known === 0 ? this.#sweepAt(at) : known;
      at += Math.max(1, length);
    }
  }

  #sweepAt(at: number): number {
    const instruction = this.#reader.at(at);
    if (instruction === null) return 0;
    const end = at + instruction.length;
    for (let next = at + 1; next < end; next += 1) {
      if (this.#isLabel[next] === 1 || this.lengths[next] !== 0) return 0;
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
    this.lengths[at] = length;
    this.known[at] =
      (instruction.isPadding ? Known.PADDING : 0) |
      (instruction.flow === 'call' ? Known.CALL : 0) |
      (instruction.flow === 'jump' || instruction.flow === 'end' ? Known.LAST : 0);
    for (const register of instruction.compares) this.#compared.add(register);
    const relocations = relocationsWithin(this.#section, at, at + length);
    for (const { offset } of relocations) {
      const isOfMemory = memory !== null && memory.field === offset - at;
      const access = isOfMemory && !memory.isAddress ? memory.size : null;
      this.#operands.set(offset, { toEnd: at + length - offset, access });
      if (access === null && instruction.loads !== null) {
        this.#loaded.push({ field: offset, register: instruction.loads });
      }
    }
    if (relocations.length > 0) return;
    const isCall = instruction.flow === 'call';
    const size = this.lengths.length;
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

  #callee(at: number, { length }: FlowInstruction): ObjectSymbol | null {
    return relocationsWithin(this.#section, at, at + length)[0]?.symbol ?? null;
  }
}
