import * as fs from 'node:fs';
import * as path from 'node:path';
import type { ModuleRoot } from '../case/case';
import { UsageError } from '../cli/exit-code';
import { packageRoot } from '../package-root';

/** The release that the sources are written for: the first with the new COFF linker. */
export const ZIG_RELEASE = '0.16.0';

const ROOT_FILE = 'main.zig';
const IMAGE = 'main.exe';

const FLAGS = [
  '-target',
  'x86_64-windows',
  '-fno-llvm',
  '-fno-lld',
  '--subsystem',
  'console',
  '-fno-ubsan-rt',
  '-fno-compiler-rt',
  '--color',
  'off',
];

/** What came of compiling. */
export interface Build {
  /** The image's path, or null if there is none. */
  readonly image: string | null;
  readonly stderr: string;
}

/** One run of the compiler may take so long, in milliseconds; the first fills its cache. */
const TIME_LIMIT = 120_000;

interface Finished {
  readonly stdout: string;
  readonly stderr: string;
  /** Undefined if it could not be started, or had to be ended. */
  readonly exitCode?: number;
}

/** A real Zig compiler. */
export class Zig {
  readonly #command: readonly string[];

  constructor(command: readonly string[]) {
    this.#command = command;
  }

  /**
   * The compiler of the package `ziglang` from PyPI, in a virtual environment under
   * node_modules/.cache, made on first use.
   */
  static async install(): Promise<Zig> {
    const { execa } = await import('execa');
    const folder = path.join(packageRoot(), 'node_modules', '.cache', `ziglang-${ZIG_RELEASE}`);
    const python = path.join(folder, 'bin', 'python');
    const done = path.join(folder, 'installed');
    if (!fs.existsSync(done)) {
      await execa('python3', ['-m', 'venv', folder]);
      await execa(python, ['-m', 'pip', 'install', '--quiet', `ziglang==${ZIG_RELEASE}`]);
      fs.writeFileSync(done, '');
    }
    return new Zig([python, '-m', 'ziglang']);
  }

  /** The compiler's own word of its release. @throws UsageError if it cannot be run */
  async version(): Promise<string> {
    const { stdout, exitCode } = await this.#run(['version'], process.cwd());
    if (exitCode === 0) return stdout.trim();
    throw new UsageError(`${this.#command.join(' ')} version: this is no compiler that runs`);
  }

  /** Compiles the program in `folder` whole, as its users would. */
  async build(folder: string, modules: readonly ModuleRoot[]): Promise<Build> {
    const names = modules.map(({ name }) => ['--dep', name]).flat();
    const roots = modules.map(({ name, file }) => `-M${name}=${file}`);
    const sources =
      modules.length === 0 ? [ROOT_FILE] : [...names, `-Mroot=${ROOT_FILE}`, ...roots];
    const image = path.join(folder, IMAGE);
    // The target is an option of the modules behind it.
    const args = ['build-exe', ...FLAGS, ...sources, `-femit-bin=${IMAGE}`];
    const { stderr, exitCode } = await this.#run(args, folder);
    // A build that fails may leave part of an image behind.
    return { image: exitCode === 0 ? image : null, stderr };
  }

  async #run(args: readonly string[], cwd: string): Promise<Finished> {
    const { execa } = await import('execa');
    const [program = 'zig', ...first] = this.#command;
    return execa(program, [...first, ...args], { cwd, reject: false, timeout: TIME_LIMIT });
  }
}
