import { findProgram } from '../system/find-program';

/** Compilers of the programs. */
export const COMPILERS = ['gcc', 'clang'] as const;
export type Compiler = (typeof COMPILERS)[number];

/** Machines of the programs, as MinGW names them. */
export type TargetMachine = 'x86_64' | 'i686';

/** Linkers of objects that need no library but that of kernel32. */
export const BARE_LINKERS = ['GNU ld', 'lld-link'] as const;
export type BareLinker = (typeof BARE_LINKERS)[number];

/** The file of a program, or null where it is not installed. */
export function installed(name: string): string | null {
  return findProgram(name, process.env.PATH ?? '');
}

/** GCC for a machine: it also links. */
export function gccFor(machine: TargetMachine): string {
  return `${machine}-w64-mingw32-gcc`;
}

/** A compiler and its first arguments. */
export function compilerFor(
  compiler: Compiler,
  machine: TargetMachine,
): readonly [program: string, ...args: readonly string[]] {
  return compiler === 'gcc' ? [gccFor(machine)] : ['clang', `--target=${machine}-w64-mingw32`];
}

/** The program of a linker. */
export function bareLinkerProgram(linker: BareLinker): string {
  return linker === 'GNU ld' ? 'x86_64-w64-mingw32-ld' : 'lld-link';
}

/** What each program is needed for. */
const NEEDED: readonly (readonly [program: string, needed: string])[] = [
  ['csmith', 'all programs'],
  [gccFor('x86_64'), 'what GCC compiles for x86-64, and all that has a runtime there'],
  [gccFor('i686'), 'all programs for x86'],
  ['clang', 'what Clang compiles'],
  [bareLinkerProgram('GNU ld'), 'comparisons with GNU ld, and what a program should print'],
  ['lld-link', 'comparisons with lld-link'],
  ['ld.lld', 'images of LLD with a runtime'],
];

/** A line for each program that is not installed: what is not judged without it. */
export function missingPrograms(
  isInstalled = (name: string) => installed(name) !== null,
): string[] {
  return NEEDED.filter(([program]) => !isInstalled(program)).map(
    ([program, needed]) => `UNSUPPORTED, as ${program} is not installed: ${needed}`,
  );
}
