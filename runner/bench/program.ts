import type { Coff2, NavIndex, SymbolIndex, SymbolWriter } from '../../reference';
import { benchCallee, CALLS, dataOf, DATA_SIZE, IMPORT_NAMES, LEA, WRITES } from './bench-function';

/** What the bench links: `functions` functions, half as many data navs, twenty imports. */
export class BenchProgram {
  readonly #functionNames: readonly string[];
  readonly #dataNames: readonly string[];
  /** Indices of navs in the linker, once they were asked for: what a compiler remembers. */
  readonly #functions: (NavIndex | undefined)[];
  readonly #data: (NavIndex | undefined)[];
  readonly #bytes = new Uint8Array(DATA_SIZE).fill(0x5a);

  constructor(
    functions: number,
    readonly linker: Coff2,
  ) {
    // A compiler has its names before it links; making them is not what is measured.
    this.#functionNames = Array.from({ length: functions }, (_, i) => `main.f${i}`);
    this.#dataNames = Array.from({ length: Math.floor(functions / 2) }, (_, i) => `main.d${i}`);
    this.#functions = new Array<undefined>(functions).fill(undefined);
    this.#data = new Array<undefined>(this.#dataNames.length).fill(undefined);
  }

  /** Number of functions. */
  get size(): number {
    return this.#functionNames.length;
  }

  /** Everything for the first time, with one flush at the end. */
  link(): void {
    const { linker } = this;
    for (let i = 0; i < this.#dataNames.length; i += 1) {
      linker.updateNav(this.#dataNav(i), {
        type: '[24]u8',
        alignment: 8,
        emit: (writer) => {
          writer.write(this.#bytes);
        },
      });
    }
    for (let i = 0; i < this.#functionNames.length; i += 1) this.update(i, 0);
    linker.updateExports({ nav: 'main.f0' }, ['wWinMainCRTStartup']);
    linker.flush();
  }

  /** Function `index` anew, `growth` bytes longer than the first time. */
  update(index: number, growth: number): void {
    this.linker.updateFunc(this.#functionNav(index), {
      type: 'fn () void',
      alignment: null,
      emit: (writer) => {
        this.#emit(writer, index, growth);
      },
    });
  }

  /**
   * One data nav more, so large that .data outgrows the memory that it has: four times what it took
   * in the file when it last outgrew it. All sections after it slide.
   */
  outgrowData(): void {
    const size = 0x1_0000 + 8 * DATA_SIZE * this.#data.length;
    this.linker.updateNav('main.large', {
      type: '[]u8',
      alignment: 8,
      emit: (writer) => {
        writer.splat(0x5a, size);
      },
    });
  }

  #emit(writer: SymbolWriter, index: number, growth: number): void {
    const { linker } = this;
    for (let i = 0; i < WRITES.length; i += 1) {
      writer.write(WRITES[i] as Uint8Array);
      if (i === LEA) {
        const target = linker.navSymbol(this.#dataNav(dataOf(index, this.#data.length)));
        linker.addReloc(writer.symbol, writer.end - 4, target, 0, 'REL32');
      } else if (i === CALLS[0] || i === CALLS[1]) {
        linker.addReloc(writer.symbol, writer.end - 4, this.#callee(index, i), 0, 'REL32');
      }
    }
    if (growth > 0) writer.splat(0xcc, growth);
  }

  #callee(index: number, write: number): SymbolIndex {
    const callee = benchCallee(index, write, this.#functions.length);
    return callee < 0
      ? this.linker.globalSymbol(IMPORT_NAMES[~callee] as string, 'kernel32')
      : this.linker.navSymbol(this.#functionNav(callee));
  }

  #functionNav(index: number): NavIndex {
    return (this.#functions[index] ??= this.linker.navIndex(this.#functionNames[index] as string));
  }

  #dataNav(index: number): NavIndex {
    return (this.#data[index] ??= this.linker.navIndex(this.#dataNames[index] as string));
  }
}
