/** What kind of linker bug a mutation is. */
export const MUTANT_KINDS = [
  'mapped-file',
  'in-place',
  'relocations',
  'imports',
  'headers',
  'sections',
  'symbols',
  'exports',
  'updates',
  'idle',
  'i386',
  'dll',
] as const;

export type MutantKind = (typeof MUTANT_KINDS)[number];

/** One fault, put into one place of the reference linker. */
export interface Mutation {
  /** Unique among all mutations: what the table and `--filter` call it. */
  readonly name: string;
  readonly kind: MutantKind;
  /** The text to replace; it occurs exactly once in the file. */
  readonly find: string;
  readonly replace: string;
  /**
   * Why a program that this linker makes still means the same: the fault only moves things, or it costs
   * time. Absent if programs go wrong; the levels `valid`, `meaning` or `runs` should then see it.
   */
  readonly sameProgram?: string;
  /** Why nothing can catch it: the mutated linker is equivalent. Absent if something must catch it. */
  readonly equivalent?: string;
}

/** The mutations of one file of `reference/link`. */
export interface MutatedFile {
  /** Name within `reference/link`. */
  readonly file: string;
  readonly mutations: readonly Mutation[];
}

/** A mutation and the file that it is put into. */
export interface Mutant extends Mutation {
  readonly file: string;
}

/** The mutations of several files as one list. @throws Error if two have one name */
export function mutantsOf(files: readonly MutatedFile[]): readonly Mutant[] {
  const names = new Set<string>();
  return files.flatMap(({ file, mutations }) =>
    mutations.map((mutation) => {
      if (names.has(mutation.name)) throw new Error(`two mutations are named ${mutation.name}`);
      names.add(mutation.name);
      return { ...mutation, file };
    }),
  );
}
