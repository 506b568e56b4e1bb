import { count, hex, hexBytes } from '../../text/numbers';
import { coff, type Machine } from '../../../reference';
import { anonymousKind, type AnonymousKind } from '../../image/coff-object/anonymous-object';
import { ascii, otherFile, startsWith, type OtherFile } from '../../image/read/other-file';
import { ObjectTables, type TablesSymbol } from '../../image/coff-object/object-tables';
import { withDefinitions } from './definitions';
import type { ObjectFile, ObjectRelocation, ObjectSection, ObjectSymbol } from './object';
import { ObjectError } from './object-error';
import { groupsOf, type GroupedSection, type SectionGroup } from './section-groups';
import { withDefaults } from './weak-symbols';

/** What to do with files that are taken for objects. */
const ADVICE: Partial<Record<OtherFile, string>> = {
  'an ELF file': 'compile for Windows',
  'an archive': 'take its members one by one',
  'a thin archive': 'take the files that it names',
  'LLVM bitcode': 'compile without link-time optimization',
  'a Mach-O file': 'compile for Windows',
};

/** Anonymous objects that are none of code and data. */
const ANONYMOUS: Readonly<Record<Exclude<AnonymousKind, 'big'>, string>> = {
  import: 'an import object, a member of an import library: name its DLL with --dll instead',
  'link-time code':
    'an object made with /GL, which is compiled when the program is linked: compile without /GL',
  cut: 'an anonymous object whose header is cut short',
  unknown: 'an anonymous object of unknown kind',
};

/**
 * Sections that tell debuggers, unwinders, the linker, the loader or a runtime something. Of a runtime: static
 * constructors and destructors (.CRT, .ctors, .dtors) and thread-local variables (.tls). Resources (.rsrc) are found
 * through a data directory, which Coff2 leaves empty.
 */
const SKIPPED =
  /^\.(pdata|xdata|debug|drectve|llvm|eh_frame|gnu|comment|note|tls|CRT|ctors|dtors|init_array|fini_array|voltbl|rsrc(\$|$))/;

/** Where GCC leaves a program that it compiles when it is linked. */
const LINK_TIME_CODE = '.gnu.lto_';

/** Where GCC puts its own name, which nothing refers to. */
const COMPILER_NAME = '.rdata$zzz';

/** Parts of import tables, of which import libraries consist. PE Format, 6.4 The .idata Section. */
const IMPORT_TABLES = /^\.idata\$\d/;

/**
 * Reads a COFF object, one made with /bigobj included.
 * @throws ObjectError if it is none; CoffError if it is cut short
 */
export function readObject(bytes: Uint8Array): ObjectFile {
  const found = noObject(bytes);
  if (found !== null) throw new ObjectError(`expected a COFF object, got ${found}`);
  // Parts of a Buffer would be Buffers, which take several times as long to make.
  return new ObjectReader(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length)).read();
}

/** What a file is that is no object, and what to do with it; null if it may be one. */
function noObject(bytes: Uint8Array): string | null {
  const kind = anonymousKind(bytes);
  if (kind !== null) return kind === 'big' ? null : ANONYMOUS[kind];
  const other = otherFile(bytes);
  if (other !== null) {
    const advice = ADVICE[other];
    return advice === undefined ? other : `${other}: ${advice}`;
  }
  if (startsWith(bytes, ascii('MZ'))) return 'an image (.exe or .dll)';
  if (bytes.length >= coff.Header.SIZE) return null;
  return `a file of ${count(bytes.length, 'byte')} that starts with ${hexBytes(bytes.subarray(0, 8))}`;
}

const { StorageClass } = coff;

/** Records that tell debuggers where functions and blocks begin and end. */
const OF_DEBUGGERS: ReadonlySet<number> = new Set([
  StorageClass.FUNCTION,
  StorageClass.BLOCK,
  StorageClass.END_OF_FUNCTION,
]);

/** A relocation that changes nothing: `IMAGE_REL_AMD64_ABSOLUTE`, `IMAGE_REL_I386_ABSOLUTE`. */
const NO_RELOCATION = 0;

/** What a section header has where it cannot count the relocations. PE Format, 4.1. */
const RELOCATION_OVERFLOW = 0xffff;

/** Names of source files that compilers of higher languages read. */
const COMPILED = /\.(c|cc|cpp|cxx|c\+\+|m|mm|i|ii|rs|zig|go|d|f|f90|ada|adb|swift|cu|nim|pas)$/i;

/** A section that an image would hold. */
interface KeptSection extends GroupedSection {
  readonly header: coff.SectionHeader;
}

/** Where the bytes of a section of the file are. */
interface Placement {
  /** In the result. */
  readonly index: number;
  /** Bytes from the start of that section. */
  readonly start: number;
}

