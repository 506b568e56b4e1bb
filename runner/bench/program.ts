import type { Coff2, NavIndex, SymbolIndex, SymbolWriter } from '../../reference';

const IMPORT_NAMES = Array.from({ length: 20 }, (_, i) => `Import${i}`);

/** Bytes of a data nav. */
const DATA_SIZE = 24;

/** The function of twelve writes, 45 bytes, that every function of the program is. */
const WRITES = [
  '4883ec28',
  '488d0d00000000', // lea rcx, [data]
  '8b01',
  'e800000000', // call
  '4889c1',
  '83c101',
  '4989c0',
  'e800000000', // call
  '4801c8',
  '0f1f4000',
  '4883c428',
  'c3',
].map((hex) => Uint8Array.from(Buffer.from(hex, 'hex')));

const LEA = 1;
const FIRST_CALL = 3;
const SECOND_CALL = 7;

/** A number that looks random and is the same on every run. */
function scramble(value: number): number {
  let x = (value + 0x9e3779b9) | 0;
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return (x ^ (x >>> 15)) >>> 0;
}

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

  #emit(writer: SymbolWriter, index: number, growth: number): void {
    const { linker } = this;
    for (let i = 0; i < WRITES.length; i += 1) {
      writer.write(WRITES[i] as Uint8Array);
      if (i === LEA) {
        const target = linker.navSymbol(this.#dataNav(scramble(index) % this.#data.length));
        linker.addReloc(writer.symbol, writer.end - 4, target, 0, 'REL32');
      } else if (i === FIRST_CALL || i === SECOND_CALL) {
        linker.addReloc(writer.symbol, writer.end - 4, this.#callee(index + i), 0, 'REL32');
      }
    }
    if (growth > 0) writer.splat(0xcc, growth);
  }

  /** One call in sixteen goes to an import. */
  #callee(seed: number): SymbolIndex {
    const choice = scramble(seed);
    return choice % 16 === 0
      ? this.linker.globalSymbol(
          IMPORT_NAMES[(choice >>> 4) % IMPORT_NAMES.length] as string,
          'kernel32',
        )
      : this.linker.navSymbol(this.#functionNav(choice % this.#functions.length));
  }

  #functionNav(index: number): NavIndex {
    return (this.#functions[index] ??= this.linker.navIndex(this.#functionNames[index] as string));
  }

  #dataNav(index: number): NavIndex {
    return (this.#data[index] ??= this.linker.navIndex(this.#dataNames[index] as string));
  }
}
