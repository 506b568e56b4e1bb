import { FlowControl, Mnemonic, OpKind, Register } from 'iced-x86';
import { hex } from '../text/numbers';
import { AddressFields, type AddressField } from './address-field';
import type { Comparison } from './comparison';
import type { DataObject } from './data-object';
import type { DataPairs, DataUse } from './data-pairs';
import { withoutEntryJump } from './entry-jump';
import type { ErrorNames } from './error-names';
import { HeldAddresses } from './held-addresses';
import type { MappedSection } from './image-contents';
import type { ImageSide } from './image-side';
import { InstructionPairs } from './instruction-pairs';
import type { InstructionShape } from './instruction-shape';
import { walkJumpTable, type TableJump } from './jump-tables';
import { neverReturns, surelyRead } from './machine-code';
import { otherNumber, type OtherNumber } from './other-number';
import { Procedures, type Procedure } from './procedures';
import { reference, type Reference } from './reference';
import { relocatedInOne } from './relocations';
import { Seen } from './seen-bytes';
import { ThreadBlocks } from './thread-blocks';

/** `int 29h`: fast fail, which ends the process. */
const FAST_FAIL = 0x29;

/** What is known where a run of code goes on after an instruction. */
type Next =
  /** Control certainly may go on. */
  | 'goes-on'
  /** It may, or the instruction was a call that never returns: nothing shows which. */
  | 'may-go-on'
  /** It was a trap: a debugger may go on, but there need be no code. */
  | 'trapped'
  | 'ends';

/** Why nothing is said of a difference right after a trap. */
const AFTER_TRAP = 'bytes after a trap that may be no code';

/**
 * Walks code of both images in lockstep. Instructions must be the same, byte for byte, but for the
 * addresses in them, whose targets become further pairs.
 */
export class CodeWalk {
  readonly #comparison: Comparison;
  readonly #data: DataPairs;
  readonly #errorNames: ErrorNames;
  readonly #fields: AddressFields;
  readonly #held: HeldAddresses;
  readonly #threads: ThreadBlocks;
  /** What was referred to last in this run: it may be a table of jumps. */
  #lastData: DataObject | null = null;
  #tableJumps: TableJump[] = [];
  /** The procedure whose code is being walked; null before the first. */
  #procedure: Procedure | null = null;
  /** RVA of the instruction that is being compared, in the first image. */
  #x = 0;
  /** RVA of the same in the second image. */
  #y = 0;
  readonly procedures = new Procedures();
  readonly pairs: InstructionPairs;
  /** By index in the first image's memory: 1 where an address field begins that was compared. */
  readonly #fieldStarts: Uint8Array;
  instructions = 0;

  constructor(comparison: Comparison, data: DataPairs, errorNames: ErrorNames) {
    this.#comparison = comparison;
    this.#data = data;
    this.#errorNames = errorNames;
    const { contents } = comparison.a;
    this.#threads = new ThreadBlocks(contents);
    this.#fields = new AddressFields(comparison, this.#threads);
    this.#held = new HeldAddresses(data, contents);
    this.pairs = new InstructionPairs(contents);
    this.#fieldStarts = new Uint8Array(contents.codeSize);
  }

  /** Whether an address field was compared that begins at an RVA of the first image. */
  isField(rva: number): boolean {
    const index = this.#comparison.a.contents.indexOf(rva);
    return index >= 0 && this.#fieldStarts[index] === 1;
  }

  /** Pairs two addresses of which nothing is known but what lies there. */
  address(
    x: number,
    y: number,
    from: Reference,
    use: DataUse = { isOpen: true },
  ): DataObject | null {
    const { a, b } = this.#comparison;
    if (a.contents.isCode(x) && b.contents.isCode(y)) {
      this.call(x, y, from);
      return null;
    }
    return this.#data.add(x, y, from, use);
  }

