import { coff, relocWidth, type Machine } from '../../../reference';
import { flattenContent, type FlatContent } from '../../case/program/content-bytes';
import {
  exportedSymbol,
  symbolKey,
  type ProgramState,
  type SymbolDefinition,
} from '../../case/program/program-state';
import {
  MAX_SECTION_ALIGNMENT,
  MAX_SECTIONS,
  writeCoffObject,
  type RelocationToWrite,
  type SectionToWrite,
  storeAddend,
} from './coff-object';
import { Denial } from './denial';
import { writeImportLibrary } from './import-library';
import { ObjectSymbols } from './object-symbols';
import { PAGE_SIZE } from '../../image/read/section-extent';

/** A program as files that any linker of COFF takes, and what its symbols are called there. */
export interface LinkInput {
  readonly object: Uint8Array;
  /** Null if the program imports nothing. */
  readonly importLibrary: Uint8Array | null;
  /** Name in the object of the symbol that the image starts at; null if it has no entry point. */
  readonly entry: string | null;
  /** Exported names, and the names in the object of what they stand for. */
  readonly exports: ReadonlyMap<string, string>;
  readonly symbols: ObjectSymbols;
  /** Bytes that sections of the image are to be aligned to: no symbol in them can be stricter. */
  readonly sectionAlignment: number;
}

/** The exports whose targets programs and DLLs start at. */
const ENTRY_POINT_NAMES = { Exe: 'wWinMainCRTStartup', Lib: '_DllMainCRTStartup' } as const;

/**
 * Turns a program into an object, with a section for each symbol, and an import library.
 * @throws Denial if COFF has no way to say it
 */
export function linkInput(state: ProgramState): LinkInput {
  const { machine, outputMode } = state.options;
  const definitions = state.live();
  if (definitions.length > MAX_SECTIONS) {
    throw new Denial(
      'unsupported',
      `${definitions.length} symbols need a section each, but an object has at most ${MAX_SECTIONS}`,
    );
  }
  const symbols = new ObjectSymbols(machine);
  const sectionIndices = new Map<string, number>();
  const contents = definitions.map(({ symbol, isCode, content }, section) => {
    const flat = flattenContent(content, machine);
    symbols.define(symbol, section, { isFunction: isCode, size: flat.bytes.length });
    sectionIndices.set(symbolKey(symbol), section);
    return flat;
  });
  const exports = new Map<string, string>();
  for (const { name, exported } of state.exports) {
    const section = sectionIndices.get(symbolKey(exportedSymbol(exported)));
    // Nothing of it is in the program: who refers to it will be told so by the linker.
    if (section === undefined) continue;
    const symbol = { kind: 'global', name, libName: null } as const;
    const isFunction = definitions[section]?.isCode ?? false;
    const size = contents[section]?.bytes.length ?? 0;
    exports.set(name, symbols.define(symbol, section, { isFunction, size }));
  }
  const sections = definitions.map((definition, section) =>
    sectionOf(definition, contents[section] as FlatContent, machine, symbols),
  );
  return {
    object: writeCoffObject({ machine, sections, symbols: symbols.list }),
    importLibrary:
      symbols.imports.length === 0 ? null : writeImportLibrary(machine, symbols.imports),
    entry: exports.get(ENTRY_POINT_NAMES[outputMode === 'Lib' ? 'Lib' : 'Exe']) ?? null,
    exports,
    symbols,
    sectionAlignment: definitions.reduce(
      (most, { alignment }) => Math.max(most, alignment),
      PAGE_SIZE,
    ),
  };
}

const CODE = { CNT_CODE: true, MEM_EXECUTE: true, MEM_READ: true } as const;
const CONSTANTS = { CNT_INITIALIZED_DATA: true, MEM_READ: true } as const;
const DATA = { CNT_INITIALIZED_DATA: true, MEM_READ: true, MEM_WRITE: true } as const;

function sectionOf(
  { symbol, isCode, alignment }: SymbolDefinition,
  content: FlatContent,
  machine: Machine,
  symbols: ObjectSymbols,
): SectionToWrite {
  if (alignment > MAX_SECTION_ALIGNMENT) {
    throw new Denial(
      'unsupported',
      `${symbolKey(symbol)} is aligned to ${alignment} bytes, but a section of an object to at most ` +
        `${MAX_SECTION_ALIGNMENT}`,
    );
  }
  // Only navs can be written to. The sections of a kind have one name: linkers join them in order.
  const [name, flags] = isCode
    ? (['.text', CODE] as const)
    : symbol.kind === 'nav'
      ? (['.data', DATA] as const)
      : (['.rdata', CONSTANTS] as const);
  return { name, flags, alignment, ...withAddends(content, machine, symbols) };
}

/** Content as a section has it: addends are in the fields. */
function withAddends(
  { bytes: content, fields }: FlatContent,
  machine: Machine,
  symbols: ObjectSymbols,
): Pick<SectionToWrite, 'bytes' | 'relocations'> {
  const types: Readonly<Record<string, unknown>> = coff.IMAGE.REL[machine];
  // ABSOLUTE stores nothing, and lld-link 14 refuses it. A field that is relocated twice holds what was asked for last.
  const stored = fields.filter(({ type }) => type !== 'ABSOLUTE');
  const fieldsByOffset = new Map(stored.map((field) => [field.offset, field]));
  const used = [...fieldsByOffset.values()].map((field) => ({
    ...field,
    width: relocWidth(machine, field.type) ?? 0,
  }));
  // The last bytes of an address may lie after what the content writes. A linker discards sections that are
  // empty, with the symbols in them.
  const size = used.reduce(
    (end, { offset, width }) => Math.max(end, offset + width),
    Math.max(1, content.length),
  );
  const bytes = new Uint8Array(size);
  bytes.set(content);
  const relocations: RelocationToWrite[] = [];
  for (const { offset, width, type, target, addend } of used) {
    storeAddend(bytes, offset, width, addend);
    relocations.push({ offset, symbol: symbols.index(target), type: types[type] as number });
  }
  // As compilers write them: lld-link keeps their order in the base relocations.
  relocations.sort((one, other) => one.offset - other.offset);
  return { bytes, relocations };
}
