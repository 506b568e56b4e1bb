import type { SymbolAddress } from '../image/linked-image';
import type { LinkedImage } from '../image/linked-image';
import { coff, type LinkOptions } from '../../reference';
import { ImageEditor } from '../image/check/image-editor';
import type { Target } from '../case/link-script/content';
import type { Op } from '../case/link-script/op';
import { flattenContent, type ContentField } from '../case/program/content-bytes';
import { entryPointName } from '../case/program/entry-point';
import {
  exportedSymbol,
  ProgramState,
  symbolKey,
  type SymbolDefinition,
} from '../case/program/program-state';
import { baseRelocations, type Relocated } from './base-relocations';
import { exportTables } from './export-tables';
import type { FaultHooks, FieldFault, ImportedFunction, SectionName } from './rows/fault';
import { baseRelocationType, fieldBytes, fieldWidth } from './field-bytes';
import {
  CODE,
  DISCARDABLE,
  imageBaseOf,
  imageFile,
  READ_ONLY,
  READ_WRITE,
  type DirectoryPlace,
} from './header-bytes';
import { importKey, importTables } from './import-tables';
import { alignUp, SectionList } from './section-list';

/** Sections of symbols, in order. */
const SECTIONS: Readonly<Record<SectionName, typeof CODE>> = {
  '.text': CODE,
  '.rdata': READ_ONLY,
  '.data': READ_WRITE,
};

/** Bytes of `jmp [slot]`, and its alignment. */
const THUNK = { size: 6, alignment: 16 } as const;

/** A symbol that has its place. */
interface Placed {
  readonly definition: SymbolDefinition;
  readonly rva: number;
  readonly bytes: Uint8Array;
  readonly fields: readonly ContentField[];
}

/** One image, and what a later one may wrongly remember of it. */
interface LastLink {
  /** RVAs of symbols and thunks. */
  readonly places: ReadonlyMap<string, number>;
  readonly sections: ReadonlyMap<string, SectionName>;
  /** Bytes in memory by symbol, with their fields filled in. */
  readonly memory: ReadonlyMap<string, Uint8Array>;
  readonly imports: readonly ImportedFunction[];
  readonly entryPoint: number;
}

/**
 * A linker that is not Coff2: it makes its image anew at each snapshot, with sections, image bases and
 * tables of its own: export tables also in an Exe, and base relocations wherever there are types for
 * them. Without hooks it is sound: every case holds. Each hook is a place where it can be wrong.
 */
export class WholeLinker {
  readonly #options: LinkOptions;
  readonly #hooks: FaultHooks;
  readonly #program: ProgramState;
  #last: LastLink | null = null;
  #updates = 0;

  constructor(options: LinkOptions, hooks: FaultHooks) {
    this.#options = options;
    this.#hooks = hooks;
    this.#program = new ProgramState(options);
  }

  /** Hears an op. */
  apply(op: Op): void {
    const heard = this.#hooks.hears?.(op, this.#updates, this.#program) ?? [op];
    for (const one of heard) this.#program.apply(one);
  }

  /** The image of the program as it is. */
  link(): LinkedImage {
    this.#updates += 1;
    const linked = new OneLink(this.#options, this.#program, this.#hooks, this.#last);
    this.#last = linked.asLast();
    return { image: linked.file(), nodes: null, symbols: linked.symbols() };
  }
}

/** The making of one image. */
class OneLink {
  readonly #options: LinkOptions;
  readonly #program: ProgramState;
  readonly #hooks: FaultHooks;
  readonly #last: LastLink | null;
  readonly #imageBase: bigint;
  readonly #sections = new SectionList();
  readonly #placed = new Map<string, Placed>();
  readonly #sectionNames = new Map<string, SectionName>();
  /** RVA of each thunk, and of each slot, by function. */
  readonly #thunks = new Map<string, number>();
  #slots: ReadonlyMap<string, number> = new Map();
  readonly #directories = new Map<number, DirectoryPlace>();
  readonly #relocated: Relocated[] = [];
  readonly #imports: readonly ImportedFunction[];
  #isMovable = true;
  #entryPoint = 0;

  constructor(
    options: LinkOptions,
    program: ProgramState,
    hooks: FaultHooks,
    last: LastLink | null,
  ) {
    this.#options = options;
    this.#program = program;
    this.#hooks = hooks;
    this.#last = last;
    this.#imageBase = imageBaseOf(options);
    const imports = this.#importsOf(program);
    this.#imports = hooks.imports?.(imports, last?.imports ?? []) ?? imports;
    this.#place();
    this.#addImports();
    this.#fillIn();
    this.#addExports();
    this.#addBaseRelocations();
  }

