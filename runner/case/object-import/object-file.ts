import { hex } from '../../text/numbers';
import { coff, type Machine } from '../../../reference';
import { anonymousKind, type AnonymousKind } from '../../image/coff-object/anonymous-object';
import { ObjectTables, type TablesSymbol } from '../../image/coff-object/object-tables';
import type { ObjectFile, ObjectRelocation, ObjectSection, ObjectSymbol } from './object';
import { withDefaults } from './weak-symbols';

/** A file cannot be imported: it is no COFF object, or holds what Coff2 has no word for. */
export class ObjectError extends Error {
  override readonly name = 'ObjectError';
}

/** Files that are taken for objects, by their first bytes. */
const OTHERS: readonly (readonly [RegExp, string])[] = [
  [/^PE\0\0/, 'a PE signature: the header of an image without its MS-DOS part'],
  [/^MZ/, 'an image (.exe or .dll)'],
  [/^\x7fELF/, 'an ELF file: compile for Windows'],
  [/^!<arch>\n/, 'an archive: take its members one by one'],
  [/^BC\xc0\xde/, 'LLVM bitcode: compile without link-time optimization'],
  [/^\xcf\xfa\xed\xfe/, 'a Mach-O file: compile for Windows'],
];

/** Anonymous objects that are none of code and data. */
const ANONYMOUS: Readonly<Record<Exclude<AnonymousKind, 'big'>, string>> = {
  import: 'an import object, a member of an import library: name its DLL with --dll instead',
  'link-time code':
    'an object made with /GL, which is compiled when the program is linked: compile without /GL',
  cut: 'an anonymous object whose header is cut short',
  unknown: 'an anonymous object of unknown kind',
};

/**
 * Sections that tell debuggers, unwinders, the linker or a runtime something. Of a runtime: static
 * constructors and destructors (.CRT, .ctors, .dtors) and thread-local variables (.tls).
 */
const SKIPPED =
  /^\.(pdata|xdata|debug|drectve|llvm|eh_frame|gnu|comment|note|tls|CRT|ctors|dtors|init_array|fini_array|voltbl)|^\.rdata\$zzz/;

/** Parts of import tables, of which import libraries consist. PE Format, 6.4 The .idata Section. */
const IMPORT_TABLES = /^\.idata\$\d/;

/**
 * Reads a COFF object, one made with /bigobj included.
 * @throws ObjectError if it is none; CoffError if it is cut short
 */
export function readObject(bytes: Uint8Array): ObjectFile {
  const start = Buffer.from(bytes.subarray(0, 8)).toString('latin1');
  const kind = anonymousKind(bytes);
  const other =
    kind === null || kind === 'big'
      ? OTHERS.find(([pattern]) => pattern.test(start))?.[1]
      : ANONYMOUS[kind];
  if (other !== undefined) throw new ObjectError(`expected a COFF object, got ${other}`);
  return new ObjectReader(bytes).read();
}

const { StorageClass } = coff;

/** Records that tell debuggers where functions and blocks begin and end. */
const OF_DEBUGGERS: ReadonlySet<number> = new Set([
  StorageClass.FUNCTION,
  StorageClass.BLOCK,
  StorageClass.END_OF_FUNCTION,
]);

/** What a section header has where it cannot count the relocations. PE Format, 4.1. */
const RELOCATION_OVERFLOW = 0xffff;

/** Names of source files that compilers of higher languages read. */
const COMPILED = /\.(c|cc|cpp|cxx|c\+\+|m|mm|i|ii|rs|zig|go|d|f|f90|ada|adb|swift|cu|nim|pas)$/i;