  /**
   * Pairs what is called, or pointed to as code.
   * @returns the procedure; null if the two are not both code
   */
  call(x: number, y: number, from: Reference): Procedure | null {
    const { a, b, ledger } = this.#comparison;
    const known = this.procedures.get(x, y);
    if (known !== undefined) return known;
    const [one, other] = [a.contents.isCode(x), b.contents.isCode(y)];
    if (one && other) {
      a.starts.addHard(x);
      b.starts.addHard(y);
      const behind = withoutEntryJump(a, b, x, y);
      if (behind !== null) return this.call(behind.a, behind.b, from);
      return this.procedures.add(x, y, from);
    }
    if (one === other) ledger.note('calls of what is no code, in both images');
    else {
      const what = `code is referred to in the ${one ? 'first' : 'second'} image alone`;
      ledger.differ('target', what, { reference: from, a: x, b: y });
    }
    return null;
  }

  /** Walks all code that was found so far, and what is found in it. */
  walk(): void {
    this.procedures.walkQueue((procedure, x, y) => {
      this.#walkRun(procedure, x, y);
    });
    this.#held.clear();
  }

  /**
   * Follows tables of jumps, once it is known what else is referred to.
   * @returns whether there were any
   */
  walkJumpTables(): boolean {
    const jumps = this.#tableJumps;
    this.#tableJumps = [];
    for (const one of jumps) {
      const isTable = walkJumpTable(this.#comparison, one, (x, y) => {
        this.#jumpTo(one.procedure, x, y, reference(one.procedure, one.a, one.b, 'jump table'));
      });
      if (!isTable) this.#comparison.ledger.note('jumps to where is not known');
    }
    return jumps.length > 0;
  }

  /** A straight run of code, up to what control does not go on after. */
  #walkRun(procedure: Procedure, startA: number, startB: number): void {
    const { a, b } = this.#comparison;
    this.#procedure = procedure;
    this.#x = startA;
    this.#y = startB;
    this.#forget();
    this.#lastData = null;
    try {
      this.#walkFrom(procedure);
    } finally {
      // All that was compared as code lies before the places that were reached.
      a.seen.mark(startA, this.#x - startA, Seen.CODE);
      b.seen.mark(startB, this.#y - startB, Seen.CODE);
    }
  }

  /** Goes on from where the walk is, and stays where it ends. */
  #walkFrom(procedure: Procedure): void {
    const { a, b, budget } = this.#comparison;
    const sectionA = a.contents.sectionAt(this.#x) as MappedSection;
    const sectionB = b.contents.sectionAt(this.#y) as MappedSection;
    let next: Next = 'goes-on';
    do {
      const [x, y] = [this.#x, this.#y];
      budget.take(1);
      const index = x - sectionA.shift;
      const owner = x < sectionA.filledEnd ? this.pairs.ownerAt(index, x, y) : 0;
      if (owner !== 0) {
        this.procedures.joins(procedure, owner);
        return;
      }
      const isWeak = next === 'may-go-on' || next === 'trapped';
      if (!this.#isCodeAt(isWeak, sectionA, sectionB)) return;
      this.pairs.add(index, x, y, procedure.id);
      const shape = this.#decode(index, next === 'trapped');
      if (shape === null) return;
      if (this.#isRelocatedInOne(index, y - sectionB.shift, shape.length)) return;
      let fields = this.#fields.of(shape, x, y);
      let { length } = shape;
      if (!this.#isSameBut(fields, index, y - sectionB.shift, length)) {
        const number = this.#otherNumber(next === 'trapped');
        if (number === null) return;
        length = number.length;
        fields = fields.map((field) => ({ ...field, b: number.target }));
      }
      for (const { offset } of fields) this.#fieldStarts[index + offset] = 1;
      const after = { a: x + shape.length, b: y + length };
      next = this.#step(procedure, shape, fields, after);
      this.#x = after.a;
      this.#y = after.b;
    } while (next !== 'ends');
  }

  /** A reference by the instruction that is being compared. */
  #here(how: string, guessedAt: number | null = null): Reference {
    return { owner: this.#procedure, a: this.#x, b: this.#y, how, guessedAt };
  }

  /** Reports a difference at the instruction that is being compared. */
  #differHere(what: string): void {
    const place = { reference: this.#here('here'), a: this.#x, b: this.#y };
    this.#comparison.ledger.differ('code', what, place);
  }

  /** Whether code can go on where the walk is; what speaks against it is reported. */
  #isCodeAt(isWeak: boolean, sectionA: MappedSection, sectionB: MappedSection): boolean {
    const { a, b, ledger } = this.#comparison;
    const [x, y] = [this.#x, this.#y];
    const [isBeyondA, isBeyondB] = [x >= sectionA.filledEnd, y >= sectionB.filledEnd];
    // What was taken for code is none, as where the stack lies at the end of .text; there is nothing to compare.
    if (isBeyondA && isBeyondB) {
      ledger.note('code that seems to run on beyond what the file holds');
      return false;
    }
    if (isBeyondA || isBeyondB) {
      if (isWeak) ledger.note('calls that may never return');
      else this.#differHere('control runs beyond the code');
      return false;
    }
    const isPaddingA = isPadding(a, x - sectionA.shift);
    const isPaddingB = isPadding(b, y - sectionB.shift);
    if (isPaddingA && isPaddingB) {
      ledger.note('code that seems to run on into padding');
      return false;
    }
    if (isPaddingA || isPaddingB) {
      if (isWeak) ledger.note('calls that may never return');
      else this.#differHere('padding in place of code');
      return false;
    }
    if (isWeak && (a.starts.isHard(x) || b.starts.isHard(y))) {
      ledger.note('calls that may never return');
      return false;
    }
    return true;
  }

  /**
   * Decodes the first image's instruction.
   * @param index of it in memory
   * @param isAfterTrap whether there need be no code: what differs then says nothing
   * @returns null if there is none
   */
  #decode(index: number, isAfterTrap: boolean): InstructionShape | null {
    const { a, b, ledger, shapes } = this.#comparison;
    const shape = shapes.at(a.contents.memory, index);
    if (shape !== null) {
      this.instructions += 1;
      return shape;
    }
    if (isAfterTrap) ledger.note(AFTER_TRAP);
    else if (shapes.at(b.contents.memory, b.contents.indexOf(this.#y)) === null)
      ledger.note('bytes that are no instruction, in both images');
    else this.#differHere('no instruction in the first');
    return null;
  }

  /** Whether all bytes of an instruction but those of its addresses are the same. */
  #isSameBut(
    fields: readonly AddressField[],
    indexA: number,
    indexB: number,
    length: number,
  ): boolean {
    const { a, b } = this.#comparison;
    const [one, other] = [a.contents.memory, b.contents.memory];
    for (let i = 0; i < length; i += 1) {
      if (one[indexA + i] === other[indexB + i]) continue;
      if (!fields.some(({ offset, size }) => i >= offset && i < offset + size)) return false;
    }
    return true;
  }

  /**
   * Whether the loader relocates a number in the instruction of one image, and leaves the other's as it is,
   * which is reported.
   */
  #isRelocatedInOne(indexA: number, indexB: number, length: number): boolean {
    const { a, b, ledger } = this.#comparison;
    if (a.relocations === null || b.relocations === null) return false;
    if (!a.relocations.isInCode && !b.relocations.isInCode) return false;
    const k = relocatedInOne(a.relocations, b.relocations, indexA, indexB, length);
    if (k < 0) return false;
    const what = `bytes at +${hex(k)} of an instruction that the loader relocates in one image alone`;
    ledger.differ('relocation', what, {
      reference: this.#here('here'),
      a: this.#x,
      b: this.#y,
    });
    return true;
  }

  /**
   * Compares an instruction that differs in more than its addresses.
   * @param isAfterTrap whether there need be no code: what differs then says nothing
   * @returns how it differs if that is a number alone, which is judged at the end; else null
   */
  #otherNumber(isAfterTrap: boolean): OtherNumber | null {
    const [x, y] = [this.#x, this.#y];
    const number = otherNumber(this.#comparison, x, y);
    if (number === null) {
      if (isAfterTrap) this.#comparison.ledger.note(AFTER_TRAP);
      else this.#differHere('different instructions');
      return null;
    }
    const { numberA, numberB } = number;
    const here = this.#here('here');
    this.#errorNames.addNumber({
      a: numberA,
      b: numberB,
      reference: here,
      siteA: x,
      siteB: y,
    });
    return number;
  }

  /** Follows what an instruction refers to, and says whether control goes on after it. */
  #step(
    procedure: Procedure,
    shape: InstructionShape,
    fields: readonly AddressField[],
    after: { readonly a: number; readonly b: number },
  ): Next {
    const [field] = fields;
    switch (shape.flow) {
      case FlowControl.Next:
        this.#follow(shape, fields);
        return shape.mnemonic === Mnemonic.Hlt ? 'ends' : 'goes-on';
      case FlowControl.Return:
        this.procedures.markReturning(procedure);
        return 'ends';
      case FlowControl.UnconditionalBranch:
        if (field !== undefined) this.#jumpTo(procedure, field.a, field.b, 'jmp');
        return 'ends';
      case FlowControl.ConditionalBranch:
        if (field !== undefined) this.#jumpTo(procedure, field.a, field.b, 'jmp');
        this.#held.release();
        return 'goes-on';
      case FlowControl.IndirectBranch:
        this.#indirectJump(procedure, shape, field);
        return 'ends';
      case FlowControl.Call: {
        // A call without a field is one of the system.
        if (field === undefined) return 'goes-on';
        const known = this.procedures.get(field.a, field.b);
        const callee = known ?? this.call(field.a, field.b, this.#here('call'));
        this.#forget();
        if (callee === null || callee.returns) return 'goes-on';
        this.procedures.awaitReturn(callee, procedure, after.a, after.b);
        return 'ends';
      }
      case FlowControl.IndirectCall:
        return this.#indirectCall(shape, field);
      case FlowControl.Interrupt: {
        const { a } = this.#comparison;
        const isFastFail =
          shape.mnemonic === Mnemonic.Int &&
          a.contents.u8(this.#x + shape.immediateOffset) === FAST_FAIL;
        // After a trap there is code that a debugger goes on at, or nothing.
        return isFastFail ? 'ends' : 'trapped';
      }
      case FlowControl.Exception:
        return 'ends';
      case FlowControl.XbeginXabortXend:
        return 'goes-on';
    }
  }

  #indirectJump(
    procedure: Procedure,
    shape: InstructionShape,
    field: AddressField | undefined,
  ): void {
    const { a, ledger } = this.#comparison;
    if (field === undefined) {
      if (this.#lastData === null) ledger.note('jumps to where is not known');
      else
        this.#tableJumps.push({
          procedure,
          table: this.#lastData,
          a: this.#x,
          b: this.#y,
        });
      this.procedures.markReturning(procedure);
      return;
    }
    this.#useTarget(shape, field, 'jmp');
    const slot = a.image.slots.get(field.a);
    if (slot === undefined || !neverReturns(slot)) this.procedures.markReturning(procedure);
  }

  #indirectCall(shape: InstructionShape, field: AddressField | undefined): Next {
    this.#held.follow(shape, this.#x);
    this.#forget();
    if (field === undefined) return 'goes-on';
    this.#useTarget(shape, field, 'call');
    const slot = this.#comparison.a.image.slots.get(field.a);
    if (slot === undefined) return 'goes-on';
    return neverReturns(slot) ? 'ends' : 'may-go-on';
  }

  /** After a call, registers and what they held are others. */
  #forget(): void {
    this.#held.clear();
    this.#threads.clear();
  }

  /** @param how the name of the reference, or the reference, if it is not by the instruction here */
  #jumpTo(procedure: Procedure, x: number, y: number, how: string | Reference): void {
    const { a, b, ledger } = this.#comparison;
    const [one, other] = [a.contents.isCode(x), b.contents.isCode(y)];
    if (!one || !other) {
      if (one === other) ledger.note('jumps to what is no code, in both images');
      else {
        const what = `a jump leads to code in the ${one ? 'first' : 'second'} image alone`;
        const from = typeof how === 'string' ? this.#here(how) : how;
        ledger.differ('target', what, { reference: from, a: x, b: y });
      }
      return;
    }
    const owner = this.pairs.ownerOf(x, y);
    if (owner !== 0) this.procedures.joins(procedure, owner);
    else this.procedures.enqueue(procedure, x, y);
  }

  /** Data that an instruction refers to: by its own operands, or through registers. */
  #follow(shape: InstructionShape, fields: readonly AddressField[]): void {
    this.#threads.follow(shape, this.#x);
    this.#held.follow(shape, this.#x);
    for (const field of fields) {
      if (field.kind === 'immediate') this.#useImmediate(shape, field);
      else if (shape.mnemonic === Mnemonic.Lea) this.#load(shape, field, 'lea');
      else this.#useField(shape, field, 'operand');
    }
  }

  /** An address in an immediate goes into a register, is compared, or goes elsewhere. */
  #useImmediate(shape: InstructionShape, field: AddressField): void {
    const { kinds, mnemonic } = shape;
    const isRegister = kinds.length === 2 && kinds[0] === OpKind.Register;
    if (mnemonic === Mnemonic.Mov && isRegister) this.#load(shape, field, 'address');
    else this.#pair(field, 'address', { isOpen: mnemonic !== Mnemonic.Cmp });
  }

  /** The address of something goes into a register. */
  #load(shape: InstructionShape, field: AddressField, how: string): void {
    const object = this.#pair(field, how, { isOpen: false });
    this.#held.load(shape.registers[0] as Register, object);
    if (object !== null) this.#lastData = object;
  }

  /** A memory operand of an address. */
  #useField(shape: InstructionShape, field: AddressField, how: string): void {
    const size = shape.memoryBytes;
    const isIndexed = field.kind === 'memory' && hasRegisters(shape);
    const use = isIndexed ? { isOpen: true, isIndexed } : { sure: surelyRead(size), read: size };
    const object = this.#pair(field, how, use, true);
    if (isIndexed && object !== null) this.#lastData = object;
  }

  /** Where a jump or call finds its target: a pointer, or one of a table. */
  #useTarget(shape: InstructionShape, field: AddressField, how: string): void {
    if (hasRegisters(shape)) this.#useField(shape, field, how);
    else this.#pair(field, how, { sure: this.#comparison.wordSize }, true);
  }

  #pair(field: AddressField, how: string, use: DataUse, isData = false): DataObject | null {
    // What looks like an address, and is paired with nothing of its kind, is a number.
    const from = this.#here(how, field.isGuess ? 0 : null);
    if (isData) return this.#data.add(field.a, field.b, from, use);
    return this.address(field.a, field.b, from, use);
  }
}

/** Whether registers are added to an absolute address. */
function hasRegisters({ isIpRelative, memoryBase, memoryIndex }: InstructionShape): boolean {
  return !isIpRelative && (memoryIndex !== Register.None || memoryBase !== Register.None);
}

/** Zeroes are no code that a compiler makes: `add [rax],al`. @param index in memory */
function isPadding({ contents: { memory } }: ImageSide, index: number): boolean {
  return memory[index] === 0 && memory[index + 1] === 0;
}