  asLast(): LastLink {
    const memory = new Map<string, Uint8Array>();
    for (const [key, { rva, bytes }] of this.#placed) {
      memory.set(key, this.#memory(rva, bytes.length));
    }
    const entryPoint = this.#entryPoint;
    const places = new Map([...this.#placed].map(([key, { rva }]) => [key, rva]));
    for (const [key, rva] of this.#thunks) places.set(`import ${key}`, rva);
    const sections = this.#sectionNames;
    return { places, sections, memory, imports: this.#imports, entryPoint };
  }

  file(): Uint8Array {
    const facts = {
      options: this.#options,
      imageBase: this.#imageBase,
      entryPoint: this.#entryPoint,
      isMovable: this.#isMovable,
      directories: this.#directories,
    };
    const file = imageFile(facts, this.#sections.sections);
    if (this.#hooks.image === undefined) return file;
    const editor = new ImageEditor(file);
    this.#hooks.image(editor);
    return editor.bytes;
  }

  symbols(): readonly SymbolAddress[] {
    const map = [...this.#placed.values()].map(({ definition: { symbol }, rva, bytes }) => {
      const size = bytes.length;
      switch (symbol.kind) {
        case 'nav':
          return { symbol: { nav: symbol.nav }, rva, size };
        case 'uav':
          return { symbol: { uav: symbol.uav }, rva, size };
        case 'lazy':
          return { symbol: { lazy: [symbol.lazy, symbol.type] as const }, rva, size };
      }
    });
    return this.#hooks.symbols?.(map) ?? map;
  }

  /** Gives every symbol and thunk its place, in sections of its kind. */
  #place(): void {
    const live = this.#program.live();
    for (const [name, flags] of Object.entries(SECTIONS) as [SectionName, typeof CODE][]) {
      const start = this.#sections.end;
      const pieces: { readonly rva: number; readonly bytes: Uint8Array }[] = [];
      let end = start;
      const put = (bytes: Uint8Array, alignment: number): number => {
        const rva = alignUp(end, alignment);
        pieces.push({ rva, bytes });
        end = rva + bytes.length;
        return rva;
      };
      for (const definition of live) {
        const key = symbolKey(definition.symbol);
        const sound = soundSection(definition);
        const before = this.#last?.sections.get(key) ?? null;
        if ((this.#hooks.sectionOf?.(definition, sound, before) ?? sound) !== name) continue;
        this.#sectionNames.set(key, name);
        const flat = flattenContent(definition.content, this.#options.machine);
        const bytes = this.#hooks.bytes?.(definition, flat.bytes) ?? flat.bytes;
        const alignment = this.#hooks.alignment?.(definition) ?? definition.alignment;
        const rva = put(bytes, alignment);
        const { fields } = flat;
        this.#placed.set(key, { definition, rva, bytes, fields });
      }
      if (name === '.text') {
        for (const one of this.#imports) {
          this.#thunks.set(importKey(one), put(new Uint8Array(THUNK.size), THUNK.alignment));
        }
      }
      if (pieces.length === 0) continue;
      const bytes = Buffer.alloc(end - start, name === '.text' ? 0xcc : 0);
      for (const piece of pieces) bytes.set(piece.bytes, piece.rva - start);
      this.#sections.add(name, flags, bytes);
    }
  }

  #addImports(): void {
    if (this.#imports.length === 0) return;
    const start = this.#sections.end;
    const width = this.#options.machine === 'AMD64' ? 8 : 4;
    const tables = importTables(this.#imports, start, width);
    this.#sections.add('.idata', READ_WRITE, tables.bytes);
    this.#slots = tables.slots;
    const { IMPORT, IAT } = coff.DirectoryEntry;
    this.#directories.set(IMPORT, { rva: start, size: tables.directorySize });
    this.#directories.set(IAT, tables.addresses);
    for (const [key, slot] of tables.slots) {
      const at = (this.#thunks.get(key) ?? 0) + 2;
      const isAmd64 = this.#options.machine === 'AMD64';
      this.#sections.write(at - 2, Uint8Array.of(0xff, 0x25));
      this.#sections.write(at, fieldBytes(isAmd64 ? 'REL32' : 'DIR32', at, slot, this.#imageBase));
      const sound = isAmd64 ? null : coff.BaseRelocationType.HIGHLOW;
      const { thunkRelocation = () => sound } = this.#hooks;
      const type = thunkRelocation(sound);
      if (type !== null) this.#relocated.push({ rva: at, type });
    }
  }

  #fillIn(): void {
    for (const [owner, { rva, fields }] of this.#placed) {
      for (const field of fields) this.#fillField(owner, rva, field);
    }
  }

  #fillField(owner: string, rva: number, field: ContentField): void {
    const where = this.#leadsTo(field.target);
    if (where === null) return;
    const change = this.#fault(owner, field, where);
    const type = change.type ?? field.type;
    const at = rva + field.offset;
    const to = (change.target ?? where.target) + (change.addend ?? field.addend);
    const whole = change.bytes ?? fieldBytes(type, at, to, this.#imageBase);
    // A field may reach over the end of its symbol, which then has only a part of it.
    const room = rva + (this.#placed.get(owner)?.bytes.length ?? 0) - at;
    this.#sections.write(at, whole.subarray(0, Math.min(whole.length, room)));
    const sound = baseRelocationType(field.type, this.#options.machine);
    const { baseRelocation = () => sound } = this.#hooks;
    const given = baseRelocation(field, sound);
    if (given !== null && room >= fieldWidth(field.type)) {
      this.#relocated.push({ rva: at, type: given });
    } else if (sound !== null || field.type === 'DIR16') this.#isMovable = false;
  }

  #fault(
    owner: string,
    field: ContentField,
    where: { readonly target: number; readonly slot: number | null; readonly key: string },
  ): FieldFault {
    if (this.#hooks.field === undefined) return {};
    const targetBefore = this.#last?.places.get(where.key) ?? null;
    const before = this.#last?.memory.get(owner);
    const bytes = before?.subarray(field.offset, field.offset + fieldWidth(field.type));
    const isThere = bytes?.length === fieldWidth(field.type);
    const { target, slot } = where;
    const bytesBefore = isThere ? bytes : null;
    return this.#hooks.field({ field, owner, targetBefore, target, slot, bytesBefore });
  }

  /** The functions of DLLs that a program refers to, each once. */
  #importsOf(program: ProgramState): readonly ImportedFunction[] {
    const found = new Map<string, ImportedFunction>();
    for (const { name, libName } of program.globals()) {
      if (libName === null) continue;
      const one = { dll: this.#dllOf(libName), name };
      found.set(importKey(one), one);
    }
    return [...found.values()];
  }

  #dllOf(libName: string): string {
    return `${this.#hooks.dllSpelling?.(libName) ?? libName.toLowerCase()}.dll`;
  }

  /** Where a target is; null if it has no address. */
  #leadsTo(
    target: Target,
  ): { readonly target: number; readonly slot: number | null; readonly key: string } | null {
    if (target.kind === 'global' && target.libName !== null) {
      const key = importKey({ dll: this.#dllOf(target.libName), name: target.name });
      const thunk = this.#thunks.get(key);
      return thunk === undefined
        ? null
        : { target: thunk, slot: this.#slots.get(key) ?? null, key: `import ${key}` };
    }
    const named = target.kind === 'global' ? this.#program.exportNamed(target.name) : null;
    if (target.kind === 'global' && named === null) return null;
    const symbol = target.kind === 'global' ? named && exportedSymbol(named.exported) : target;
    const key = symbol === null ? '' : symbolKey(symbol);
    const there = this.#placed.get(key);
    return there === undefined ? null : { target: there.rva, slot: null, key };
  }

  #addExports(): void {
    const sound = this.#program.exports;
    const exports = this.#hooks.exports?.(sound) ?? sound;
    const named = exports.flatMap(({ name, exported }) => {
      const there = this.#placed.get(symbolKey(exportedSymbol(exported)));
      return there === undefined ? [] : [{ name, rva: there.rva }];
    });
    if (named.length > 0) {
      const start = this.#sections.end;
      const bytes = exportTables(named, start);
      this.#sections.add('.edata', READ_ONLY, bytes);
      this.#directories.set(coff.DirectoryEntry.EXPORT, { rva: start, size: bytes.length });
    }
    const entryName = entryPointName(this.#options);
    const entry = named.find(({ name }) => name === entryName)?.rva ?? 0;
    this.#entryPoint = this.#hooks.entryPoint?.(entry, this.#last?.entryPoint ?? null) ?? entry;
  }

  #addBaseRelocations(): void {
    if (!this.#isMovable || this.#relocated.length === 0) return;
    const start = this.#sections.end;
    const bytes = baseRelocations(this.#relocated);
    this.#sections.add('.reloc', DISCARDABLE, bytes);
    this.#directories.set(coff.DirectoryEntry.BASERELOC, { rva: start, size: bytes.length });
  }

  #memory(rva: number, size: number): Uint8Array {
    const section = this.#sections.sections.find(
      (one) => rva >= one.rva && rva + size <= one.rva + one.bytes.length,
    );
    return section?.bytes.subarray(rva - section.rva, rva - section.rva + size) ?? Buffer.alloc(0);
  }
}

function soundSection({ symbol, isCode }: SymbolDefinition): SectionName {
  if (isCode) return '.text';
  return symbol.kind === 'nav' ? '.data' : '.rdata';
}
