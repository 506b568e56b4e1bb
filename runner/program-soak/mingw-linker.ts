import { execFileSync } from 'node:child_process';
import * as path from 'node:path';

/** GNU ld, and LLD. */
export const MINGW_LINKERS = ['GNU ld', 'LLD'] as const;
export type MingwLinker = (typeof MINGW_LINKERS)[number];

/**
 * How objects for MinGW are linked with its runtime. GCC for Windows has one linker built in, and takes that without a word
 * where it does not find another that `-fuse-ld` names: Clang calls LLD, and gets the libraries of GCC.
 * @param machine "x86_64" or "i686"
 * @returns a program and its first arguments
 * @throws if GCC for the machine is not installed
 */
export function mingwLinker(
  linker: MingwLinker,
  machine: string,
): readonly [program: string, ...args: readonly string[]] {
  const gcc = `${machine}-w64-mingw32-gcc`;
  if (linker === 'GNU ld') return [gcc];
  const library = execFileSync(gcc, ['-print-libgcc-file-name'], { encoding: 'utf8' });
  const folder = path.dirname(library.trim());
  return [
    ...(['clang', `--target=${machine}-w64-mingw32`, '-fuse-ld=lld'] as const),
    ...[`-B${folder}`, `-L${folder}`],
  ];
}
