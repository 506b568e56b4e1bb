import type { coff } from '../../../reference';
import type { DelayLoadDescriptor, ExportDirectory } from '../read/layouts';
import type { Plain } from './plain';

/** Something in the file is not as it must be to be read. */
export interface InspectedProblem {
  /** File offset in bytes. */
  readonly offset: number;
  /** What would have to be there, and what is. */
  readonly expected: string;
}

/** What could not be read of a part of the file. */
export interface Problems {
  readonly problems: readonly InspectedProblem[];
  /** How many more there are than listed. */
  readonly more_problems: number;
}

/** A part of the file that is a list, as far as it can be read. */
export interface Part<Row> extends Problems {
  readonly rows: readonly Row[];
}

/** The headers in front of the section table. */
export interface InspectedHeaders extends Problems {
  /** File offset. */
  readonly coff_header_offset: number;
  readonly coff_header: Plain<coff.Header>;
  /** What the header of an object made with /bigobj says besides; only there. */
  readonly big_object_header?: {
    readonly sig1: number;
    readonly sig2: number;
    readonly version: number;
    /** Bytes as hex digits. */
    readonly class_id: string;
    readonly size_of_data: number;
    readonly flags: number;
    readonly meta_data_size: number;
    readonly meta_data_offset: number;
  };
  /** Null in an object, and where it is not there. */
  readonly optional_header: Plain<coff.OptionalHeader32> | Plain<coff.OptionalHeader64> | null;
}

/** A row of the section table. */
export type InspectedSection = Plain<Omit<coff.SectionHeader, 'name'>> & {
  /** From 1, as symbols count them. */
  readonly number: number;
  /** A long one from the string table; as the header has it, if that cannot be read. */
  readonly name: string;
};

/** A data directory. */
export type InspectedDirectory = Plain<coff.ImageDataDirectory> & {
  readonly index: number;
  /** A tag of upstream's `DirectoryEntry`; the index for one without a tag. */
  readonly name: string;
  /** Name of the section that holds its start; null if none does. */
  readonly section: string | null;
};

/** A function or variable of another DLL: a slot of its lookup and of its address table. */
export interface InspectedFunction {
  /** RVA of the slot in the address table. */
  readonly address_rva: number;
  /** Null if it is imported by ordinal, and where it cannot be read. */
  readonly name: string | null;
  /** Index where the loader looks first; null if it is imported by ordinal. */
  readonly hint: number | null;
  /** Null if it is imported by name. */
  readonly ordinal_number: number | null;
  /** Slot of the lookup table, "0x2080"; of the address table, if there is no lookup table. */
  readonly lookup: string;
  /** Slot of the address table as the file has it; null where it cannot be read. */
  readonly address: string | null;
}

/** A DLL, and what is imported of it. */
export interface InspectedDll<Descriptor> extends Problems {
  /** Null where it cannot be read. */
  readonly name: string | null;
  readonly descriptor: Plain<Descriptor>;
  readonly functions: readonly InspectedFunction[];
}

/** What an image exports under one name, or under its ordinal alone. */
export interface InspectedExport {
  readonly ordinal: number;
  /** Null for one without a name, and where the name cannot be read. */
  readonly name: string | null;
  readonly rva: number;
  /** "NTDLL.RtlAllocateHeap" where another DLL has it. */
  readonly forwarder: string | null;
}

/** What an image exports. By ordinal, several names of one in the order of the names. */
export interface Exports extends Part<InspectedExport> {
  /** Null if the image exports nothing, or the directory cannot be read. */
  readonly directory: Plain<ExportDirectory> | null;
  /** The image's own name. */
  readonly dll_name: string | null;
}

/** The places of one page that the loader patches. */
export type InspectedRelocationBlock = Plain<coff.BaseRelocationDirectoryEntry> & {
  readonly entries: readonly {
    /** Bytes from the block's page. */
    readonly offset: number;
    /** A tag of `BaseRelocationType`, or its number. */
    readonly type: string | number;
  }[];
};

/** An auxiliary record under the tag that upstream's `Symtab.Record` has for it. */
export type AuxRecord =
  | { readonly func_def: Plain<coff.FunctionDefinition> }
  | { readonly debug_info: Plain<coff.DebugInfoDefinition> }
  | { readonly weak_ext: Plain<coff.WeakExternalDefinition> }
  /** The whole name, of as many records as it takes. */
  | { readonly file_def: Plain<coff.FileDefinition> }
  | { readonly sect_def: Plain<coff.SectionDefinition> }
  /** Bytes, as hex digits, of what std.coff has no structure for. */
  | { readonly unknown: string };

/** A symbol with its auxiliary records. */
export type SymbolRow = Plain<Omit<coff.Symbol, 'name'>> & {
  /** In the symbol table, which counts auxiliary records too. */
  readonly index: number;
  /** Null where it cannot be read. */
  readonly name: string | null;
  readonly aux: readonly AuxRecord[];
};

/** A relocation of a section. */
export interface RelocationRow {
  readonly virtual_address: number;
  readonly symbol_table_index: number;
  /** The symbol's name; null if there is no such symbol. */
  readonly symbol: string | null;
  /** A tag of `IMAGE.REL` of the machine, or its number. */
  readonly type: string | number;
}

/** The relocations of one section that has any. */
export interface SectionRelocations extends Problems {
  /** The section's, from 1. */
  readonly number: number;
  readonly section: string;
  readonly relocations: readonly RelocationRow[];
}

/** What objects and images have in common. */
interface CoffParts {
  readonly headers: InspectedHeaders;
  readonly sections: Part<InspectedSection>;
  readonly symbols: Part<SymbolRow>;
  /** One row a section that has relocations. */
  readonly relocations: Part<SectionRelocations>;
}

/** A COFF object. */
export interface ObjectInspection extends CoffParts {
  readonly kind: 'object';
  /** Bytes of the file. */
  readonly size: number;
}

/** A PE image. */
export interface ImageInspection extends CoffParts {
  readonly kind: 'image';
  /** Bytes of the file. */
  readonly size: number;
  readonly directories: Part<InspectedDirectory>;
  readonly imports: Part<InspectedDll<coff.ImportDirectoryEntry>>;
  readonly delay_imports: Part<InspectedDll<DelayLoadDescriptor>>;
  readonly exports: Exports;
  readonly base_relocations: Part<InspectedRelocationBlock>;
}

/** What an import object says, its three strings being after the header. */
export interface ImportObject extends Problems {
  readonly import_header: Plain<coff.ImportHeader>;
  readonly symbol: string | null;
  readonly dll: string | null;
  /** Where the DLL exports it under a third name. */
  readonly export_as: string | null;
}

/** A member of an import library that stands for one import. */
export interface ImportObjectInspection {
  readonly kind: 'import_object';
  /** Bytes of the file. */
  readonly size: number;
  readonly headers: ImportObject;
}

/** All that is in a file: a document that JSON can hold. */
export type Inspection = ImageInspection | ObjectInspection | ImportObjectInspection;

/** What `coff2 inspect --json` prints of one file; of several, an array of these. */
export type InspectionDocument = { readonly file: string } & (
  | Inspection
  | {
      readonly kind: 'unreadable';
      /** Why: there is no such file, or it is none of these. */
      readonly error: string;
    }
);

/** The parts of a file, in the order that they are shown in. */
export const PARTS = [
  'headers',
  'sections',
  'directories',
  'imports',
  'delay_imports',
  'exports',
  'base_relocations',
  'symbols',
  'relocations',
] as const;
export type PartName = (typeof PARTS)[number];
