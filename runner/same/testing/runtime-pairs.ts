import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { findProgram } from '../../system/find-program';
import type { SoakPair } from './soak-pairs';

const SOURCE = path.join(__dirname, 'runtime-program.c');
const MACHINES = ['x86_64', 'i686'] as const;
const LEVELS = ['-O0', '-O2', '-Os'] as const;
/** GNU ld and LLD, as GCC calls them. */
const LINKERS = ['bfd', 'lld'] as const;

const compilerFor = (machine: string): string => `${machine}-w64-mingw32-gcc`;

/** The machines that a program with C's runtime can be compiled and linked for here, by both linkers. */
export function machinesWithRuntime(): readonly string[] {
  const isInstalled = (name: string): boolean => findProgram(name, process.env.PATH ?? '') !== null;
  return isInstalled('ld.lld')
    ? MACHINES.filter((machine) => isInstalled(compilerFor(machine)))
    : [];
}

/** One program in C with the runtime of MinGW, compiled by GCC at several levels, and linked by GNU ld and LLD. */
export function pairsWithRuntime(machine: string): SoakPair[] {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'coff2-runtime-'));
  try {
    return LEVELS.map((level) => {
      const object = path.join(folder, 'program.o');
      const run = (...args: readonly string[]): void => {
        execFileSync(compilerFor(machine), args, { stdio: ['ignore', 'ignore', 'inherit'] });
      };
      run(level, '-c', SOURCE, '-o', object);
      const [a, b] = LINKERS.map((linker) => {
        const image = path.join(folder, `${linker}.exe`);
        run(object, `-fuse-ld=${linker}`, '-o', image);
        return new Uint8Array(fs.readFileSync(image));
      }) as [Uint8Array, Uint8Array];
      const name = `runtime, ${machine} ${level}: GNU ld and LLD`;
      const group = 'C with the runtime of MinGW, GNU ld and LLD';
      return { name, group, a, b, options: { protection: 'ignored' } };
    });
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}