class ObjectReader {
  readonly #bytes: Uint8Array;
  readonly #tables: ObjectTables;
  readonly #machine: Machine;
  readonly #records: readonly TablesSymbol[];
  /** By number in the section table, from 1: null if it is skipped. */
  readonly #placements: (Placement | null)[] = [];
  readonly #skipped: string[] = [];
  /** Bytes that the file does not have. */
  #uninitialized = 0;

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
    this.#records = this.#tables.symbols();
  }

  read(): ObjectFile {
    const kept = this.#keptSections();
    const groups = groupsOf([...kept.values()]);
    const numbers = [...kept.keys()];
    groups.forEach(({ starts }, index) => {
      for (const [member, start] of starts)
        this.#placements[numbers[member] ?? 0] = { index, start };
    });
    const records = this.#symbols(groups);
    const all = [...kept.values()];
    const sections = groups.map((group) => this.#section(group, all, records));
    const isEmpty = sections.every(({ data }) => data.length === 0);
    if (isEmpty && this.#skipped.some((name) => name.startsWith(LINK_TIME_CODE))) {
      throw new ObjectError(
        'expected code or data, got what GCC compiles when the program is linked: compile without link-time ' +
          'optimization, or with -ffat-lto-objects',
      );
    }
    const symbols = [...new Set(records.values())];
    const sources = this.#records
      .filter(({ storage }) => storage === StorageClass.FILE)
      .map((record) => this.#tables.sourceName(record));
    const areCompiled = sources.every((name) => COMPILED.test(name));
    const hasLabels = this.#hasPlainLabels(sections);
    return {
      machine: this.#machine,
      sections,
      symbols,
      skipped: this.#skipped,
      isCompiled: sources.length > 0 && areCompiled && !hasLabels,
      isAssembled: !areCompiled || hasLabels,
    };
  }

  /**
   * Whether code has labels that are no functions. Compilers leave none in an object, but for those of
   * class LABEL, which MSVC puts where a switch leads to.
   */
  #hasPlainLabels(sections: readonly ObjectSection[]): boolean {
    const inCode = this.#records.filter((record) => {
      const placement = this.#placements[record.section] ?? null;
      if (placement === null || record.storage === StorageClass.LABEL) return false;
      return sections[placement.index]?.kind === 'code';
    });
    const labels = inCode.filter(
      (record) =>
        !record.isFunction && !OF_DEBUGGERS.has(record.storage) && !isSectionRecord(record),
    );
    // Most objects have none: then it does not matter where functions are.
    if (labels.length === 0) return false;
    // A value has 32 bits.
    const placeOf = ({ section, value }: TablesSymbol): number =>
      (this.#placements[section]?.index ?? 0) * 2 ** 32 + value;
    const functions = new Set(inCode.filter(({ isFunction }) => isFunction).map(placeOf));
    return labels.some((record) => !functions.has(placeOf(record)));
  }

  /** By number in the section table, from 1. */
  #keptSections(): ReadonlyMap<number, KeptSection> {
    const labels = new Map<number, string[]>();
    for (const record of this.#records) {
      if (record.section <= 0 || isSectionRecord(record)) continue;
      const others = labels.get(record.section);
      if (others === undefined) labels.set(record.section, [record.name]);
      else others.push(record.name);
    }
    const kept = new Map<number, KeptSection>();
    this.#tables.sections().forEach((header, index) => {
      const name = this.#tables.sectionName(header);
      const own = labels.get(index + 1) ?? [];
      if (!this.#isKept(header, name, own.length > 0)) return;
      const { flags, size_of_raw_data: size } = header;
      const kind =
        flags.CNT_CODE || flags.MEM_EXECUTE ? 'code' : flags.MEM_WRITE ? 'data' : 'constant';
      if (kind === 'code' && flags.MEM_WRITE && size > 0) {
        throw new ObjectError(
          `section ${name}: expected code or data, got code that the program may change: no function of ` +
            'a listing can be written to',
        );
      }
      const alignment = coff.SectionHeader.getAlignment(header) ?? 16;
      const isComdat = coff.SectionHeader.isComdat(header);
      kept.set(index + 1, { header, name, kind, size, alignment, isComdat, labels: own });
    });
    return kept;
  }

  #isKept(
    { flags, size_of_raw_data: size }: coff.SectionHeader,
    name: string,
    hasLabels: boolean,
  ): boolean {
    if (IMPORT_TABLES.test(name)) {
      throw new ObjectError(
        `section ${name}: expected an object of code and data, got a part of an import table, ` +
          'a member of an import library: name its DLL with --dll instead',
      );
    }
    const isCompilerName = name === COMPILER_NAME && !hasLabels;
    if (
      flags.LNK_INFO ||
      flags.LNK_REMOVE ||
      flags.MEM_DISCARDABLE ||
      isCompilerName ||
      SKIPPED.test(name)
    ) {
      if (size > 0) this.#skipped.push(name);
      return false;
    }
    return true;
  }

  #section(
    { name, starts, size, isWhole }: SectionGroup,
    all: readonly KeptSection[],
    symbols: ReadonlyMap<number, ObjectSymbol>,
  ): ObjectSection {
    const members = starts.flatMap(([index, start]) => {
      const section = all[index];
      return section === undefined ? [] : [{ section, start }];
    });
    const [only] = members;
    const kinds = new Set(members.map(({ section }) => section.kind));
    let data: Uint8Array;
    if (members.length === 1 && only !== undefined) {
      data = this.#data(only.section) ?? new Uint8Array(only.section.header.size_of_raw_data);
    } else {
      if (size > MAX_UNINITIALIZED) throw new ObjectError(`section ${name} has ${size} bytes`);
      data = new Uint8Array(size);
      for (const { section, start } of members) {
        const bytes = this.#data(section);
        if (bytes !== null) data.set(bytes, start);
      }
    }
    return {
      name,
      machine: this.#machine,
      kind: kinds.has('data') ? 'data' : (only?.section.kind ?? 'data'),
      data,
      alignment: Math.max(...members.map(({ section }) => section.alignment)),
      relocations: members.flatMap(({ section, start }) =>
        this.#relocations(section, start, symbols),
      ),
      isWhole,
    };
  }

  /** The bytes of a section; null for zeros, which the file does not hold. */
  #data({ header, name }: KeptSection): Uint8Array | null {
    const { flags, size_of_raw_data: size, pointer_to_raw_data: pointer } = header;
    if (flags.CNT_UNINITIALIZED_DATA || pointer === 0) {
      this.#uninitialized += size;
      if (this.#uninitialized > MAX_UNINITIALIZED) {
        throw new ObjectError(
          `section ${name}: expected at most ${MAX_UNINITIALIZED} bytes of uninitialized data in all sections, ` +
            `got ${this.#uninitialized}`,
        );
      }
      return null;
    }
    if (pointer + size > this.#bytes.length) {
      throw new ObjectError(
        `section ${name}: expected ${size} bytes at ${hex(pointer)}, and the file has ${this.#bytes.length}`,
      );
    }
    return this.#bytes.subarray(pointer, pointer + size);
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

  /** @param start where the section's bytes are in those of its group */
  #relocations(
    { header, name: section }: KeptSection,
    start: number,
    symbols: ReadonlyMap<number, ObjectSymbol>,
  ): readonly ObjectRelocation[] {
    const types = coff.IMAGE.REL[this.#machine];
    const { at: table, count } = this.#relocationTable(header, section);
    const relocations: ObjectRelocation[] = [];
    const { size_of_raw_data: size, virtual_address: base } = header;
    for (let i = 0, at = table; i < count; i += 1, at += coff.Relocation.FILE_SIZE) {
      const row = coff.Relocation.read(this.#bytes, at);
      if (row.type === NO_RELOCATION) continue;
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
      relocations.push({ offset: start + offset, symbol, type });
    }
    return relocations.sort((a, b) => a.offset - b.offset);
  }

  /** By index in the symbol table. */
  #symbols(groups: readonly SectionGroup[]): ReadonlyMap<number, ObjectSymbol> {
    const result = new Map<number, ObjectSymbol>();
    const defaults = new Map<number, number>();
    for (const record of this.#records) {
      if (record.storage === StorageClass.FILE || OF_DEBUGGERS.has(record.storage)) continue;
      result.set(record.index, this.#symbol(record));
      if (record.storage === StorageClass.WEAK_EXTERNAL && record.aux.length > 0) {
        const { tag_index: index } = coff.Symtab.Record.weak_ext.read(record.aux);
        defaults.set(record.index, index);
      }
    }
    return withDefinitions(withDefaults(result, defaults), defaults, groups);
  }

  #symbol(record: TablesSymbol): ObjectSymbol {
    const { storage, isFunction, section: number } = record;
    const isWeak = storage === StorageClass.WEAK_EXTERNAL;
    const isExternal = isWeak || storage === StorageClass.EXTERNAL;
    const placement = this.#placements[number] ?? null;
    const isElsewhere = number === 0 || placement !== null;
    return {
      name: record.name,
      section: placement?.index ?? null,
      value: isWeak ? 0 : record.value + (placement?.start ?? 0),
      isExternal,
      isFunction,
      isSection: placement !== null && isSectionRecord(record),
      problem: isElsewhere ? null : 'which is in no section that an image would hold',
    };
  }
}

/**
 * Whether a record stands for a section, or for the part of it that one of several objects had.
 * PE Format, 5.5.5 Auxiliary Format 5: Section Definitions.
 */
function isSectionRecord({ storage, isFunction, value, aux }: TablesSymbol): boolean {
  if (isFunction) return false;
  if (storage === StorageClass.SECTION) return value === 0;
  return storage === StorageClass.STATIC && aux.length > 0;
}

/** Bytes of an object; far more than a case could mean. */
const MAX_UNINITIALIZED = 0x400_0000;
