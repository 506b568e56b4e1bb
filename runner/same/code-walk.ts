import { Decoder, FlowControl, Instruction, Mnemonic, OpKind, Register } from 'iced-x86';
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
import { walkJumpTable, type TableJump } from './jump-tables';
import { memoryBytes, neverReturns, surelyRead } from './machine-code';
import { otherNumber } from './other-number';
import { Procedures, type CodeRun, type Procedure } from './procedures';
import { reference, type Reference } from './reference';
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
  readonly #decoder: Decoder;
  readonly #instruction = new Instruction();
  readonly #fields: AddressFields;
  readonly #held: HeldAddresses;
  readonly #threads: ThreadBlocks;
  /** What was referred to last in this run: it may be a table of jumps. */
  #lastData: DataObject | null = null;
  #tableJumps: TableJump[] = [];
  readonly procedures = new Procedures();
  readonly pairs: InstructionPairs;
  /** RVAs in the first image of address fields that were compared. */
  readonly fields = new Set<number>();
  instructions = 0;

  constructor(comparison: Comparison, data: DataPairs, errorNames: ErrorNames) {
    this.#comparison = comparison;
    this.#data = data;
    this.#errorNames = errorNames;
    const { contents, image } = comparison.a;
    const code = contents.memory.subarray(0, contents.codeSize);
    this.#decoder = new Decoder(image.is64 ? 64 : 32, code, 0);
    this.#threads = new ThreadBlocks(image.is64);
    this.#fields = new AddressFields(comparison, this.#decoder, this.#threads);
    this.#held = new HeldAddresses(data);
    this.pairs = new InstructionPairs(contents);
  }

  /** Gives back what the decoder holds; nothing can be walked after it. */
  free(): void {
    this.#decoder.free();
    this.#instruction.free();
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
    for (;;) {
      const queue = this.procedures.takeQueue();
      if (queue.length === 0) break;
      for (const run of queue) this.#walkRun(run);
    }
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
  #walkRun({ procedure, a: startA, b: startB }: CodeRun): void {
    const { a, b, budget } = this.#comparison;
    const sectionA = a.contents.sectionAt(startA) as MappedSection;
    const sectionB = b.contents.sectionAt(startB) as MappedSection;
    this.#held.clear();
    this.#threads.clear();
    this.#lastData = null;
    let x = startA;
    let y = startB;
    if (x < sectionA.filledEnd) {
      this.#decoder.position = x - sectionA.shift;
      this.#decoder.ip = BigInt(x);
    }
    let next: Next = 'goes-on';
    do {
      budget.take(1);
      const owner = this.pairs.ownerOf(x, y);
      if (owner !== 0) {
        this.procedures.joins(procedure, owner);
        return;
      }
      const here = reference(procedure, x, y, 'here');
      const isWeak = next === 'may-go-on' || next === 'trapped';
      if (!this.#isCodeAt(here, isWeak, sectionA, sectionB)) return;
      const compared = this.#compareInstruction(procedure, here, next === 'trapped');
      if (compared === null) return;
      const after = { a: x + this.#instruction.length, b: y + compared.length };
      next = this.#step(procedure, compared.fields, here, after);
      x = after.a;
      y = after.b;
    } while (next !== 'ends');
  }

  /** Whether code can go on at two places; what speaks against it is reported. */
  #isCodeAt(
    here: Reference,
    isWeak: boolean,
    sectionA: MappedSection,
    sectionB: MappedSection,
  ): boolean {
    const { a, b, ledger } = this.#comparison;
    const { a: x, b: y } = here;
    const isBeyond = [x >= sectionA.filledEnd, y >= sectionB.filledEnd];
    // What was taken for code is none, as where the stack lies at the end of .text; there is nothing to compare.
    if (isBeyond[0] === true && isBeyond[1] === true) {
      ledger.note('code that seems to run on beyond what the file holds');
      return false;
    }
    if (isBeyond[0] === true || isBeyond[1] === true) {
      if (isWeak) ledger.note('calls that may never return');
      else ledger.differ('code', 'control runs beyond the code', { reference: here, a: x, b: y });
      return false;
    }
    const padding = [isPadding(a, x), isPadding(b, y)];
    if (padding[0] === true && padding[1] === true) {
      ledger.note('code that seems to run on into padding');
      return false;
    }
    if (padding[0] === true || padding[1] === true) {
      if (isWeak) ledger.note('calls that may never return');
      else ledger.differ('code', 'padding in place of code', { reference: here, a: x, b: y });
      return false;
    }
    if (isWeak && (a.starts.isHard(x) || b.starts.isHard(y))) {
      ledger.note('calls that may never return');
      return false;
    }
    return true;
  }

  /**
   * Decodes an instruction and compares it.
   * @param isAfterTrap whether there need be no code: what differs then says nothing
   * @returns its addresses, and the length of the second image's; null if control does not go on
   */
  #compareInstruction(
    procedure: Procedure,
    here: Reference,
    isAfterTrap: boolean,
  ): { readonly fields: readonly AddressField[]; readonly length: number } | null {
    const { a, b, ledger } = this.#comparison;
    const { a: x, b: y } = here;
    const instruction = this.#instruction;
    this.#decoder.decodeOut(instruction);
    this.pairs.add(x, y, procedure.id);
    if (instruction.mnemonic === Mnemonic.INVALID) {
      if (isAfterTrap) ledger.note(AFTER_TRAP);
      else if (isInvalid(b, y)) ledger.note('bytes that are no instruction, in both images');
      else ledger.differ('code', 'no instruction in the first', { reference: here, a: x, b: y });
      return null;
    }
    this.instructions += 1;
    let fields = this.#fields.of(instruction, x, y);
    let { length } = instruction;
    if (!this.#isSameBut(fields, x, y, length)) {
      const number = otherNumber(instruction, b, y);
      if (number === null) {
        if (isAfterTrap) ledger.note(AFTER_TRAP);
        else ledger.differ('code', 'different instructions', { reference: here, a: x, b: y });
        return null;
      }
      const { numberA, numberB } = number;
      this.#errorNames.addNumber({ a: numberA, b: numberB, reference: here, siteA: x, siteB: y });
      length = number.length;
      fields = fields.map((field) => ({ ...field, b: number.target }));
    }
    a.seen.mark(x, instruction.length, Seen.CODE);
    b.seen.mark(y, length, Seen.CODE);
    for (const { offset } of fields) this.fields.add(x + offset);
    return { fields, length };
  }

  /** Whether all bytes of an instruction but those of its addresses are the same. */
  #isSameBut(fields: readonly AddressField[], x: number, y: number, length: number): boolean {
    const { a, b } = this.#comparison;
    const indexA = a.contents.indexOf(x);
    const indexB = b.contents.indexOf(y);
    for (let i = 0; i < length; i += 1) {
      if (a.contents.memory[indexA + i] === b.contents.memory[indexB + i]) continue;
      if (!fields.some(({ offset, size }) => i >= offset && i < offset + size)) return false;
    }
    return true;
  }

  /** Follows what an instruction refers to, and says whether control goes on after it. */
  #step(
    procedure: Procedure,
    fields: readonly AddressField[],
    here: Reference,
    after: { readonly a: number; readonly b: number },
  ): Next {
    const instruction = this.#instruction;
    const [field] = fields;
    switch (instruction.flowControl) {
      case FlowControl.Next:
        this.#follow(fields, here);
        return instruction.mnemonic === Mnemonic.Hlt ? 'ends' : 'goes-on';
      case FlowControl.Return:
        this.procedures.markReturning(procedure);
        return 'ends';
      case FlowControl.UnconditionalBranch:
        if (field !== undefined) this.#jumpTo(procedure, field.a, field.b, { ...here, how: 'jmp' });
        return 'ends';
      case FlowControl.ConditionalBranch:
        if (field !== undefined) this.#jumpTo(procedure, field.a, field.b, { ...here, how: 'jmp' });
        this.#held.release();
        return 'goes-on';
      case FlowControl.IndirectBranch:
        this.#indirectJump(procedure, field, here);
        return 'ends';
      case FlowControl.Call: {
        // A call without a field is one of the system.
        if (field === undefined) return 'goes-on';
        const callee = this.call(field.a, field.b, { ...here, how: 'call' });
        this.#forget();
        if (callee === null || callee.returns) return 'goes-on';
        this.procedures.awaitReturn(callee, { procedure, ...after });
        return 'ends';
      }
      case FlowControl.IndirectCall:
        return this.#indirectCall(field, here);
      case FlowControl.Interrupt: {
        const isFastFail =
          instruction.mnemonic === Mnemonic.Int && instruction.immediate8 === FAST_FAIL;
        // After a trap there is code that a debugger goes on at, or nothing.
        return isFastFail ? 'ends' : 'trapped';
      }
      case FlowControl.Exception:
        return 'ends';
      case FlowControl.XbeginXabortXend:
        return 'goes-on';
    }
  }

  #indirectJump(procedure: Procedure, field: AddressField | undefined, here: Reference): void {
    const { a, ledger } = this.#comparison;
    if (field === undefined) {
      if (this.#lastData === null) ledger.note('jumps to where is not known');
      else this.#tableJumps.push({ procedure, table: this.#lastData, a: here.a, b: here.b });
      this.procedures.markReturning(procedure);
      return;
    }
    this.#useTarget(field, { ...here, how: 'jmp' });
    const slot = a.image.slots.get(field.a);
    if (slot === undefined || !neverReturns(slot)) this.procedures.markReturning(procedure);
  }

  #indirectCall(field: AddressField | undefined, here: Reference): Next {
    this.#held.follow(this.#instruction);
    this.#forget();
    if (field === undefined) return 'goes-on';
    this.#useTarget(field, { ...here, how: 'call' });
    const slot = this.#comparison.a.image.slots.get(field.a);
    if (slot === undefined) return 'goes-on';
    return neverReturns(slot) ? 'ends' : 'may-go-on';
  }

  /** After a call, registers and what they held are others. */
  #forget(): void {
    this.#held.clear();
    this.#threads.clear();
  }

  #jumpTo(procedure: Procedure, x: number, y: number, from: Reference): void {
    const { a, b, ledger } = this.#comparison;
    const [one, other] = [a.contents.isCode(x), b.contents.isCode(y)];
    if (!one || !other) {
      if (one === other) ledger.note('jumps to what is no code, in both images');
      else {
        const what = `a jump leads to code in the ${one ? 'first' : 'second'} image alone`;
        ledger.differ('target', what, { reference: from, a: x, b: y });
      }
      return;
    }
    const owner = this.pairs.ownerOf(x, y);
    if (owner !== 0) this.procedures.joins(procedure, owner);
    else this.procedures.enqueue({ procedure, a: x, b: y });
  }

  /** Data that an instruction refers to: by its own operands, or through registers. */
  #follow(fields: readonly AddressField[], here: Reference): void {
    const instruction = this.#instruction;
    this.#threads.follow(instruction);
    this.#held.follow(instruction);
    for (const field of fields) {
      if (field.kind === 'immediate') this.#useImmediate(field, here);
      else if (instruction.mnemonic === Mnemonic.Lea) this.#load(field, { ...here, how: 'lea' });
      else this.#useField(field, { ...here, how: 'operand' });
    }
  }

  /** An address in an immediate goes into a register, is compared, or goes elsewhere. */
  #useImmediate(field: AddressField, here: Reference): void {
    const instruction = this.#instruction;
    const from = { ...here, how: 'address' };
    const isRegister = instruction.opCount === 2 && instruction.op0Kind === OpKind.Register;
    if (instruction.mnemonic === Mnemonic.Mov && isRegister) this.#load(field, from);
    else this.#pair(field, from, { isOpen: instruction.mnemonic !== Mnemonic.Cmp });
  }

  /** The address of something goes into a register. */
  #load(field: AddressField, from: Reference): void {
    const object = this.#pair(field, from, { isOpen: false });
    this.#held.load(this.#instruction.op0Register, object);
    if (object !== null) this.#lastData = object;
  }

  /** A memory operand of an address. */
  #useField(field: AddressField, from: Reference): void {
    const size = memoryBytes(this.#instruction.memorySize);
    const isIndexed = field.kind === 'memory' && this.#isIndexed();
    const use = isIndexed ? { isOpen: true } : { sure: surelyRead(size), read: size };
    const object = this.#pair(field, from, use, true);
    if (isIndexed && object !== null) this.#lastData = object;
  }

  /** Where a jump or call finds its target: a pointer, or one of a table. */
  #useTarget(field: AddressField, from: Reference): void {
    if (this.#isIndexed()) this.#useField(field, from);
    else this.#pair(field, from, { sure: this.#comparison.wordSize }, true);
  }

  /** Whether registers are added to an absolute address. */
  #isIndexed(): boolean {
    const instruction = this.#instruction;
    if (instruction.isIpRelMemoryOperand) return false;
    return instruction.memoryIndex !== Register.None || instruction.memoryBase !== Register.None;
  }

  #pair(field: AddressField, from: Reference, use: DataUse, isData = false): DataObject | null {
    // What looks like an address, and is paired with nothing of its kind, is a number.
    const guessed = field.isGuess ? { ...from, guessedAt: 0 } : from;
    if (isData) return this.#data.add(field.a, field.b, guessed, use);
    return this.address(field.a, field.b, guessed, use);
  }
}

/** Zeroes are no code that a compiler makes: `add [rax],al`. */
function isPadding({ contents }: ImageSide, rva: number): boolean {
  return contents.u16(rva) === 0;
}

function isInvalid({ contents, image }: ImageSide, rva: number): boolean {
  const decoder = new Decoder(image.is64 ? 64 : 32, contents.bytes(rva, 16), 0);
  const instruction = new Instruction();
  try {
    decoder.decodeOut(instruction);
    return instruction.mnemonic === Mnemonic.INVALID;
  } finally {
    instruction.free();
    decoder.free();
  }
}
