import { FlowControl, Mnemonic, Register } from 'iced-x86';
import { hex } from '../text/numbers';
import { thunkOf } from './address-meaning';
import { AddressFields, type AddressField } from './address-field';
import type { Comparison } from './comparison';
import { compareConstructorLists } from './constructor-lists';
import type { DataObject } from './data-object';
import type { DataPairs, DataUse } from './data-pairs';
import { DataUses } from './data-uses';
import { withoutEntryJump } from './entry-jump';
import type { ErrorNames } from './error-names';
import type { CodePair } from './held-code';
import type { MappedSection } from './image-contents';
import type { ImageSide } from './image-side';
import { InstructionPairs } from './instruction-pairs';
import type { InstructionShape } from './instruction-shape';
import { mayBeTableInCode, type JumpTable } from './jump-tables';
import { neverReturns } from './machine-code';
import { otherNumber, type OtherNumber } from './other-number';
import { Procedures, type Procedure } from './procedures';
import { reference, type Reference } from './reference';
import { RegisterJumps } from './register-jumps';
import { isAmongAddresses, relocatedInOne } from './relocations';
import { Seen } from './seen-bytes';
import { ThreadBlocks } from './thread-blocks';
import { isChained } from './unwind-walk';
import { WalkPlace } from './walk-place';

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
  readonly #uses: DataUses;
  readonly #here = new WalkPlace();
  readonly #registerJumps: RegisterJumps;
  /** What the run referred to among code that may be a table of jumps, before the jump shows it. */
  #tablesInCode: JumpTable[] = [];
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
    const threads = new ThreadBlocks(contents);
    this.#fields = new AddressFields(comparison, threads);
    this.#uses = new DataUses(comparison, data, threads, this.#here, (x, y, from, use) =>
      this.#addressHere(x, y, from, use),
    );
    this.#registerJumps = new RegisterJumps(comparison, ({ procedure, a, b }, x, y) => {
      this.#jumpTo(procedure, x, y, reference(procedure, a, b, 'jump table'));
    });
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
    const [one, other] = [a.contents.isCode(x), b.contents.isCode(y)];
    const isList = (one || other) && compareConstructorLists(this.#comparison, this, x, y, from);
    if (!one || !other) return this.#data.add(x, y, from, use);
    if (!isList) this.call(x, y, from);
    return null;
  }

  /** Pairs two addresses that the instruction being compared refers to. */
  #addressHere(x: number, y: number, from: Reference, use: DataUse): DataObject | null {
    const { a, b } = this.#comparison;
    const { procedure } = this.#here;
    const isLoaded = from.how === 'lea' && procedure !== null;
    if (!isLoaded || !mayBeTableInCode(this.#comparison, procedure, x, y)) {
      const object = this.address(x, y, from, use);
      if (isLoaded && object !== null) this.#registerJumps.noteLoaded(procedure, object);
      return object;
    }
    a.starts.addHard(x);
    b.starts.addHard(y);
    this.#tablesInCode.push({ a: x, b: y, reference: from, object: null });
    return null;
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

  /** Has a procedure go on at two RVAs, where no instruction leads: after an exception. */
  goOn(procedure: Procedure, x: number, y: number, from: Reference): void {
    this.#jumpTo(procedure, x, y, from);
  }

  /** Reports lists of functions that have more of them in one image, once all was walked. */
  judgeLists(): void {
    this.#uses.lists.judge();
  }

  /** Walks all code that was found so far, and what is found in it. */
  walk(): void {
    this.procedures.walkQueue((procedure, x, y) => {
      this.#walkRun(procedure, x, y);
    });
    this.#uses.clear();
  }

  /**
   * Follows tables of jumps, once it is known what else is referred to.
   * @returns whether there were any
   */
  walkJumpTables(): boolean {
    return this.#registerJumps.walk();
  }

  /** A straight run of code, up to what control does not go on after. */
  #walkRun(procedure: Procedure, startA: number, startB: number): void {
    const { a, b } = this.#comparison;
    this.#here.procedure = procedure;
    this.#here.a = startA;
    this.#here.b = startB;
    this.#uses.begin();
    try {
      this.#walkFrom(procedure);
      // No jump showed that they are tables.
      for (const { a: x, b: y, reference: from } of this.#tablesInCode) this.call(x, y, from);
      this.#tablesInCode = [];
    } finally {
      // All that was compared as code lies before the places that were reached.
      a.seen.mark(startA, this.#here.a - startA, Seen.CODE);
      b.seen.mark(startB, this.#here.b - startB, Seen.CODE);
    }
  }

  /** Goes on from where the walk is, and stays where it ends. */
  #walkFrom(procedure: Procedure): void {
    const { a, b, budget } = this.#comparison;
    const sectionA = a.contents.sectionAt(this.#here.a) as MappedSection;
    const sectionB = b.contents.sectionAt(this.#here.b) as MappedSection;
    let next: Next = 'goes-on';
    do {
      const [x, y] = [this.#here.a, this.#here.b];
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
      if (!this.#isRelocatedAsCode(index, y - sectionB.shift, shape)) return;
      let fields = this.#fields.of(shape, x, y);
      let { length } = shape;
      if (!this.#fields.isSameBut(fields, index, y - sectionB.shift, length)) {
        const number = this.#otherNumber(next === 'trapped');
        if (number === null) return;
        length = number.length;
        fields = fields.map((field) => ({ ...field, b: number.target }));
      }
      for (const { offset } of fields) this.#fieldStarts[index + offset] = 1;
      const after = { a: x + shape.length, b: y + length };
      // Compilers pad with these behind a call that never returns, up to the next function.
      const isFill = next === 'may-go-on' && shape.mnemonic === Mnemonic.Nop;
      const followed = this.#withoutImported(shape, fields);
      if (!isFill) next = this.#step(procedure, shape, followed, after);
      this.#here.a = after.a;
      this.#here.b = after.b;
    } while (next !== 'ends');
  }

  /** Reports a difference at the instruction that is being compared. */
  #differHere(what: string, kind: 'code' | 'relocation' = 'code'): void {
    const { a, b } = this.#here;
    this.#comparison.ledger.differ(kind, what, { reference: this.#here.reference('here'), a, b });
  }

  /** Whether code can go on where the walk is; what speaks against it is reported. */
  #isCodeAt(isWeak: boolean, sectionA: MappedSection, sectionB: MappedSection): boolean {
    const { a, b, ledger } = this.#comparison;
    const [x, y] = [this.#here.a, this.#here.b];
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
    if (isWeak && (beginsFunction(a, x) || beginsFunction(b, y))) {
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
    else if (shapes.at(b.contents.memory, b.contents.indexOf(this.#here.b)) === null)
      ledger.note('bytes that are no instruction, in both images');
    else this.#differHere('no instruction in the first');
    return null;
  }

  /**
   * Whether the loader relocates an instruction as it does code, and alike in both images. That it does in one image
   * alone is reported.
   */
  #isRelocatedAsCode(indexA: number, indexB: number, shape: InstructionShape): boolean {
    const { a, b, ledger, shapes, wordSize } = this.#comparison;
    if (a.relocations === null || b.relocations === null) return true;
    if (!a.relocations.isInCode && !b.relocations.isInCode) return true;
    if (isAmongAddresses(a.relocations, indexA, shape, wordSize)) {
      const other = shapes.at(b.contents.memory, indexB);
      if (other !== null && isAmongAddresses(b.relocations, indexB, other, wordSize)) {
        ledger.note('code that seems to run on into addresses');
        return false;
      }
    }
    const k = relocatedInOne(a.relocations, b.relocations, indexA, indexB, shape.length);
    if (k < 0) return true;
    const what = `bytes at +${hex(k)} of an instruction that the loader relocates in one image alone`;
    this.#differHere(what, 'relocation');
    return false;
  }

  /** Compares what MinGW's runtime makes of the instruction. @returns the addresses that it leaves as they are */
  #withoutImported(
    shape: InstructionShape,
    fields: readonly AddressField[],
  ): readonly AddressField[] {
    const { importedData } = this.#comparison;
    if (importedData.isNone) return fields;
    const { a, b } = this.#here;
    const isRelative = shape.isIpRelative || shape.isBranch;
    const from = (): Reference => this.#here.reference('here');
    const offsets = importedData.compareInCode(a, b, shape.length, isRelative, from);
    return offsets.length === 0 ? fields : fields.filter(({ offset }) => !offsets.includes(offset));
  }

  /**
   * Compares an instruction that differs in more than its addresses.
   * @param isAfterTrap whether there need be no code: what differs then says nothing
   * @returns how it differs if that is a number alone, which is judged at the end; else null
   */
  #otherNumber(isAfterTrap: boolean): OtherNumber | null {
    const [x, y] = [this.#here.a, this.#here.b];
    const number = otherNumber(this.#comparison, x, y);
    if (number === null) {
      if (isAfterTrap) this.#comparison.ledger.note(AFTER_TRAP);
      else this.#differHere('different instructions');
      return null;
    }
    const { numberA, numberB } = number;
    const here = this.#here.reference('here');
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
    after: CodePair,
  ): Next {
    const [field] = fields;
    switch (shape.flow) {
      case FlowControl.Next:
        this.#uses.follow(shape, fields);
        return shape.mnemonic === Mnemonic.Hlt ? 'ends' : 'goes-on';
      case FlowControl.Return:
        this.procedures.markReturning(procedure);
        return 'ends';
      case FlowControl.UnconditionalBranch:
        if (field !== undefined) this.#jumpTo(procedure, field.a, field.b, 'jmp');
        return 'ends';
      case FlowControl.ConditionalBranch:
        if (field !== undefined) this.#jumpTo(procedure, field.a, field.b, 'jmp');
        this.#uses.release();
        return 'goes-on';
      case FlowControl.IndirectBranch:
        this.#indirectJump(procedure, shape, field);
        return 'ends';
      case FlowControl.Call: {
        // A call without a field is one of the system.
        return field === undefined ? 'goes-on' : this.#directCall(procedure, field, after);
      }
      case FlowControl.IndirectCall:
        return this.#indirectCall(procedure, shape, field, after);
      case FlowControl.Interrupt: {
        const { a } = this.#comparison;
        const isFastFail =
          shape.mnemonic === Mnemonic.Int &&
          a.contents.u8(this.#here.a + shape.immediateOffset) === FAST_FAIL;
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
    const { a } = this.#comparison;
    if (field === undefined) {
      const held = this.#uses.codeAt(shape.registers[0] ?? Register.None);
      if (held !== undefined) {
        this.#jumpTo(procedure, held.a, held.b, 'jmp');
        return;
      }
      const table = this.#tablesInCode.pop() ?? tableOf(this.#uses.last);
      this.#registerJumps.add({ procedure, a: this.#here.a, b: this.#here.b }, table);
      this.procedures.markReturning(procedure);
      return;
    }
    const table = tableOf(this.#uses.useTarget(shape, field, 'jmp'));
    if (table !== null) {
      this.#registerJumps.add({ procedure, a: this.#here.a, b: this.#here.b }, table);
    }
    const slot = a.image.slots.get(field.a);
    if (slot === undefined || !neverReturns(slot)) this.procedures.markReturning(procedure);
  }

  /** A call of code that is known. */
  #directCall(procedure: Procedure, { a: x, b: y }: CodePair, after: CodePair): Next {
    const callee = this.procedures.get(x, y) ?? this.call(x, y, this.#here.reference('call'));
    this.#uses.forget();
    if (callee === null) return 'goes-on';
    const slot = thunkOf(this.#comparison.a.image, x);
    if (slot !== null && !neverReturns(slot)) return 'may-go-on';
    if (callee.returns) return 'goes-on';
    this.procedures.awaitReturn(callee, procedure, after.a, after.b);
    return 'ends';
  }

  #indirectCall(
    procedure: Procedure,
    shape: InstructionShape,
    field: AddressField | undefined,
    after: CodePair,
  ): Next {
    const held = this.#uses.codeAt(shape.registers[0] ?? Register.None);
    this.#uses.followRegisters(shape);
    this.#uses.forget();
    if (held !== undefined) return this.#directCall(procedure, held, after);
    if (field === undefined) return 'goes-on';
    this.#uses.useTarget(shape, field, 'call');
    const slot = this.#comparison.a.image.slots.get(field.a);
    if (slot === undefined) return this.#uses.isNoReturnPointer(field) ? 'ends' : 'goes-on';
    return neverReturns(slot) ? 'ends' : 'may-go-on';
  }

  /** @param how the name of the reference, or the reference, if it is not by the instruction here */
  #jumpTo(procedure: Procedure, x: number, y: number, how: string | Reference): void {
    const { a, b, ledger } = this.#comparison;
    const [one, other] = [a.contents.isCode(x), b.contents.isCode(y)];
    if (!one || !other) {
      if (one === other) ledger.note('jumps to what is no code, in both images');
      else {
        const what = `a jump leads to code in the ${one ? 'first' : 'second'} image alone`;
        const from = typeof how === 'string' ? this.#here.reference(how) : how;
        ledger.differ('target', what, { reference: from, a: x, b: y });
      }
      return;
    }
    const owner = this.pairs.ownerOf(x, y);
    if (owner !== 0) this.procedures.joins(procedure, owner);
    else this.procedures.enqueue(procedure, x, y);
  }
}

/** A table of jumps among data. */
function tableOf(object: DataObject | null): JumpTable | null {
  if (object === null) return null;
  const { a, b, reference: from } = object;
  return { a, b, reference: from, object };
}

/**
 * Whether a function is known to begin at an RVA: something leads there, or the exception directory has a row from there
 * on that is no part of another function's.
 */
function beginsFunction({ starts, image }: ImageSide, rva: number): boolean {
  if (starts.isHard(rva)) return true;
  const row = image.functions.get(rva);
  return row !== undefined && !isChained(image.contents, row);
}

/** Zeroes are no code that a compiler makes: `add [rax],al`. Those of an address are no padding. @param index in memory */
function isPadding({ contents, relocations }: ImageSide, index: number): boolean {
  const { memory, wordSize } = contents;
  if (memory[index] !== 0 || memory[index + 1] !== 0) return false;
  return relocations?.touches(index, 2, wordSize) !== true;
}
