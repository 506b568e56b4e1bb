import type { Coff2, SymbolIndex, SymbolWriter } from '../../../reference';
import {
  NONE,
  RecordField,
  RecordStep,
  type Names,
  type UpdateRecord,
} from '../link-script/update-record';
import type { Definitions } from './definitions';
import type { NavNumbers } from './nav-numbers';

/** Has a linker do the updates that records are. */
export class RecordReplay {
  readonly #linker: Coff2;
  readonly #navs: NavNumbers;
  readonly #definitions: Definitions;
  /** The update that is being done. */
  #record: UpdateRecord | null = null;
  #names: Names | null = null;
  readonly #emit = (writer: SymbolWriter): void => {
    if (this.#record !== null && this.#names !== null) {
      this.#emitSteps(this.#record, this.#names, writer);
    }
  };

  constructor(linker: Coff2, navs: NavNumbers, definitions: Definitions) {
    this.#linker = linker;
    this.#navs = navs;
    this.#definitions = definitions;
  }

  /** @throws LinkError if the linker refuses the update */
  update(record: UpdateRecord, names: Names): void {
    this.#record = record;
    this.#names = names;
    const { words, at } = record;
    const number = words[at + RecordField.NAV] as number;
    const nav = this.#navs.nav(number, names.text(number));
    const type = names.text(words[at + RecordField.TYPE] as number);
    const log2 = words[at + RecordField.ALIGN] as number;
    const emit = this.#emit;
    if (words[at + RecordField.IS_NAV] === 1) {
      this.#linker.updateNav(nav, { type, alignment: 2 ** log2, emit });
    } else {
      this.#linker.updateFunc(nav, { type, alignment: log2 === NONE ? null : 2 ** log2, emit });
    }
  }

  #emitSteps(
    { words, at, bytes, bytesAt }: UpdateRecord,
    names: Names,
    writer: SymbolWriter,
  ): void {
    const end = at + (words[at + RecordField.SIZE] as number);
    let next = bytesAt;
    for (let step = at + RecordField.STEPS; step < end;) {
      const first = words[step + 1] as number;
      const second = words[step + 2] as number;
      switch (words[step] as number) {
        case RecordStep.WRITE:
          writer.write(bytes, next, next + first);
          next += first;
          step += 2;
          break;
        case RecordStep.SPLAT:
          writer.splat(first, second);
          step += 3;
          break;
        case RecordStep.NAV_POINTER:
        case RecordStep.UAV_POINTER:
          this.#pointer(words[step] === RecordStep.NAV_POINTER, second, first, names, writer);
          step += 3;
          break;
        case RecordStep.NAV_RELOC: {
          const target = words[step + 4] as number;
          this.#reloc(words, step, this.#navs.symbol(target, names.text(target)), names, writer);
          step += 5;
          break;
        }
        case RecordStep.UAV_RELOC: {
          const target = this.#uav(names.text(words[step + 4] as number));
          this.#reloc(words, step, target, names, writer);
          step += 5;
          break;
        }
        case RecordStep.GLOBAL_RELOC: {
          const lib = words[step + 5] as number;
          const libName = lib === NONE ? null : names.text(lib);
          const target = this.#linker.globalSymbol(names.text(words[step + 4] as number), libName);
          this.#reloc(words, step, target, names, writer);
          step += 6;
          break;
        }
        default:
          throw new Error(`a record has the step ${words[step]}`);
      }
    }
  }

  #reloc(
    words: Int32Array,
    step: number,
    target: SymbolIndex,
    names: Names,
    writer: SymbolWriter,
  ): void {
    const type = names.text(words[step + 1] as number);
    const addend = words[step + 2] as number;
    const offset = words[step + 3] as number;
    this.#linker.addReloc(writer.symbol, offset, target, addend, type);
  }

  #pointer(
    isNav: boolean,
    target: number,
    addend: number,
    names: Names,
    writer: SymbolWriter,
  ): void {
    const linker = this.#linker;
    const name = names.text(target);
    const info = { parent: writer.symbol, offset: writer.end, addend };
    // The linker knows a constant from when it is lowered on.
    if (!isNav) this.#uav(name);
    const address = isNav
      ? linker.getNavVAddr(this.#navs.nav(target, name), info)
      : linker.getUavVAddr(name, info);
    writer.writeAddress(address, linker.addressSize);
  }

  #uav(id: string): SymbolIndex {
    return this.#linker.lowerUav(id, this.#definitions.uav(id).alignment);
  }
}
