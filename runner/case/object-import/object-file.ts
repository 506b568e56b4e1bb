import { coff, type Machine } from '../../../reference';
import { withDefaults } from './weak-symbols';

/** A file cannot be imported: it is no COFF object, or holds what Coff2 has no word for. */
export class ObjectError extends Error {
  override readonly name = 'ObjectError';
}

/** A place of a section that depends on a symbol. */
export interface ObjectRelocation {
  /** Bytes from the section's start. */
  readonly offset: number;
  readonly symbol: ObjectSymbol;
  /** Name in IMAGE.REL of the machine. */
  readonly type: string;
  /** Whether the assembler filled the field in itself, so that the file has no such relocation. */
  readonly isImplied?: true;
}

/** A section whose bytes an image would hold. */
export interface ObjectSection {
  readonly name: string;
  /** Of the object. */
  readonly machine: Machine;
  readonly kind: 'code' | 'data' | 'constant';
  /** Zeros where the file has no bytes. */
  readonly data: Uint8Array;
  /** Bytes. */
  readonly alignment: number;
  /** By ascending offset. */
  readonly relocations: readonly ObjectRelocation[];
}

/** A symbol of the object. */
export interface ObjectSymbol {
  readonly name: string;
  /** Index in {@link ObjectFile.sections}; null if it is not defined in one of these. */
  readonly section: number | null;
  /** Bytes from the section's start; of one that is not defined here, the bytes it needs, or 0. */
  readonly value: number;
  readonly isExternal: boolean;
  readonly isFunction: boolean;
  /** Whether it stands for its section. */
  readonly isSection: boolean;
  /** Why nothing can refer to it, or null. */
  readonly problem: string | null;
}

/** An object file, as far as a linker of code and data needs it. */
export interface ObjectFile {
  readonly machine: Machine;
  readonly sections: readonly ObjectSection[];
  readonly symbols: readonly ObjectSymbol[];
  /** Names of the sections that hold something, but nothing for Coff2. */
  readonly skipped: readonly string[];
}

/** Files that are taken for objects, by their first bytes. */
const OTHERS: readonly (readonly [RegExp, string])[] = [
  [/^PE\0\0/, 'a PE signature: the header of an image without its MS-DOS part'],
  [/^MZ/, 'an image (.exe or .dll)'],
  [/^\x7fELF/, 'an ELF file: compile for Windows'],
  [/^!<arch>\n/, 'an archive: take its members one by one'],
  [/^BC\xc0\xde/, 'LLVM bitcode: compile without link-time optimization'],
  [/^\0\0\xff\xff/, 'an import object, or an object made with /bigobj'],
  [/^\xcf\xfa\xed\xfe/, 'a Mach-O file: compile for Windows'],
];

/** Sections that tell debuggers, unwinders or the linker something. */
const SKIPPED =
  /^\.(pdata|xdata|debug|drectve|llvm|eh_frame|gnu|comment|note|tls|CRT|voltbl)|^\.rdata\$zzz/;

/**
 * Reads a COFF object.
 * @throws ObjectError if it is none; CoffError if it is cut short
 */
export function readObject(bytes: Uint8Array): ObjectFile {
  const start = Buffer.from(bytes.subarray(0, 8)).toString('latin1');
  const other = OTHERS.find(([pattern]) => pattern.test(start))?.[1];
  if (other !== undefined) throw new ObjectError(`expected a COFF object, got ${other}`);
  const file = coff.Coff.init(bytes, false);
  return new ObjectReader(file).read();
}

const { WEAK_EXTERNAL } = coff.StorageClass;

class ObjectReader {
  readonly #file: coff.Coff;
  readonly #machine: Machine;
  /** By number in the section table, from 1: index in the result, or null if it is skipped. */
  readonly #indices: (number | null)[] = [null];
  readonly #skipped: string[] = [];

  constructor(file: coff.Coff) {
    this.#file = file;
    const { machine, size_of_optional_header: optional } = file.getHeader();
    const name = coff.IMAGE.FILE.MACHINE.name(machine);
    if ((name !== 'AMD64' && name !== 'I386') || optional !== 0) {
      const found = Buffer.from(file.data.subarray(0, 4)).toString('hex');
      throw new ObjectError(
        `expected a COFF object for AMD64 or I386, got ${name === undefined ? `a file that starts with ${found}` : `one for ${name}`}`,
      );
    }
    this.#machine = name;
  }

