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
  x86_64: { target: 'x86_64-pc-windows-msvc', dlltool: ['-m', 'i386:x86-64'], link: [] },
  i686: {
    target: 'i686-pc-windows-msvc',
    dlltool: ['-m', 'i386', '-f', '--32'],
    link: ['/safeseh:no'],
  },
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
  /** lld-link if it is left out. GNU ld is for 64-bit images alone. */
  readonly linker?: 'lld-link' | 'gnu-ld';
}

const IMAGE = 'program.exe';

const GNU_LD = 'x86_64-w64-mingw32-ld';
/** It makes import libraries for 32-bit images as well. */
const DLLTOOL = 'x86_64-w64-mingw32-dlltool';

/** The programs that are missing here to build it. */
export function missingForMicrosoft(): readonly string[] {
  return ['clang', 'lld-link', GNU_LD, DLLTOOL].filter(
    (name) => findProgram(name, process.env.PATH ?? '') === null,
  );
}

/** The program in C++ that Clang compiles for the Microsoft ABI, and a linker links. */
export function microsoftProgram({
  machine,
  level,
  change,
  isReversed = false,
  linker = 'lld-link',
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
      run(DLLTOOL, '-k', ...dlltool, '-d', 'dll.def', '-l', library);
      return library;
    });
    const inputs = [...(isReversed ? objects.toReversed() : objects), ...libraries];
    if (linker === 'gnu-ld') {
      run(GNU_LD, '-e', 'start', '--subsystem', 'console', ...inputs, '-o', IMAGE);
    } else {
      const options = ['/entry:start', '/subsystem:console', '/nodefaultlib', `/out:${IMAGE}`];
      run('lld-link', ...options, ...link, ...inputs);
    }
    return new Uint8Array(fs.readFileSync(path.join(folder, IMAGE)));
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}
