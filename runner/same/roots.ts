import { coff } from '../../reference';
import type { CodeWalk } from './code-walk';
import type { Comparison } from './comparison';
import type { DataPairs } from './data-pairs';
import type { ProgramImage, ThreadStorage } from './program-image';
import { rootReference } from './reference';

const { Subsystem } = coff;

/** Bytes of the variable that the loader writes a module's TLS index to. */
const INDEX_SIZE = 4;

/** Where the walk starts: what the loader, or another program, gets to know of an image. */
export class Roots {
  readonly #comparison: Comparison;
  readonly #code: CodeWalk;
  readonly #data: DataPairs;

  constructor(comparison: Comparison, code: CodeWalk, data: DataPairs) {
    this.#comparison = comparison;
    this.#code = code;
    this.#data = data;
  }

  add(): void {
    this.#headers();
    this.#entryPoint();
    this.#exports();
    this.#threadStorage();
    this.#known();
  }

  #headers(): void {
    const { a, b, ledger } = this.#comparison;
    const place = { reference: rootReference('headers'), a: -1, b: -1 };
    const kind = (isDll: boolean): string => (isDll ? 'a DLL' : 'a program');
    if (a.image.isDll !== b.image.isDll) {
      const what = `${kind(a.image.isDll)} and ${kind(b.image.isDll)}`;
      ledger.differ('header', what, place);
    }
    if (a.image.subsystem !== b.image.subsystem) {
      if (isUserDll(a.image) && isUserDll(b.image)) {
        ledger.note('DLLs for a window and for the console, which are loaded alike');
        return;
      }
      const what = `subsystems ${a.image.subsystem} and ${b.image.subsystem}`;
      ledger.differ('header', what, place);
    }
  }

  #entryPoint(): void {
    const { a, b, ledger } = this.#comparison;
    const [x, y] = [a.image.entryPoint, b.image.entryPoint];
    const root = rootReference('entry point');
    if (x !== 0 && y !== 0) this.#code.call(x, y, root);
    else if (x !== y) {
      const what = `only the ${x === 0 ? 'second' : 'first'} image has an entry point`;
      ledger.differ('target', what, { reference: root, a: x === 0 ? -1 : x, b: y === 0 ? -1 : y });
    }
  }

  /** Those that both have: what is kept in only one of them is no part of the program. */
  #exports(): void {
    const { a, b, ledger } = this.#comparison;
    for (const [name, one] of a.image.exports) {
      const other = b.image.exports.get(name);
      const root = rootReference(`export ${name}`);
      if (other === undefined) {
        ledger.note('exports that only the first image has');
        continue;
      }
      // Whoever imports by name does not notice; each export that is added may move others.
      if (one.ordinal !== other.ordinal) ledger.note('exports that have another ordinal');
      if ('rva' in one && 'rva' in other) this.#code.address(one.rva, other.rva, root);
      else {
        const to = [one, other].map((each) => ('rva' in each ? 'nothing' : each.forwarder));
        if (to[0] === to[1]) continue;
        const what = `${name} is forwarded to ${to[0] ?? ''} and ${to[1] ?? ''}`;
        ledger.differ('export', what, { reference: root, a: -1, b: -1 });
      }
    }
    for (const name of b.image.exports.keys()) {
      if (!a.image.exports.has(name)) ledger.note('exports that only the second image has');
    }
  }

  #known(): void {
    const { known, budget } = this.#comparison;
    for (const { name, a, b } of known) {
      budget.take(1);
      this.#code.address(a, b, rootReference(name));
    }
  }

  #threadStorage(): void {
    const { a, b, ledger } = this.#comparison;
    const one = a.image.threadStorage;
    const other = b.image.threadStorage;
    if (one === null && other === null) return;
    const root = rootReference('TLS directory');
    if (one === null || other === null) {
      const what = `only the ${one === null ? 'second' : 'first'} image has a TLS directory`;
      ledger.differ('tls', what, { reference: root, a: -1, b: -1 });
      return;
    }
    // Of the template, what code refers to is compared: an incremental build may leave more in it.
    if (templateSize(one) !== templateSize(other)) ledger.note('TLS templates of different sizes');
    if (one.index >= 0 && other.index >= 0) {
      this.#data.add(one.index, other.index, rootReference('TLS index'), { sure: INDEX_SIZE });
    }
    this.#callbacks(one, other);
  }

  #callbacks(one: ThreadStorage, other: ThreadStorage): void {
    const { a, b, ledger, wordSize, budget } = this.#comparison;
    for (let i = 0; ; i += 1) {
      const [atA, atB] = [one.callbacks, other.callbacks].map((start) =>
        start < 0 ? -1 : start + i * wordSize,
      ) as [number, number];
      const [x, y] = [a.contents.pointerAt(atA), b.contents.pointerAt(atB)];
      if (x < 0 && y < 0) return;
      budget.take(1);
      const root = rootReference(`TLS callback ${i}`);
      if (x < 0 || y < 0) {
        const what = `only the ${x < 0 ? 'second' : 'first'} image has TLS callback ${i}`;
        ledger.differ('tls', what, { reference: root, a: atA, b: atB });
        return;
      }
      this.#code.call(x, y, root);
    }
  }
}

function templateSize({ templateStart, templateEnd, zeroFill }: ThreadStorage): number {
  return templateEnd - templateStart + zeroFill;
}

/** Whether an image is a DLL of Windows' user mode: only of programs does the subsystem say how they are started. */
function isUserDll({ isDll, subsystem }: ProgramImage): boolean {
  return isDll && (subsystem === Subsystem.WINDOWS_GUI || subsystem === Subsystem.WINDOWS_CUI);
}
