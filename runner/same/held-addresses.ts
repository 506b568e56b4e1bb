import { Mnemonic, OpKind, Register, type Instruction } from 'iced-x86';
import type { DataObject } from './data-object';
import type { DataPairs } from './data-pairs';
import {
  fullRegister,
  memoryBytes,
  OVERWRITING,
  PLAIN,
  STRING_MOVES,
  STRING_REGISTERS,
  surelyRead,
} from './machine-code';

/** Accesses further from a held address than this are taken for something else, in bytes. */
const FAR = 0x1000;

/**
 * Which registers hold the address of data, in a straight run of code: what is read through them
 * tells how far the data surely goes. An address that goes elsewhere leaves its object *open*.
 */
export class HeldAddresses {
  readonly #data: DataPairs;
  readonly #held = new Map<Register, DataObject>();
  /** Registers that hold a known number: lengths of string moves. */
  readonly #constants = new Map<Register, number>();

  constructor(data: DataPairs) {
    this.#data = data;
  }

  /** A register now holds the address of an object; null for something else. */
  load(register: Register, object: DataObject | null): void {
    const full = fullRegister(register);
    this.#constants.delete(full);
    if (object === null) this.#held.delete(full);
    else this.#held.set(full, object);
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
    this.#constants.clear();
  }

  follow(instruction: Instruction): void {
    this.#followConstants(instruction);
    if (this.#held.size === 0) return;
    const { mnemonic } = instruction;
    if (instruction.isStringInstruction) {
      if (instruction.hasRepPrefix) this.#repeated(mnemonic);
      this.release();
      return;
    }
    if (PLAIN.has(mnemonic)) this.#followPlain(instruction, mnemonic);
    else this.release();
  }

  #followConstants(instruction: Instruction): void {
    if (instruction.opCount === 0 || instruction.op0Kind !== OpKind.Register) return;
    const isConstant =
      instruction.mnemonic === Mnemonic.Mov && instruction.op1Kind === OpKind.Immediate32;
    if (isConstant) {
      this.#constants.set(fullRegister(instruction.op0Register), instruction.immediate32);
    } else if (this.#constants.size > 0) {
      this.#constants.delete(fullRegister(instruction.op0Register));
    }
  }

  #followPlain(instruction: Instruction, mnemonic: Mnemonic): void {
    const { opCount } = instruction;
    if (mnemonic === Mnemonic.Cmp) this.#followBounds(instruction);
    const hasTarget = opCount > 0 && instruction.op0Kind === OpKind.Register;
    const isWritten = hasTarget && OVERWRITING.has(mnemonic);
    for (let i = isWritten ? 1 : 0; i < opCount; i += 1) {
      if (instruction.opKind(i) !== OpKind.Register) continue;
      const register = fullRegister(instruction.opRegister(i));
      // What is only compared is an end, and says nothing of what is there.
      if (mnemonic === Mnemonic.Cmp) this.#held.delete(register);
      else this.#escape(register);
    }
    this.#followMemory(instruction, mnemonic);
    if (isWritten) this.#held.delete(fullRegister(instruction.op0Register));
  }

  /** Two addresses that are compared are the bounds of a loop: the object at the lower one goes up to the other. */
  #followBounds(instruction: Instruction): void {
    const { op0Kind, op1Kind } = instruction;
    if (op0Kind !== OpKind.Register || op1Kind !== OpKind.Register) return;
    const one = this.#held.get(fullRegister(instruction.op0Register));
    const other = this.#held.get(fullRegister(instruction.op1Register));
    if (one !== undefined && other !== undefined) this.#data.bound(one, other);
  }

  #followMemory(instruction: Instruction, mnemonic: Mnemonic): void {
    const index = instruction.memoryIndex;
    if (index !== Register.None) this.#escape(fullRegister(index));
    const base = fullRegister(instruction.memoryBase);
    const object = base === Register.None ? undefined : this.#held.get(base);
    if (object === undefined) return;
    const far = Number(BigInt.asIntN(64, instruction.memoryDisplacement));
    const size = memoryBytes(instruction.memorySize);
    const isKnown =
      mnemonic !== Mnemonic.Lea && index === Register.None && size > 0 && far >= 0 && far < FAR;
    if (isKnown) this.#data.widen(object, { sure: far + surelyRead(size), read: far + size });
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
