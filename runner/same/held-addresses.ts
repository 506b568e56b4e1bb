import { Mnemonic, OpKind, Register } from 'iced-x86';
import type { DataObject } from './data-object';
import type { DataPairs } from './data-pairs';
import type { ImageContents } from './image-contents';
import { displacementAt, type InstructionShape } from './instruction-shape';
import { STRING_MOVES, STRING_REGISTERS } from './machine-code';

/** Accesses further from a held address than this are taken for something else, in bytes. */
const FAR = 0x1000;

/**
 * Which registers hold the address of data, in a straight run of code: what is read through them
 * tells how far the data surely goes. An address that goes elsewhere leaves its object *open*.
 */
export class HeldAddresses {
  readonly #data: DataPairs;
  readonly #contents: ImageContents;
  /** By whole registers. */
  readonly #held = new Map<Register, DataObject>();
  /** Registers that hold a known number: lengths of string moves. */
  readonly #constants = new Map<Register, number>();

  /** @param contents of the first image */
  constructor(data: DataPairs, contents: ImageContents) {
    this.#data = data;
    this.#contents = contents;
  }

  /** A whole register now holds the address of an object; null for something else. */
  load(register: Register, object: DataObject | null): void {
    if (this.#constants.size > 0) this.#constants.delete(register);
    if (object !== null) this.#held.set(register, object);
    else if (this.#held.size > 0) this.#held.delete(register);
  }

  /** Control may go elsewhere: whatever is held may be used there. */
  release(): void {
    if (this.#held.size === 0) return;
    for (const object of this.#held.values()) this.#data.widen(object, { isOpen: true });
    this.#held.clear();
  }

  /** As {@link release}; numbers in registers are not known any more either. */
  clear(): void {
    this.release();
    if (this.#constants.size > 0) this.#constants.clear();
  }

  /** @param x RVA of the instruction in the first image */
  follow(shape: InstructionShape, x: number): void {
    this.#followConstants(shape, x);
    if (this.#held.size === 0) return;
    if (shape.isString) {
      if (shape.isRepeated) this.#repeated(shape.mnemonic);
      this.release();
    } else if (shape.isPlain) this.#followPlain(shape, x);
    else this.release();
  }

  #followConstants({ kinds, registers, mnemonic, immediateOffset }: InstructionShape, x: number) {
    if (kinds[0] !== OpKind.Register) return;
    const target = registers[0] as Register;
    if (mnemonic === Mnemonic.Mov && kinds[1] === OpKind.Immediate32) {
      this.#constants.set(target, this.#contents.u32(x + immediateOffset));
    } else if (this.#constants.size > 0) {
      this.#constants.delete(target);
    }
  }

  #followPlain(shape: InstructionShape, x: number): void {
    const { kinds, registers, isOverwriting } = shape;
    const isCompared = shape.mnemonic === Mnemonic.Cmp;
    if (isCompared) this.#followBounds(shape);
    for (let i = isOverwriting ? 1 : 0; i < kinds.length; i += 1) {
      if (kinds[i] !== OpKind.Register) continue;
      const register = registers[i] as Register;
      // What is only compared is an end, and says nothing of what is there.
      if (isCompared) this.#held.delete(register);
      else this.#escape(register);
    }
    this.#followMemory(shape, x);
    if (isOverwriting) this.#held.delete(registers[0] as Register);
  }

  /** Two addresses that are compared are the bounds of a loop: the object at the lower one goes up to the other. */
  #followBounds({ kinds, registers }: InstructionShape): void {
    if (kinds[0] !== OpKind.Register || kinds[1] !== OpKind.Register) return;
    const one = this.#held.get(registers[0] as Register);
    const other = this.#held.get(registers[1] as Register);
    if (one !== undefined && other !== undefined) this.#data.bound(one, other);
  }

  #followMemory(shape: InstructionShape, x: number): void {
    const { memoryIndex: index, memoryBase: base, memoryBytes: size, sureBytes } = shape;
    if (index !== Register.None) this.#escape(index);
    const object = base === Register.None ? undefined : this.#held.get(base);
    if (object === undefined) return;
    const far = displacementAt(shape, this.#contents, x);
    const isKnown =
      shape.mnemonic !== Mnemonic.Lea &&
      index === Register.None &&
      size > 0 &&
      far >= 0 &&
      far < FAR;
    if (isKnown) this.#data.widen(object, { sure: far + sureBytes, read: far + size });
    else this.#escape(base);
  }

  /** `rep movs`: from and to what is held, as many as RCX says. */
  #repeated(mnemonic: Mnemonic): void {
    const unit = STRING_MOVES.get(mnemonic);
    const count = this.#constants.get(Register.RCX);
    if (unit === undefined || count === undefined) return;
    for (const register of STRING_REGISTERS) {
      const object = this.#held.get(register);
      if (object === undefined) continue;
      this.#data.widen(object, { sure: count * unit });
      this.#held.delete(register);
    }
  }

  /** An address goes elsewhere: what is read of it there is not known. */
  #escape(register: Register): void {
    const object = this.#held.get(register);
    if (object === undefined) return;
    this.#data.widen(object, { isOpen: true });
    this.#held.delete(register);
  }
}
