import { FlowControl, Mnemonic, OpKind, Register } from 'iced-x86';
import type { Comparison } from './comparison';
import type { InstructionShape } from './instruction-shape';

/** Instructions that are looked at. */
const MOST_INSTRUCTIONS = 64;

/** Calls that are followed into a function, one within another. */
const MOST_DEPTH = 2;

/** What a function may change: the registers of the x64 calling convention, of which x86 has the first. */
const VOLATILE: readonly Register[] = [
  ...[Register.RAX, Register.RCX, Register.RDX],
  ...[Register.R8, Register.R9, Register.R10, Register.R11],
];

/** `_initterm` and `_initterm_e` of C runtimes walk a list from their first argument to the second. */
const WALKING_IMPORT = /!_initterm(_e)?$/;

/** Instructions that write their first operand, or leave it. */
const MOVING_IF: ReadonlySet<Mnemonic> = new Set([
  ...[Mnemonic.Cmova, Mnemonic.Cmovae, Mnemonic.Cmovb, Mnemonic.Cmovbe],
  ...[Mnemonic.Cmove, Mnemonic.Cmovne, Mnemonic.Cmovs, Mnemonic.Cmovns],
]);

/** Registers that hold the two ends of what may be a list, and where they do. */
export interface ListBounds {
  /** RVA in the first image. */
  readonly from: number;
  readonly startRegister: Register;
  readonly endRegister: Register;
}

/**
 * Whether code walks from one address to another: it compares the two, and steps from the first by the size of an
 * address; or it hands both to a function that does so, or that of a C runtime.
 */
export function isWalked(comparison: Comparison, bounds: ListBounds): boolean {
  const { from, startRegister, endRegister } = bounds;
  const holds = { start: new Set([startRegister]), end: new Set([endRegister]) };
  return new ListWalk(comparison, holds, 0).isSeenFrom(from);
}

/** The registers that hold an address of the list, and its end. */
interface Holds {
  readonly start: Set<Register>;
  readonly end: Set<Register>;
}

/** Looks for a walk in the first image, whose code is the same as the second's. */
class ListWalk {
  readonly #comparison: Comparison;
  readonly #holds: Holds;
  readonly #depth: number;
  #isCompared = false;
  #isStepped = false;

  constructor(comparison: Comparison, holds: Holds, depth: number) {
    this.#comparison = comparison;
    this.#holds = holds;
    this.#depth = depth;
  }

  isSeenFrom(from: number): boolean {
    const { a, shapes, budget } = this.#comparison;
    let rva: number | null = from;
    for (let i = 0; i < MOST_INSTRUCTIONS && rva !== null; i += 1) {
      const index = a.contents.indexOf(rva);
      const shape = index < 0 ? null : shapes.at(a.contents.memory, index);
      if (shape === null) return false;
      budget.take(1);
      const isCall =
        shape.flow === FlowControl.Call ||
        shape.flow === FlowControl.IndirectCall ||
        shape.flow === FlowControl.IndirectBranch;
      if (isCall && this.#isWalkedBy(shape, rva)) return true;
      rva = this.#next(shape, rva);
      if (this.#isCompared && this.#isStepped) return true;
    }
    return false;
  }

  /** Whether a function that is called walks. */
  #isWalkedBy(shape: InstructionShape, rva: number): boolean {
    const { a } = this.#comparison;
    const { start, end } = this.#holds;
    if (shape.flow !== FlowControl.Call) {
      if (!shape.isIpRelative || !start.has(Register.RCX) || !end.has(Register.RDX)) return false;
      const slot = rva + shape.length + a.contents.i32(rva + shape.displacementOffset);
      return WALKING_IMPORT.test(a.image.slots.get(slot) ?? '');
    }
    if (!shape.isBranch || this.#depth === MOST_DEPTH) return false;
    const holds = { start: new Set(start), end: new Set(end) };
    return new ListWalk(this.#comparison, holds, this.#depth + 1).isSeenFrom(
      this.#target(shape, rva),
    );
  }

  /** Follows an instruction. @returns where to go on; null if it is not known what comes next */
  #next(shape: InstructionShape, rva: number): number | null {
    const after = rva + shape.length;
    switch (shape.flow) {
      case FlowControl.Next:
        return this.#follow(shape, rva) ? after : null;
      case FlowControl.ConditionalBranch:
        return after;
      case FlowControl.UnconditionalBranch:
        return shape.isBranch ? this.#target(shape, rva) : null;
      case FlowControl.Call:
      case FlowControl.IndirectCall:
        for (const register of VOLATILE) this.#drop(register);
        return after;
      case FlowControl.IndirectBranch:
      case FlowControl.Return:
      case FlowControl.Interrupt:
      case FlowControl.XbeginXabortXend:
      case FlowControl.Exception:
        return null;
    }
  }

  /** @returns whether it is known what it changes */
  #follow(shape: InstructionShape, rva: number): boolean {
    const { kinds, registers, mnemonic, isPlain } = shape;
    if (!isPlain && !MOVING_IF.has(mnemonic)) return false;
    if (kinds[0] !== OpKind.Register) return true;
    const [first, second] = registers as readonly [Register, Register | undefined];
    const { start, end } = this.#holds;
    if (mnemonic === Mnemonic.Test || mnemonic === Mnemonic.Push) return true;
    if (mnemonic === Mnemonic.Cmp) {
      const other = second ?? Register.None;
      this.#isCompared ||=
        (start.has(first) && end.has(other)) || (end.has(first) && start.has(other));
      return true;
    }
    if (mnemonic === Mnemonic.Add && start.has(first) && this.#isWord(shape, rva)) {
      this.#isStepped = true;
      return true;
    }
    const isCopy = mnemonic === Mnemonic.Mov && second !== undefined;
    const copied = isCopy ? [start.has(second), end.has(second)] : [false, false];
    this.#drop(first);
    if (copied[0] === true) start.add(first);
    if (copied[1] === true) end.add(first);
    return true;
  }

  /** Whether the last operand is a number of one byte, the size of an address. */
  #isWord({ immediateOffset, immediateSize }: InstructionShape, rva: number): boolean {
    const { a, wordSize } = this.#comparison;
    return immediateSize === 1 && a.contents.u8(rva + immediateOffset) === wordSize;
  }

  #target({ length, immediateOffset, immediateSize }: InstructionShape, rva: number): number {
    const { contents } = this.#comparison.a;
    const at = rva + immediateOffset;
    return rva + length + (immediateSize === 1 ? contents.i8(at) : contents.i32(at));
  }

  #drop(register: Register): void {
    this.#holds.start.delete(register);
    this.#holds.end.delete(register);
  }
}
