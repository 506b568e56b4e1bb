import * as path from 'node:path';
import { packageRoot } from '../../system/package-root';
import { isInTurn } from '../../testing/turn';

/** How one source becomes an object. */
interface Toolchain {
  readonly name: string;
  readonly program: string;
  readonly flags: readonly string[];
}

/** A program of the corpus, made by one compiler or assembler in one way. */
export interface CorpusVariant {
  /** "switches, gcc -O2". */
  readonly name: string;
  readonly toolchain: Toolchain;
  /** Absolute paths; more than one are made one object before it is imported. */
  readonly sources: readonly string[];
}

/** Where the sources are. */
export const CORPUS = path.join(packageRoot(), 'runner', 'cli', 'testing', 'import-corpus');

/** Programs in C, and the units that some consist of. */
const C_PROGRAMS: Readonly<Record<string, readonly string[]>> = {
  loops: [],
  switches: [],
  tables: [],
  relative_tables: [],
  strings: [],
  doubles: [],
  vectors: [],
  tail_calls: [],
  callbacks: [],
  statics: [],
  recursion: [],
  varargs: [],
  large_frames: [],
  labels: [],
  sections: [],
  two_units: ['two_units_second.c'],
  same_names: ['same_names_second.c'],
  cold_paths: [],
  immediates: [],
  array_ends: [],
  records: [],
  aliases: [],
  wide_strings: [],
};

const ASSEMBLY = [
  'asm_counts',
  'asm_offsets',
  'asm_runs_on',
  'asm_short_jumps',
  'asm_jump_table',
  'asm_vectors',
  'asm_strides',
  'asm_return_address',
  'asm_counted_pointers',
  'asm_copied_code',
  'asm_data_labels',
] as const;

const LEVELS = ['-O0', '-O1', '-O2', '-Os'] as const;

/** Nothing but what the source has: no library, and no symbol that only one would define. */
const FREESTANDING = [
  '-ffreestanding',
  '-fno-builtin',
  '-fno-stack-protector',
  '-mno-stack-arg-probe',
  '-w',
];

const GCC = LEVELS.flatMap((level) => [
  { name: `gcc ${level}`, program: 'x86_64-w64-mingw32-gcc', flags: [level] },
  {
    name: `gcc ${level} in sections`,
    program: 'x86_64-w64-mingw32-gcc',
    flags: [level, '-ffunction-sections', '-fdata-sections'],
  },
]);

const CLANG = ['gnu', 'msvc'].flatMap((abi) =>
  LEVELS.map((level) => ({
    name: `clang ${level} for ${abi}`,
    program: 'clang',
    flags: [level, `--target=x86_64-pc-windows-${abi}`],
  })),
);

const ASSEMBLERS = ['nasm', 'yasm'].map((name) => ({
  name,
  program: name,
  flags: ['-f', 'win64', '-I', `${CORPUS}/`],
}));

/** Compilers at -O2 with one more flag. */
const withFlag = (toolchains: readonly Toolchain[], flag: string): readonly Toolchain[] =>
  toolchains
    .filter(({ flags }) => flags[0] === '-O2')
    .map(({ name, program, flags }) => ({
      name: `${name} ${flag}`,
      program,
      flags: [...flags, flag],
    }));

function variantsOf(
  program: string,
  extension: string,
  toolchains: readonly Toolchain[],
  more: readonly string[] = [],
): readonly CorpusVariant[] {
  const sources = [`${program}.${extension}`, ...more].map((name) => path.join(CORPUS, name));
  return toolchains.map((toolchain) => ({
    name: `${program}, ${toolchain.name}`,
    toolchain,
    sources,
  }));
}

/** Every program with every compiler and every level. */
export function allVariants(): readonly CorpusVariant[] {
  return [
    ...Object.entries(C_PROGRAMS).flatMap(([program, more]) =>
      variantsOf(program, 'c', [...GCC, ...CLANG], more),
    ),
    // With -ffunction-sections, what assembly puts in .text cuts functions in two.
    ...['assembly_in_c', 'distances_in_c'].flatMap((program) =>
      variantsOf(program, 'c', [...GCC.filter(({ flags }) => flags.length === 1), ...CLANG]),
    ),
    ...variantsOf('vectors', 'c', withFlag([...GCC, ...CLANG], '-mavx')),
    ...variantsOf('common_symbols', 'c', withFlag([...GCC, ...CLANG], '-fcommon')),
    ...variantsOf('constructors', 'c', withFlag([...GCC, ...CLANG], '-fno-common')),
    ...variantsOf('thread_local', 'c', withFlag(CLANG, '-fno-common')),
    ...ASSEMBLY.flatMap((program) => variantsOf(program, 'asm', ASSEMBLERS)),
  ];
}

/** Of so many pairs of a program in C and a compiler, one is among {@link someVariants}. */
const STEP = 4;

/** A sample has one of {@link someVariants} of so many, others each day. */
const PARTS = 6;

/**
 * Of the programs in C, each with some compilers and levels, and each of those with some programs; all
 * of the one whose short jumps decide, and all in assembly. In a sample, some of these.
 */
export function someVariants(): readonly CorpusVariant[] {
  const compilers = GCC.length + CLANG.length;
  const inC = compilers * Object.keys(C_PROGRAMS).length;
  return allVariants()
    .filter(({ name }, index) => {
      const turn = Math.floor(index / compilers) + (index % compilers);
      return index >= inC || turn % STEP === 0 || name.startsWith('tail_calls, gcc');
    })
    .filter((_variant, index) => isInTurn(index, PARTS));
}

/** What the compiler or assembler is called with. */
export function corpusArguments(
  { toolchain }: CorpusVariant,
  source: string,
  version: 1 | 2,
  object: string,
): readonly string[] {
  const isAssembly = source.endsWith('.asm');
  const options = isAssembly
    ? [`-DVERSION=${version}`]
    : [`-DVERSION=${version}`, '-c', ...FREESTANDING];
  return [...toolchain.flags, ...options, source, '-o', object];
}
