import { Mnemonic, OpKind, Register } from 'iced-x86';
import type { AddressField } from './address-field';
import { thunkOf } from './address-meaning';
import type { Comparison } from './comparison';
import type { DataObject } from './data-object';
import type { DataPairs, DataUse } from './data-pairs';
import { FunctionLists } from './function-lists';
import { HeldAddresses } from './held-addresses';
import { HeldCode, type CodePair } from './held-code';
import type { InstructionShape } from './instruction-shape';
import { neverReturns } from './machine-code';
import type { Reference } from './reference';
import type { ThreadBlocks } from './thread-blocks';
import type { WalkPlace } from './walk-place';

/** Pairs two addresses of which nothing is known but what lies there. */
type PairAddresses = (x: number, y: number, from: Reference, use: DataUse) => DataObject | null;

/** What the instructions of a straight run of code do with data: by their own operands, or through registers. */
export class DataUses {
  readonly #data: DataPairs;
  readonly #comparison: Comparison;
  readonly #held: HeldAddresses;
  readonly #heldCode = new HeldCode();
  readonly #threads: ThreadBlocks;
  readonly #here: WalkPlace;
  readonly #pairAddresses: PairAddresses;
  /** Bytes of an address. */
  readonly #wordSize: number;
  #last: DataObject | null = null;
  readonly lists: FunctionLists;

  /** @param here where the walk is: each use is one by the instruction there */
  constructor(
    comparison: Comparison,
    data: DataPairs,
    threads: ThreadBlocks,
    here: WalkPlace,
    pairAddresses: PairAddresses,
  ) {
    const { a, wordSize } = comparison;
    this.#comparison = comparison;
    this.#data = data;
    this.#held = new HeldAddresses(data, a.contents);
    this.lists = new FunctionLists(comparison);
    this.#threads = threads;
    this.#here = here;
    this.#pairAddresses = pairAddresses;
    this.#wordSize = wordSize;
  }

  /** What was referred to last in this run: it may be a table of jumps. */
  get last(): DataObject | null {
    return this.#last;
  }

  /** A run begins. */
  begin(): void {
    this.forget();
    this.#last = null;
  }

  /** After a call, registers and what they held are others. */
  forget(): void {
    this.clear();
    this.lists.forget();
    this.#threads.clear();
  }

  /** Nothing is held any more. */
  clear(): void {
    this.#held.clear();
    this.#heldCode.clear();
  }

  /** Control may go elsewhere: what registers hold may be used there. */
  release(): void {
    this.#held.release();
  }

  /** What the instruction does with registers alone. */
  followRegisters(shape: InstructionShape): void {
    this.#held.follow(shape, this.#here.a);
    this.#heldCode.follow(shape);
  }

  /** The code that a register holds the address of; undefined if that is not known. */
  codeAt(register: Register): CodePair | undefined {
    return this.#heldCode.at(register);
  }

  /** Whether a pointer leads to an import that never returns, in both images: nothing changes such a pointer. */
  isNoReturnPointer({ a: x, b: y }: CodePair): boolean {
    const { a, b } = this.#comparison;
    return [[a, x] as const, [b, y] as const].every(([side, at]) => {
      const slot = thunkOf(side.image, side.contents.pointerAt(at));
      return slot !== null && neverReturns(slot);
    });
  }

  /** All that the instruction refers to. */
  follow(shape: InstructionShape, fields: readonly AddressField[]): void {
    this.#threads.follow(shape, this.#here.a);
    this.lists.follow(shape, fields, this.#here);
    this.followRegisters(shape);
    for (const field of fields) {
      if (field.kind === 'immediate') this.#useImmediate(shape, field);
      else if (shape.mnemonic === Mnemonic.Lea) this.#load(shape, field, 'lea');
      else if (this.#useMemory(shape, field, 'operand') === null) this.#loadPointer(shape, field);
    }
  }

  /**
   * Where a jump or call finds its target: a pointer, or one of a table.
   * @returns the table; null of a single pointer
   */
  useTarget(shape: InstructionShape, field: AddressField, how: string): DataObject | null {
    if (hasRegisters(shape)) return this.#useMemory(shape, field, how);
    this.#pairData(field, how, { sure: this.#wordSize });
    return null;
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
    if (object !== null) this.#last = object;
    else this.#loadCode(shape, field);
  }

  #loadCode(shape: InstructionShape, { a: x, b: y, isGuess }: AddressField): void {
    const { a, b } = this.#comparison;
    if (isGuess || !a.contents.isCode(x) || !b.contents.isCode(y)) return;
    this.#heldCode.load(shape.registers[0] as Register, { a: x, b: y });
  }

  /** `mov rax,[pointer]`, of a pointer to an import that never returns. */
  #loadPointer(shape: InstructionShape, field: AddressField): void {
    const { kinds, registers, mnemonic, memoryBytes } = shape;
    if (mnemonic !== Mnemonic.Mov || kinds[0] !== OpKind.Register || hasRegisters(shape)) return;
    if (memoryBytes !== this.#wordSize || !this.isNoReturnPointer(field)) return;
    const { a, b } = this.#comparison;
    const [x, y] = [a.contents.pointerAt(field.a), b.contents.pointerAt(field.b)];
    this.#heldCode.load(registers[0] as Register, { a: x, b: y });
  }

  /** A memory operand of an address. @returns what registers are added to the address of, or null */
  #useMemory(shape: InstructionShape, field: AddressField, how: string): DataObject | null {
    const isIndexed = field.kind === 'memory' && hasRegisters(shape);
    const use = isIndexed
      ? { isOpen: true, isIndexed }
      : { sure: shape.sureBytes, read: shape.memoryBytes };
    const object = this.#pairData(field, how, use);
    if (!isIndexed || object === null) return null;
    this.#last = object;
    return object;
  }

  #pair(field: AddressField, how: string, use: DataUse): DataObject | null {
    return this.#pairAddresses(field.a, field.b, this.#from(field, how), use);
  }

  #pairData(field: AddressField, how: string, use: DataUse): DataObject | null {
    return this.#data.add(field.a, field.b, this.#from(field, how), use);
  }

  /** What looks like an address, and is paired with nothing of its kind, is a number. */
  #from(field: AddressField, how: string): Reference {
    return this.#here.reference(how, field.isGuess ? 0 : null);
  }
}

/** Whether registers are added to an absolute address. */
function hasRegisters({ isIpRelative, memoryBase, memoryIndex }: InstructionShape): boolean {
  return !isIpRelative && (memoryIndex !== Register.None || memoryBase !== Register.None);
}
