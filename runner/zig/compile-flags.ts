import type { FileText, ModuleRoot } from '../case/case';

/** The root of a program's sources. */
export const ROOT_FILE = 'main.zig';

/** What the image is called. */
export const IMAGE_FILE = 'main.exe';

/** As upstream compiles its incremental tests, for a Windows console. */
const FLAGS = [
  ...['-target', 'x86_64-windows'],
  ...['-fno-llvm', '-fno-lld'],
  ...['--subsystem', 'console'],
  '-fno-ubsan-rt',
  ...['--color', 'off'],
];

const OWN_START = /\bexport\s+fn\s+w?WinMainCRTStartup\b|@export\([^;]*"w?WinMainCRTStartup"/;

/** A program, as far as the compiler's options depend on it. */
export interface ProgramKind {
  /** All modules but the root. */
  readonly modules: readonly ModuleRoot[];
  /** Whether it has an entry point of its own: it needs no run-time library of the compiler. */
  readonly startsByItself: boolean;
}

/** Whether a program has an entry point of its own, by any text that its root ever has. */
export function startsByItself(files: Iterable<FileText>): boolean {
  return [...files].some(({ name, text }) => name === ROOT_FILE && OWN_START.test(text));
}

/** The compiler's arguments for a program, but for where it is to leave what. */
export function compileArguments({ modules, startsByItself }: ProgramKind): readonly string[] {
  const runtime = startsByItself ? ['-fno-compiler-rt'] : [];
  const names = modules.map(({ name }) => ['--dep', name]).flat();
  const roots = modules.map(({ name, file }) => `-M${name}=${file}`);
  const sources = modules.length === 0 ? [ROOT_FILE] : [...names, `-Mroot=${ROOT_FILE}`, ...roots];
  // The target is an option of the modules after it.
  return ['build-exe', ...FLAGS, ...runtime, ...sources];
}
