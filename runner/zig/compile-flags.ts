import type { FileText, ModuleRoot } from '../case/case';

/** The root file of a program. */
export const ROOT_FILE = 'main.zig';

/** The file name of the image. */
export const IMAGE_FILE = 'main.exe';

/** The flags that upstream compiles its incremental tests with, for a Windows console. */
const FLAGS = [
  ...['-target', 'x86_64-windows'],
  ...['-fno-llvm', '-fno-lld'],
  ...['--subsystem', 'console'],
  '-fno-ubsan-rt',
  ...['--color', 'off'],
];

const OWN_START = /\bexport\s+fn\s+w?WinMainCRTStartup\b|@export\([^;]*"w?WinMainCRTStartup"/;

/** The properties of a program that the compiler's options depend on. */
export interface ProgramKind {
  /** All modules but the root. */
  readonly modules: readonly ModuleRoot[];
  /** Whether it has its own entry point, and so needs no run-time library of the compiler. */
  readonly startsByItself: boolean;
}

/** Whether a program has its own entry point, in any version of its root file. */
export function startsByItself(files: Iterable<FileText>): boolean {
  return [...files].some(({ name, text }) => name === ROOT_FILE && OWN_START.test(text));
}

/** The compiler's arguments for a program, except the output folders. */
export function compileArguments({ modules, startsByItself }: ProgramKind): readonly string[] {
  const runtime = startsByItself ? ['-fno-compiler-rt'] : [];
  const names = modules.map(({ name }) => ['--dep', name]).flat();
  const roots = modules.map(({ name, file }) => `-M${name}=${file}`);
  const sources = modules.length === 0 ? [ROOT_FILE] : [...names, `-Mroot=${ROOT_FILE}`, ...roots];
  // The target applies to the modules after it.
  return ['build-exe', ...FLAGS, ...runtime, ...sources];
}
