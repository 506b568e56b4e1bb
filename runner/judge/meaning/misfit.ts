/**
 * The kinds of misfits of an image, whatever its layout, each with the rule that it breaks.
 */
export const MISFIT_KINDS = {
  'unreadable-image': 'The file is a PE image, and its headers lead to its sections.',
  'wrong-header':
    'The headers have the machine, output mode and subsystem version of the options, and no APPCONTAINER.',
  'missing-symbol': 'Each symbol of the program has an address.',
  'two-addresses': 'A symbol has one address.',
  'outside-sections': 'All bytes of a symbol are in one section.',
  'size-too-small': 'A symbol has at least as many bytes as its content.',
  'not-executable': 'Code is in an executable section.',
  'not-readable': 'Data is in a readable section.',
  'not-writable':
    'A nav that is data is in a writable section: a link script does not say which data the program changes.',
  'not-private': 'A nav that is data is in a section without MEM_SHARED.',
  misaligned: 'A symbol is aligned as it and the references to it ask for.',
  overlap: 'No byte belongs to two symbols, by their content or by the sizes in the symbol map.',
  'wrong-content': 'Outside of fields, a symbol has the bytes of its content.',
  'wrong-reference': 'A field holds the address of what it refers to, or the distance to it.',
  'export-not-followed': 'A field that refers to an exported name refers to what is exported now.',
  'import-not-reached': 'A field that refers to an import leads to its slot, or to a thunk.',
  'no-base-relocation': 'An image that may be moved has a base relocation for each address.',
  'unexpected-base-relocation':
    'In an image that may be moved, no other byte of a symbol, or of a jump to an import, has a base relocation.',
  'unreadable-imports': 'The import tables lead to names of DLLs and functions.',
  'missing-import': 'The import tables name each function that is referred to.',
  'unused-import': 'The import tables name no other functions.',
  'import-twice': 'The import tables name a function once.',
  'shared-lookup-table':
    'A DLL has a lookup table besides its address table, where the loader overwrites the names.',
  'wrong-entry-point': 'The entry point is what is exported by its name, or 0 if nothing is.',
  'unreadable-exports': 'The export tables lead to names and addresses.',
  'missing-export': 'The export tables of a DLL have each exported name.',
  'unknown-export': 'The export tables have no other names.',
  'wrong-export': 'A name in the export tables has the address of what is exported.',
} as const;

export type MisfitKind = keyof typeof MISFIT_KINDS;

/**
 * Misfits that neither a loader nor a program notices. They are worth a finding, but the level
 * `meaning` holds in spite of them.
 */
export const HARMLESS_MISFITS: ReadonlySet<MisfitKind> = new Set(['shared-lookup-table']);

/** One place where an image is not the program. */
export interface Misfit {
  readonly kind: MisfitKind;
  /** Its name by `symbolKey`, or "import kernel32.dll!f", or "" for the image itself. */
  readonly symbol: string;
  /** Bytes from the start of the symbol; null if it is not about a byte of a symbol. */
  readonly offset: number | null;
  readonly found: string;
  readonly expected: string;
  /** How what was found relates to what was expected, without names and addresses; null if that says nothing. */
  readonly relation: string | null;
  /** The whole misfit in one line, with numbers in hex. */
  readonly text: string;
}