class ObjectReader {
  readonly #bytes: Uint8Array;
  readonly #tables: ObjectTables;
  readonly #machine: Machine;
  /** By number in the section table, from 1: index in the result, or null if it is skipped. */
  readonly #indices: (number | null)[] = [null];
  readonly #skipped: string[] = [];
  readonly #sources: string[] = [];
  /** Bytes of uninitialized sections until now. */
  #zeroes = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#tables = new ObjectTables(bytes);
    const { machine, size_of_optional_header: optional } = this.#tables.header;
    const name = coff.IMAGE.FILE.MACHINE.name(machine);
    if ((name !== 'AMD64' && name !== 'I386') || optional !== 0) {
      const found = Buffer.from(bytes.subarray(0, 4)).toString('hex');
      throw new ObjectError(
        `expected a COFF object for AMD64 or I386, got ${name === undefined ? `a file that starts with ${found}` : `one for ${name}`}`,
      );
    }
    this.#machine = name;
  }

  read(): ObjectFile {
    const kept: [coff.SectionHeader, string][] = [];
    for (const header of this.#tables.sections()) {
      const name = this.#tables.sectionName(header);
      const isKept = this.#isKept(header, name);
      this.#indices.push(isKept ? kept.length : null);
      if (isKept) kept.push([header, name]);
    }
    const records = this.#symbols();
    return {
      machine: this.#machine,
      sections: kept.map(([header, name]) => this.#section(header, name, records)),
      symbols: [...new Set(records.values())],
      skipped: this.#skipped,
      isCompiled: this.#sources.length > 0 && this.#sources.every((name) => COMPILED.test(name)),
    };
  }

  #isKept({ flags, size_of_raw_data: size }: coff.SectionHeader, name: string): boolean {
    if (IMPORT_TABLES.test(name)) {
      throw new ObjectError(
        `section ${name}: expected an object of code and data, got a part of an import table, ` +
          'a member of an import library: name its DLL with --dll instead',
      );
    }
    if (flags.LNK_INFO || flags.LNK_REMOVE || flags.MEM_DISCARDABLE || SKIPPED.test(name)) {
      if (size > 0) this.#skipped.push(name);
      return false;
    }
    return true;
  }

  #section(
    header: coff.SectionHeader,
    name: string,
    symbols: ReadonlyMap<number, ObjectSymbol>,
  ): ObjectSection {
    const { flags, size_of_raw_data: size, pointer_to_raw_data: pointer } = header;
    const kind =
      flags.CNT_CODE || flags.MEM_EXECUTE ? 'code' : flags.MEM_WRITE ? 'data' : 'constant';
    let data: Uint8Array;
    if (flags.CNT_UNINITIALIZED_DATA || pointer === 0) {
      data = this.#uninitialized(name, size);
    } else {
      if (pointer + size > this.#bytes.length) {
        throw new ObjectError(
          `section ${name}: expected ${size} bytes at ${hex(pointer)}, and the file has ${this.#bytes.length}`,
        );
      }
      data = this.#bytes.subarray(pointer, pointer + size);
    }
    return {
      name,
      machine: this.#machine,
      kind,
      data,
      alignment: coff.SectionHeader.getAlignment(header) ?? 16,
      relocations: this.#relocations(header, name, symbols),
    };
  }

  /** Zeroes of a section that has no bytes in the file. */
  #uninitialized(section: string, size: number): Uint8Array {
    this.#zeroes += size;
    if (this.#zeroes > MAX_UNINITIALIZED) {
      throw new ObjectError(
        `section ${section}: expected at most ${MAX_UNINITIALIZED} bytes of uninitialized data in all sections, ` +
          `got ${this.#zeroes}`,
      );
    }
    return new Uint8Array(size);
  }

  /** Where relocations are, and how many. */
  #relocationTable(
    header: coff.SectionHeader,
    section: string,
  ): { readonly at: number; readonly count: number } {
    const { number_of_relocations: count, pointer_to_relocations: at } = header;
    if (!header.flags.LNK_NRELOC_OVFL) return { at, count };
    if (count !== RELOCATION_OVERFLOW) {
      throw new ObjectError(
        `section ${section}: expected ${RELOCATION_OVERFLOW} relocations in the header of a section ` +
          `with LNK_NRELOC_OVFL, got ${count}`,
      );
    }
    // The number counts the record that holds it.
    const { virtual_address: all } = coff.Relocation.read(this.#bytes, at);
    if (all < 1) {
      throw new ObjectError(
        `section ${section}: expected the number of its relocations at ${hex(at)}, as ` +
          'LNK_NRELOC_OVFL says, 1 or more, got 0',
      );
    }
    return { at: at + coff.Relocation.FILE_SIZE, count: all - 1 };
  }

  #relocations(
    header: coff.SectionHeader,
    section: string,
    symbols: ReadonlyMap<number, ObjectSymbol>,
  ): readonly ObjectRelocation[] {
    const types = coff.IMAGE.REL[this.#machine];
    const { at: start, count } = this.#relocationTable(header, section);
    const relocations: ObjectRelocation[] = [];
    const { size_of_raw_data: size, virtual_address: base } = header;
    for (let i = 0, at = start; i < count; i += 1, at += coff.Relocation.FILE_SIZE) {
      const row = coff.Relocation.read(this.#bytes, at);
      const symbol = symbols.get(row.symbol_table_index);
      const type = types.name(row.type);
      if (symbol === undefined || type === undefined) {
        throw new ObjectError(
          `section ${section}, relocation ${i}: expected a symbol and a type of ${this.#machine}, ` +
            `got symbol ${row.symbol_table_index}, type ${row.type}`,
        );
      }
      const offset = row.virtual_address - base;
      if (offset < 0 || offset >= size) {
        throw new ObjectError(
          `section ${section}, relocation ${i}: expected a place in its ${size} bytes, got ${offset}`,
        );
      }
      relocations.push({ offset, symbol, type });
    }
    return relocations.sort((a, b) => a.offset - b.offset);
  }

  /** By index in the symbol table. */
  #symbols(): ReadonlyMap<number, ObjectSymbol> {
    const result = new Map<number, ObjectSymbol>();
    const defaults = new Map<number, number>();
    for (const symbol of this.#tables.symbols()) {
      if (symbol.storage === StorageClass.FILE) {
        this.#sources.push(this.#tables.sourceName(symbol));
        continue;
      }
      if (OF_DEBUGGERS.has(symbol.storage)) continue;
      result.set(symbol.index, this.#symbol(symbol));
      if (symbol.storage === StorageClass.WEAK_EXTERNAL && symbol.aux.length > 0) {
        const { tag_index: index } = coff.Symtab.Record.weak_ext.read(symbol.aux);
        defaults.set(symbol.index, index);
      }
    }
    return withDefaults(result, defaults);
  }

  #symbol(record: TablesSymbol): ObjectSymbol {
    const { storage, isFunction, section: number } = record;
    const isWeak = storage === StorageClass.WEAK_EXTERNAL;
    const isExternal = isWeak || storage === StorageClass.EXTERNAL;
    const section = this.#indices[number] ?? null;
    const isElsewhere = number === 0 || section !== null;
    return {
      name: record.name,
      section,
      value: isWeak ? 0 : record.value,
      isExternal,
      isFunction,
      isSection:
        section !== null &&
        !isFunction &&
        record.value === 0 &&
        (storage === StorageClass.SECTION ||
          (storage === StorageClass.STATIC && record.aux.length > 0)),
      problem: isElsewhere ? null : 'which is in no section that an image would hold',
    };
  }
}

/** Bytes of an object; far more than a case could mean. */
const MAX_UNINITIALIZED = 0x400_0000;
