import { coff } from '../../reference';
import {
  writeCoffObject,
  type RelocationToWrite,
  type SectionToWrite,
  type SymbolToWrite,
} from '../linker/installed/coff-object';
import { writeImportLibrary } from '../linker/installed/import-library';
import { benchCallee, CALLS, dataOf, DATA_SIZE, IMPORT_NAMES, LEA, WRITES } from './bench-function';

/** Functions of one object: with its data half as many sections more, of 65,279 at most. */
const OBJECT_FUNCTIONS = 20_000;

const CODE = { CNT_CODE: true, MEM_EXECUTE: true, MEM_READ: true } as const;
const DATA = { CNT_INITIALIZED_DATA: true, MEM_READ: true, MEM_WRITE: true } as const;

/** Where the image starts, in the objects' words. */
export const ENTRY = 'f0';

/** The import library of what the program imports. */
export function peerImportLibrary(): Uint8Array {
  const functions = IMPORT_NAMES.map((symbol) => ({
    symbol,
    libName: 'kernel32',
    isUndecorated: false,
  }));
  return writeImportLibrary('AMD64', functions);
}

/** Objects that a program of so many functions takes. */
export function objectCount(functions: number): number {
  return Math.ceil(functions / OBJECT_FUNCTIONS);
}

/**
 * One of the objects of the bench's program: each function and each data nav in a COMDAT section of
 * its own, as a compiler has them that wants unused ones dropped.
 * @param growth bytes by which the object's first function is longer: the one that changed
 */
export function peerObject(functions: number, index: number, growth: number): Uint8Array {
  const data = Math.floor(functions / 2);
  const first = index * OBJECT_FUNCTIONS;
  const end = Math.min(first + OBJECT_FUNCTIONS, functions);
  const sections: SectionToWrite[] = [];
  const symbols = new Symbols();
  const share = Math.ceil(data / objectCount(functions));
  const bytes = new Uint8Array(DATA_SIZE).fill(0x5a);
  for (let i = index * share; i < Math.min((index + 1) * share, data); i += 1) {
    symbols.define(`d${i}`, sections.length, false);
    sections.push(section('.data', DATA, 8, bytes, []));
  }
  for (let i = first; i < end; i += 1) {
    symbols.define(`f${i}`, sections.length, true);
    const targets = [
      `d${dataOf(i, data)}`,
      ...CALLS.map((write) => {
        const callee = benchCallee(i, write, functions);
        return callee < 0 ? (IMPORT_NAMES[~callee] as string) : `f${callee}`;
      }),
    ];
    const code = i === first ? [...WRITES, new Uint8Array(growth).fill(0xcc)] : WRITES;
    const relocations = targets.map((target, n): RelocationToWrite => {
      const offset = FIELDS[n] as number;
      return { offset, symbol: symbols.of(target), type: coff.IMAGE.REL.AMD64.REL32 };
    });
    sections.push(section('.text', CODE, 16, Buffer.concat(code), relocations));
  }
  return writeCoffObject({ machine: 'AMD64', sections, symbols: symbols.all });
}

/** Bytes from the start of a function to its fields. */
const FIELDS = [LEA, ...CALLS].map((write) =>
  WRITES.slice(0, write + 1).reduce((sum, { length }) => sum + length, -4),
);

function section(
  name: string,
  flags: SectionToWrite['flags'],
  alignment: number,
  bytes: Uint8Array,
  relocations: readonly RelocationToWrite[],
): SectionToWrite {
  return { name, flags, alignment, bytes, relocations, isComdat: true };
}

/** The symbols of one object: those that it defines, and those that others do. */
class Symbols {
  readonly all: SymbolToWrite[] = [];
  readonly #indices = new Map<string, number>();

  of(name: string): number {
    const known = this.#indices.get(name);
    if (known !== undefined) return known;
    this.#indices.set(name, this.all.length);
    this.all.push({ name, section: null, isFunction: false });
    return this.all.length - 1;
  }

  define(name: string, section: number, isFunction: boolean): void {
    this.all[this.of(name)] = { name, section, isFunction };
  }
}
