import { Mnemonic, OpKind, Register } from 'iced-x86';
import { count } from '../text/numbers';
import type { AddressField } from './address-field';
import type { Comparison } from './comparison';
import type { ImageSide } from './image-side';
import type { InstructionShape } from './instruction-shape';
import { isWalked } from './list-walks';
import type { Reference } from './reference';
import type { WalkPlace } from './walk-place';

/** Bytes of the longest list that is looked at. */
const LONGEST = 0x1_0000;

/** Words of a list that are looked at for one step of work. */
const WORDS_OF_A_STEP = 8;

/** Instructions that only read their first operand. */
const READING: ReadonlySet<Mnemonic> = new Set([Mnemonic.Cmp, Mnemonic.Test, Mnemonic.Push]);

/** Where an address leads in both images. */
interface AddressPair {
  readonly a: number;
  readonly b: number;
}

/** A list that has more functions in one image, if the code walks from one address to the other. */
interface UnequalList {
  readonly start: AddressPair;
  readonly end: AddressPair;
  readonly startRegister: Register;
  readonly endRegister: Register;
  /** RVA in the first image of what follows the instruction that loaded the second address. */
  readonly from: number;
  readonly reference: Reference;
  /** Functions in the first image. */
  readonly countA: number;
  /** Functions in the second image. */
  readonly countB: number;
}

/**
 * Lists of functions between two addresses, as `.CRT$XCA` and `.CRT$XCZ` of a C runtime: code walks from one to
 * the other, and calls what is not null. The comparison of data ends with the shorter one. So the functions
 * are counted where code has both addresses in registers, all between is addresses of code and zeroes, nothing
 * else leads there, and code is seen to walk.
 */
export class FunctionLists {
  readonly #comparison: Comparison;
  /** Addresses in registers, in a straight run of code. */
  readonly #held = new Map<Register, AddressPair>();
  readonly #unequal: UnequalList[] = [];

  constructor(comparison: Comparison) {
    this.#comparison = comparison;
  }

  /** Registers and what they held are others. */
  forget(): void {
    if (this.#held.size > 0) this.#held.clear();
  }

  /** @param here where the walk is: at the instruction */
  follow(shape: InstructionShape, fields: readonly AddressField[], here: WalkPlace): void {
    if (fields.length === 0 && this.#held.size === 0) return;
    const { kinds, registers, mnemonic, isPlain } = shape;
    const loaded = this.#loaded(shape, fields);
    if (!isPlain) this.#held.clear();
    if (kinds[0] !== OpKind.Register || READING.has(mnemonic)) return;
    const register = registers[0] as Register;
    this.#held.delete(register);
    if (loaded === null) return;
    for (const [other, held] of this.#held)
      this.#pair([other, held], [register, loaded], shape, here);
    this.#held.set(register, loaded);
  }

  /** Reports lists that differ, once it is known what else is referred to. */
  judge(): void {
    const { a, b, ledger } = this.#comparison;
    const reported = new Set<number>();
    for (const list of this.#unequal) {
      const { start, end, countA, countB, reference } = list;
      if (a.starts.hardEnd(start.a) < end.a || b.starts.hardEnd(start.b) < end.b) continue;
      if (reported.has(start.a) || !isWalked(this.#comparison, list)) continue;
      reported.add(start.a);
      const what = `a list that code walks has ${count(countA, 'function')} in the first image, and ${countB} in the second`;
      ledger.differ('data', what, { reference, ...start, confidence: 'likely' });
    }
  }

  /** The address that an instruction puts into a register; null for something else. */
  #loaded(shape: InstructionShape, [field]: readonly AddressField[]): AddressPair | null {
    const { mnemonic, registers, memoryBase, memoryIndex, memoryBytes, isIpRelative } = shape;
    if (field === undefined) {
      const isCopy = mnemonic === Mnemonic.Mov && registers.length === 2;
      return isCopy ? (this.#held.get(registers[1] as Register) ?? null) : null;
    }
    if (field.kind === 'immediate') return mnemonic === Mnemonic.Mov ? field : null;
    const isAlone = isIpRelative || (memoryBase === Register.None && memoryIndex === Register.None);
    if (field.kind !== 'memory' || !isAlone) return null;
    if (mnemonic === Mnemonic.Lea) return field;
    const isPointer = mnemonic === Mnemonic.Mov && memoryBytes === this.#comparison.wordSize;
    return isPointer ? this.#pointers(field) : null;
  }

  /** Where constants in both images lead, as GCC has them for what another object may define; null if nowhere. */
  #pointers({ a: x, b: y }: AddressPair): AddressPair | null {
    const { a, b } = this.#comparison;
    if (a.contents.sectionAt(x)?.isWritable !== false) return null;
    if (b.contents.sectionAt(y)?.isWritable !== false) return null;
    const [toA, toB] = [a.pointerAt(x), b.pointerAt(y)];
    return toA < 0 || toB < 0 ? null : { a: toA, b: toB };
  }

  /** Notes two addresses that are in registers, if a list of another length lies between them in each image. */
  #pair(
    one: readonly [Register, AddressPair],
    other: readonly [Register, AddressPair],
    shape: InstructionShape,
    here: WalkPlace,
  ): void {
    const [[startRegister, start], [endRegister, end]] =
      (one[1].a - other[1].a || one[1].b - other[1].b) <= 0 ? [one, other] : [other, one];
    const sizes = [end.a - start.a, end.b - start.b] as const;
    if (sizes[0] === sizes[1] || sizes[1] < 0) return;
    const { a, b } = this.#comparison;
    const countA = this.#functionsIn(a, start.a, sizes[0]);
    const countB = countA === null ? null : this.#functionsIn(b, start.b, sizes[1]);
    if (countA === null || countB === null || countA === countB) return;
    const from = here.a + shape.length;
    const reference = here.reference('bounds of a list');
    const bounds = { start, end, startRegister, endRegister };
    this.#unequal.push({ ...bounds, from, reference, countA, countB });
  }

  /** How many functions a list has; null if it has something else, or is longer than lists are. */
  #functionsIn(side: ImageSide, start: number, size: number): number | null {
    const { contents } = side;
    const { budget, wordSize } = this.#comparison;
    const section = contents.sectionAt(start);
    if (section === undefined || section.isCode || start + size > section.filledEnd) return null;
    if (size % wordSize !== 0 || size > LONGEST) return null;
    let functions = 0;
    for (let rva = start; rva < start + size; rva += wordSize) {
      budget.take(1 / WORDS_OF_A_STEP);
      const isNull = contents.u32(rva) === 0 && (wordSize === 4 || contents.u32(rva + 4) === 0);
      if (isNull) continue;
      const to = side.pointerAt(rva);
      if (to < 0 || !contents.isCode(to)) return null;
      functions += 1;
    }
    return functions;
  }
}