  read(): ObjectFile {
    const headers = this.#file.getSectionHeaders();
    const kept = headers.filter((header) => {
      const isKept = this.#isKept(header);
      this.#indices.push(isKept ? this.#indices.filter((index) => index !== null).length : null);
      return isKept;
    });
    const records = this.#symbols();
    return {
      machine: this.#machine,
      sections: kept.map((header) => this.#section(header, records)),
      symbols: [...new Set(records.values())],
      skipped: this.#skipped,
    };
  }

  #isKept(header: coff.SectionHeader): boolean {
    const { flags, size_of_raw_data: size } = header;
    const name = this.#file.getSectionName(header);
    if (flags.LNK_INFO || flags.LNK_REMOVE || flags.MEM_DISCARDABLE || SKIPPED.test(name)) {
      if (size > 0) this.#skipped.push(name);
      return false;
    }
    return true;
  }

  #section(header: coff.SectionHeader, symbols: ReadonlyMap<number, ObjectSymbol>): ObjectSection {
    const { flags, size_of_raw_data: size, pointer_to_raw_data: pointer } = header;
    const name = this.#file.getSectionName(header);
    const kind =
      flags.CNT_CODE || flags.MEM_EXECUTE ? 'code' : flags.MEM_WRITE ? 'data' : 'constant';
    let data: Uint8Array;
    if (flags.CNT_UNINITIALIZED_DATA || pointer === 0) {
      if (size > MAX_UNINITIALIZED) throw new ObjectError(`section ${name} has ${size} bytes`);
      data = new Uint8Array(size);
    } else {
      if (pointer + size > this.#file.data.length) {
        throw new ObjectError(
          `section ${name}: expected ${size} bytes at 0x${pointer.toString(16)}, and the file has ${this.#file.data.length}`,
        );
      }
      data = this.#file.data.subarray(pointer, pointer + size);
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

  #relocations(
    header: coff.SectionHeader,
    section: string,
    symbols: ReadonlyMap<number, ObjectSymbol>,
  ): readonly ObjectRelocation[] {
    const { data } = this.#file;
    const types = coff.IMAGE.REL[this.#machine];
    let count = header.number_of_relocations;
    let at = header.pointer_to_relocations;
    if (header.flags.LNK_NRELOC_OVFL) {
      count = coff.Relocation.read(data, at).virtual_address - 1;
      at += coff.Relocation.FILE_SIZE;
    }
    const relocations: ObjectRelocation[] = [];
    const { size_of_raw_data: size, virtual_address: start } = header;
    for (let i = 0; i < count; i += 1, at += coff.Relocation.FILE_SIZE) {
      const row = coff.Relocation.read(data, at);
      const symbol = symbols.get(row.symbol_table_index);
      const type = types.name(row.type);
      if (symbol === undefined || type === undefined) {
        throw new ObjectError(
          `section ${section}, relocation ${i}: expected a symbol and a type of ${this.#machine}, ` +
            `got symbol ${row.symbol_table_index}, type ${row.type}`,
        );
      }
      const offset = row.virtual_address - start;
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
    const symtab = this.#file.getSymtab();
    const result = new Map<number, ObjectSymbol>();
    const defaults = new Map<number, number>();
    if (symtab === null) return result;
    const strtab = this.#file.getStrtab();
    const length = symtab.len();
    for (let index = 0; index < length; index += 1) {
      const { symbol } = symtab.at(index, coff.Symtab.Tag.symbol);
      const offset = coff.Symbol.getNameOffset(symbol);
      const name = coff.Symbol.getName(symbol) ?? strtab?.get(offset ?? 0) ?? '';
      if (symbol.storage_class !== coff.StorageClass.FILE) {
        result.set(index, this.#symbol(name, symbol));
      }
      if (symbol.storage_class === WEAK_EXTERNAL && symbol.number_of_aux_symbols > 0) {
        const { weak_ext } = symtab.at(index + 1, coff.Symtab.Tag.weak_ext);
        defaults.set(index, weak_ext.tag_index);
      }
      index += symbol.number_of_aux_symbols;
    }
    return withDefaults(result, defaults);
  }

  #symbol(name: string, record: coff.Symbol): ObjectSymbol {
    const number = record.section_number;
    const { StorageClass, SectionNumber } = coff;
    const isWeak = record.storage_class === WEAK_EXTERNAL;
    const isExternal = isWeak || record.storage_class === StorageClass.EXTERNAL;
    const section = this.#indices[number] ?? null;
    const isFunction = record.type.complex_type === coff.ComplexType.FUNCTION;
    const isElsewhere = number === SectionNumber.UNDEFINED || section !== null;
    return {
      name,
      section,
      value: isWeak ? 0 : record.value,
      isExternal,
      isFunction,
      isSection:
        section !== null &&
        !isFunction &&
        record.value === 0 &&
        (record.storage_class === StorageClass.SECTION ||
          (record.storage_class === StorageClass.STATIC && record.number_of_aux_symbols > 0)),
      problem: isElsewhere ? null : 'which is in no section that an image would hold',
    };
  }
}

/** Bytes; far more than a case could mean. */
const MAX_UNINITIALIZED = 0x1000_0000;
