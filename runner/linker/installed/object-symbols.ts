import type { SymbolAddress } from '../../image/linked-image';
import type { Machine } from '../../../reference';
import type { Target } from '../../case/link-script/content';
import {
  symbolKey,
  type GlobalReference,
  type ProgramSymbol,
} from '../../case/program/program-state';
import type { SymbolToWrite } from './coff-object';
import type { LibraryFunction } from './import-library';
import { Denial } from './denial';

/** What a symbol of the object stands for. */
export interface LinkSymbol {
  /** As the protocol names it. */
  readonly symbol: SymbolAddress['symbol'];
  /** Bytes. */
  readonly size: number;
}

type Global = GlobalReference & { readonly kind: 'global' };

/** Bytes of the `jmp` through the import address table that linkers make of an import. */
const IMPORT_THUNK_SIZE = 6;

/**
 * The symbols of a program's object. They are called by kind and number, such as `nav$12`, so that
 * no linker, and no map file, meets what the program's own names may hold.
 */
export class ObjectSymbols {
  /** As the object has them. */
  readonly list: SymbolToWrite[] = [];
  readonly imports: LibraryFunction[] = [];
  /** Those that are defined or imported, by their names in the object. */
  readonly meanings = new Map<string, LinkSymbol>();
  /** Index in `list`. */
  readonly #indices = new Map<string, number>();
  /** By index in `list`. */
  readonly #programSymbols: (ProgramSymbol | Global)[] = [];
  readonly #prefix: string;

  constructor(machine: Machine) {
    // C names have an underscore there, and linkers look for the entry point under such a name.
    this.#prefix = machine === 'I386' ? '_' : '';
  }

  /**
   * A symbol stands at the start of a section.
   * @param section index in the object
   * @param size bytes
   * @returns its name in the object
   */
  define(
    symbol: ProgramSymbol | Global,
    section: number,
    { isFunction, size }: { readonly isFunction: boolean; readonly size: number },
  ): string {
    const name = this.#numbered(symbol);
    this.#add(symbol, { name, section, isFunction });
    this.meanings.set(name, { symbol: protocolSymbol(symbol), size });
    return name;
  }

  /** Index in `list` of what a relocation refers to, whether it is defined or not. */
  index(target: Target): number {
    const known = this.#indices.get(identityOf(target));
    if (known !== undefined) return known;
    if (target.kind === 'global' && target.libName !== null) {
      return this.#import(target, target.libName);
    }
    return this.#add(target, { name: this.#numbered(target), section: null, isFunction: false });
  }

  /** A linker's message, with the program's names in the place of the object's. */
  inProgramsWords(message: string): string {
    return message.replaceAll(/_?\w+\$(\d+)/g, (name, index: string) => {
      const symbol = this.#programSymbols[Number(index)];
      return symbol === undefined ? name : keyOf(symbol);
    });
  }

  #numbered({ kind }: ProgramSymbol | Global): string {
    return `${this.#prefix}${kind}$${this.list.length}`;
  }

  #add(symbol: ProgramSymbol | Global, added: SymbolToWrite): number {
    const index = this.list.length;
    this.list.push(added);
    this.#programSymbols.push(symbol);
    this.#indices.set(identityOf(symbol), index);
    return index;
  }

  /**
   * Two DLLs may have functions of one name, so that the symbol needs a number, which the import
   * name type has linkers cut off again, with all from the first "@" that is not at the start. A
   * name that has one itself stays whole, and there can be but one of it.
   */
  #import(target: Global, libName: string): number {
    const isUndecorated = !target.name.includes('@');
    const symbol = isUndecorated ? `@${target.name}@${this.list.length}` : `?${target.name}`;
    if (this.meanings.has(symbol)) {
      throw new Denial(
        'unsupported',
        `two DLLs have a function ${target.name}, and an import library cannot distinguish names with an "@"`,
      );
    }
    this.imports.push({ symbol, libName, isUndecorated });
    this.meanings.set(symbol, { symbol: protocolSymbol(target), size: IMPORT_THUNK_SIZE });
    return this.#add(target, { name: symbol, section: null, isFunction: true });
  }
}

/** Equal for what is one symbol: the spelling of a DLL's name does not matter, so that each function is imported once. */
function identityOf(symbol: ProgramSymbol | Global): string {
  if (symbol.kind !== 'global' || symbol.libName === null) return keyOf(symbol);
  return keyOf({ ...symbol, libName: symbol.libName.toLowerCase() });
}

/** A symbol in the program's words. */
function keyOf(symbol: ProgramSymbol | Global): string {
  return symbol.kind === 'global'
    ? `global ${JSON.stringify([symbol.name, symbol.libName])}`
    : symbolKey(symbol);
}

function protocolSymbol(symbol: ProgramSymbol | Global): SymbolAddress['symbol'] {
  switch (symbol.kind) {
    case 'nav':
      return { nav: symbol.nav };
    case 'uav':
      return { uav: symbol.uav };
    case 'lazy':
      return { lazy: [symbol.lazy, symbol.type] };
    case 'global':
      return { global: [symbol.name, symbol.libName] };
  }
}
