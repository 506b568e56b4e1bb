import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { findProgram } from '../../system/find-program';

const SOURCE = path.join(__dirname, 'microsoft-classes.cpp');

/** The functions of DLLs that the program calls, or the compiler for it. */
const DLLS = {
  'msvcrt.dll': ['exit', 'printf', 'puts'],
  'vcruntime140.dll': ['_CxxThrowException', '__CxxFrameHandler3', '__std_terminate'],
} as const;

/** Functions whose name has the size of their arguments, in 32-bit images. */
const SIZES: Readonly<Record<string, string>> = { _CxxThrowException: '@8' };

const MACHINES = {
  x86_64: { target: 'x86_64-pc-windows-msvc', dlltool: 'i386:x86-64', link: [] },
  i686: { target: 'i686-pc-windows-msvc', dlltool: 'i386', link: ['/safeseh:no'] },
} as const;

/** A machine that the program can be compiled for. */
export type MicrosoftMachine = keyof typeof MACHINES;

/** How the program is compiled and linked. */
export interface MicrosoftBuild {
  readonly machine: MicrosoftMachine;
  /** "-O2". */
  readonly level: string;
  /** What is another program: "-DCAUGHT=unsigned". */
  readonly change?: string;
  /** Whether the linker gets the second object first. */
  readonly isReversed?: boolean;
}

const dlltoolOf = (machine: MicrosoftMachine): string => `${machine}-w64-mingw32-dlltool`;

/** The programs that are missing here to build it. */
export function missingForMicrosoft(machine: MicrosoftMachine): readonly string[] {
  return ['clang', 'lld-link', dlltoolOf(machine)].filter(
    (name) => findProgram(name, process.env.PATH ?? '') === null,
  );
}

/** The program in C++ that Clang compiles for the Microsoft ABI, and lld-link links. */
export function microsoftProgram({
  machine,
  level,
  change,
  isReversed = false,
}: MicrosoftBuild): Uint8Array {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'coff2-microsoft-'));
  const { target, dlltool, link } = MACHINES[machine];
  const run = (program: string, ...args: readonly string[]): void => {
    execFileSync(program, args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  };
  try {
    const objects = [1, 2].map((part) => {
      const object = `${part}.obj`;
      const flags = ['-fexceptions', '-fcxx-exceptions', level, `-DPART=${part}`];
      const changes = change === undefined ? [] : [change];
      run('clang', `--target=${target}`, ...flags, ...changes, '-c', SOURCE, '-o', object);
      return object;
    });
    const libraries = Object.entries(DLLS).map(([dll, names]) => {
      const library = `${dll}.a`;
      const rows = names.map((name) => `${name}${machine === 'i686' ? (SIZES[name] ?? '') : ''}\n`);
      fs.writeFileSync(path.join(folder, 'dll.def'), `LIBRARY ${dll}\nEXPORTS\n${rows.join('')}`);
      run(dlltoolOf(machine), '-k', '-m', dlltool, '-d', 'dll.def', '-l', library);
      return library;
    });
    run(
      ...(['lld-link', '/entry:start', '/subsystem:console', '/nodefaultlib'] as const),
      ...[...link, ...(isReversed ? objects.toReversed() : objects), ...libraries],
      '/out:program.exe',
    );
    return new Uint8Array(fs.readFileSync(path.join(folder, 'program.exe')));
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}
