import type { SymbolAddress, WrittenBytes } from '../../image/linked-image';
import type { ContentField } from '../../case/program/content-bytes';
import type {
  ProgramExport,
  ProgramState,
  SymbolDefinition,
} from '../../case/program/program-state';
import type { Op } from '../../case/link-script/op';
import type { ImageEditor } from '../../image/check/image-editor';

/** What part of a linker is wrong. */
export const FAULT_KINDS = [
  'relocations',
  'incremental',
  'imports',
  'exports',
  'placement',
  'headers',
  'symbol map',
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

/** A section of the sound linker. */
export type SectionName = '.text' | '.rdata' | '.data';

/** One function of a DLL. */
export interface ImportedFunction {
  /** With its suffix: "kernel32.dll". */
  readonly dll: string;
  readonly name: string;
}

/** A field that is about to be filled in. */
export interface FieldAtHand {
  readonly field: ContentField;
  /** Key of the symbol that has it. */
  readonly owner: string;
  /** RVA of the target as of the image before; null if there was none. */
  readonly targetBefore: number | null;
  /** RVA of the import's slot, if the target is one; null otherwise. */
  readonly slot: number | null;
  /** RVA of the target, without the addend. */
  readonly target: number;
  /** The 4 bytes that the image before had there, if the owner was there and is the same; else null. */
  readonly bytesBefore: Uint8Array | null;
}

/** What to fill in; what is left out is as it should be. */
export interface FieldFault {
  readonly target?: number;
  readonly addend?: number;
  readonly type?: string;
  /** These bytes, whatever the target is. */
  readonly bytes?: Uint8Array;
}

/** Where a faulty linker does something else than the sound one. */
export interface FaultHooks {
  /**
   * What the linker hears in place of an op; nothing if it misses the op.
   * @param updates how many snapshots there were before
   * @param program what it heard so far
   */
  readonly hears?: (op: Op, updates: number, program: ProgramState) => readonly Op[];
  readonly field?: (at: FieldAtHand) => FieldFault;
  /** @param before where the symbol was in the image before; null if it was not there */
  readonly sectionOf?: (
    symbol: SymbolDefinition,
    sound: SectionName,
    before: SectionName | null,
  ) => SectionName;
  readonly alignment?: (symbol: SymbolDefinition) => number;
  /** The bytes of a symbol, before its fields are filled in. */
  readonly bytes?: (symbol: SymbolDefinition, bytes: Uint8Array) => Uint8Array;
  /** How the linker spells a DLL, which makes it one DLL or two; without it in small letters. */
  readonly dllSpelling?: (libName: string) => string;
  /**
   * The base relocation of a field.
   * @param sound the one that it needs, a `BaseRelocationType`; null if it needs none
   */
  readonly baseRelocation?: (field: ContentField, sound: number | null) => number | null;
  /**
   * The base relocation of the address in a jump to an import.
   * @param sound as for a field: null where the jump has a distance
   */
  readonly thunkRelocation?: (sound: number | null) => number | null;
  readonly imports?: (
    functions: readonly ImportedFunction[],
    before: readonly ImportedFunction[],
  ) => readonly ImportedFunction[];
  readonly exports?: (exports: readonly ProgramExport[]) => readonly ProgramExport[];
  /** RVA of the entry point. */
  readonly entryPoint?: (rva: number, before: number | null) => number;
  /** Changes the finished file. */
  readonly image?: (image: ImageEditor) => void;
  readonly symbols?: (symbols: readonly SymbolAddress[]) => readonly SymbolAddress[];
  /** What the linker says that it wrote. */
  readonly written?: (sound: WrittenBytes, image: Uint8Array) => WrittenBytes;
}

/** One fault of a linker. */
export interface Fault {
  /** Unique: what the table and `--filter` call it. */
  readonly name: string;
  readonly kind: FaultKind;
  /** What the linker does, in a few words: "takes REL32_1 for REL32". */
  readonly what: string;
  readonly hooks: FaultHooks;
}
