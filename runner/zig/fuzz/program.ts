/** A statement of a function. It changes `r`, the number that the function returns. */
export type ZigStatement =
  | { readonly kind: 'arithmetic'; readonly operator: Operator; readonly value: number }
  /** Adds a checksum of a string constant. */
  | { readonly kind: 'text'; readonly text: string }
  /** Adds the result of a later function; its number counts modulo how many there are. */
  | { readonly kind: 'call'; readonly target: number }
  /** Adds the result of an imported function: an index into IMPORTS, modulo their number. */
  | { readonly kind: 'import'; readonly which: number; readonly value: number }
  /** Adds `r` to an element of a global array, and the element to `r`. */
  | { readonly kind: 'global'; readonly which: number; readonly index: number }
  /** Takes an element of a table by `r`: calls it, or adds what it points to. */
  | { readonly kind: 'table'; readonly which: number };

/** Assignments to `r`, an unsigned 32-bit number; the arithmetic wraps. */
export type Operator = '+%=' | '*%=' | '^=';

/**
 * What a program does with a function: prints its result, only calls it, or only exports it. Nothing
 * in the program calls or points to one that is only exported, so no run executes it.
 */
export type FunctionUse = 'printed' | 'called' | 'exported';

/** A function `fn (x: u32) u32`. It calls only later functions of the program. */
export interface ProgramFunction {
  readonly name: string;
  /** Whether it is `fn (x: u64) u64` instead, of which the low 32 bits count. */
  readonly isWide: boolean;
  readonly use: FunctionUse;
  /** The name that it is also exported under, or null. */
  readonly exportName: string | null;
  readonly body: readonly ZigStatement[];
  /** Number of additional statements that only make it larger. */
  readonly padding: number;
}

/** `var name: [length]u32`, initially `value` in each element; with 64-bit elements if wide. */
export interface Global {
  readonly name: string;
  readonly length: number;
  readonly value: number;
  readonly isWide: boolean;
}

/** `var name`: an array of pointers. */
export interface Table {
  readonly name: string;
  /** To what. */
  readonly kind: 'functions' | 'texts' | 'globals';
  /** Which is the first: modulo how many there are. */
  readonly first: number;
  readonly length: number;
}

/** A program whose whole output is known without running it. */
export interface Program {
  readonly functions: readonly ProgramFunction[];
  readonly globals: readonly Global[];
  readonly tables: readonly Table[];
  /** How many names were given so far. No name is given twice. */
  readonly names: number;
}

export const EMPTY: Program = { functions: [], globals: [], tables: [], names: 0 };

/** The targets of a table: names of functions or globals, or texts; empty if it has none. */
export function elementsOf({ functions, globals }: Program, table: Table): readonly string[] {
  const { kind, first, length } = table;
  if (kind === 'texts') {
    return Array.from(
      { length },
      (_, i) => `${table.name} ${'abcdefghijklmnop'.slice(0, (first + i) % 16)}`,
    );
  }
  const candidates =
    kind === 'globals'
      ? globals.filter(({ isWide }) => !isWide)
      : functionsFrom(functions, first).filter(({ isWide, use }) => !isWide && use !== 'exported');
  if (candidates.length === 0) return [];
  return Array.from({ length }, (_, i) => {
    const found = candidates[(first + i) % candidates.length];
    return found?.name ?? '';
  });
}

/** The first function that a table may point to. Only earlier functions may call through the table. */
export function firstOfTable(functions: readonly ProgramFunction[], first: number): number {
  return functions.length < 2 ? functions.length : 1 + (first % (functions.length - 1));
}

function functionsFrom(
  functions: readonly ProgramFunction[],
  first: number,
): readonly ProgramFunction[] {
  return functions.slice(firstOfTable(functions, first));
}

/** The function that a call leads to: one after the caller; null if there is none to call. */
export function calleeOf(
  functions: readonly ProgramFunction[],
  caller: number,
  target: number,
): number | null {
  const later = [...functions.keys()].filter(
    (index) => index > caller && functions[index]?.use !== 'exported',
  );
  return later[target % later.length] ?? null;
}

/** The table that a statement of a function uses; null if it can use none. */
export function tableOf(program: Program, user: number, which: number): Table | null {
  const { tables, functions } = program;
  const table = tables[which % tables.length];
  if (table === undefined || elementsOf(program, table).length === 0) return null;
  if (table.kind === 'functions' && user >= firstOfTable(functions, table.first)) return null;
  return table;
}

/** The odd number that a padding statement multiplies by, different for each. */
export function paddingFactor(index: number): number {
  return 2 * index + 3;
}
