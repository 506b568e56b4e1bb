import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { findProgram } from '../../system/find-program';
import { MINGW_LINKERS, mingwLinker } from '../../program-soak/mingw-linker';
import type { SoakPair } from './soak-pairs';

const MACHINES = ['x86_64', 'i686'] as const;

/** A program that is compiled. */
interface RuntimeProgram {
  readonly compiler: 'gcc' | 'clang';
  /** "-O2". */
  readonly flags: readonly string[];
  readonly source: 'runtime-program.c' | 'imported-variables.c';
  /** The machine that it is for alone; all if it is left out. */
  readonly machine?: string;
}

const LEVELS = ['-O0', '-O2', '-Os'] as const;

/** Only Clang makes pointers to variables of a DLL that LLD replaces; only GCC makes code of what the runtime changes. */
const PROGRAMS: readonly RuntimeProgram[] = [
  ...LEVELS.map((level) => ({
    compiler: 'gcc' as const,
    flags: [level],
    source: 'runtime-program.c' as const,
  })),
  { compiler: 'clang', flags: ['-O2'], source: 'imported-variables.c' },
  { compiler: 'gcc', flags: ['-O2'], source: 'imported-variables.c' },
  {
    compiler: 'gcc',
    flags: ['-O0', '-mcmodel=small'],
    source: 'imported-variables.c',
    machine: 'x86_64',
  },
];

const gccFor = (machine: string): string => `${machine}-w64-mingw32-gcc`;

const sourceFile = (name: string): string => path.join(__dirname, name);

/** The machines that a program with C's runtime can be compiled and linked for here, by both linkers. */
export function machinesWithRuntime(): readonly string[] {
  const isInstalled = (name: string): boolean => findProgram(name, process.env.PATH ?? '') !== null;
  return isInstalled('ld.lld') && isInstalled('clang')
    ? MACHINES.filter((machine) => isInstalled(gccFor(machine)))
    : [];
}

/** Programs in C with the runtime of MinGW, and some with variables of a DLL, linked by GNU ld and LLD. */
export function pairsWithRuntime(machine: string): SoakPair[] {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'coff2-runtime-'));
  const file = (name: string): string => path.join(folder, name);
  const run = (program: string, ...args: readonly string[]): void => {
    execFileSync(program, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  };
  try {
    run(
      ...([gccFor(machine), '-shared', sourceFile('imported-variables-dll.c')] as const),
      ...['-o', file('variables.dll'), `-Wl,--out-implib,${file('libvariables.a')}`],
    );
    const programs = PROGRAMS.filter((one) => one.machine === undefined || one.machine === machine);
    return programs.map(({ compiler, flags, source }) => {
      const object = file('program.o');
      const [program, ...target] =
        compiler === 'gcc' ? [gccFor(machine)] : ['clang', `--target=${machine}-w64-mingw32`];
      const headers = compiler === 'gcc' ? [] : ['-isystem', `/usr/${machine}-w64-mingw32/include`];
      run(program, ...target, ...headers, ...flags, '-c', sourceFile(source), '-o', object);
      const [a, b] = MINGW_LINKERS.map((linker) => {
        const image = file(`${linker}.exe`);
        const [driver, ...first] = mingwLinker(linker, machine);
        run(driver, ...first, object, `-L${folder}`, '-lvariables', '-o', image);
        return new Uint8Array(fs.readFileSync(image));
      }) as [Uint8Array, Uint8Array];
      const name = `${source}, ${machine} ${compiler} ${flags.join(' ')}: GNU ld and LLD`;
      const group = 'C with the runtime of MinGW, GNU ld and LLD';
      return { name, group, a, b, options: { protection: 'ignored' } };
    });
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}
