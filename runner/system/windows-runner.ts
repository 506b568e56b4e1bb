import * as path from 'node:path';
import { losslessText } from '../text/lossless-text';
import { loadExeca } from './execa';
import { afterListening } from './listening-limit';
import {
  MAX_OUTPUT,
  TIME_LIMIT,
  type BesideFile,
  type RunnableMachine,
  type ProgramRun,
  type ProgramRunner,
} from './program-runner';
import { RunFolder } from './run-folder';
import { endTree } from './windows-process';

/**
 * Runs images on Windows itself.
 *
 * A crash opens no dialog: Node.js sets SEM_NOGPFAULTERRORBOX and SEM_FAILCRITICALERRORS for
 * itself, and Windows hands the error mode on to the programs that a process starts.
 */
export class WindowsRunner implements ProgramRunner {
  readonly kind = 'windows';
  readonly machines: readonly RunnableMachine[];
  readonly #folder = new RunFolder();
  readonly #timeLimit: number;

  /** @param timeLimit milliseconds that a program may run */
  constructor(timeLimit = TIME_LIMIT) {
    this.#timeLimit = timeLimit;
    this.machines = machinesOf(process.env.PROCESSOR_ARCHITECTURE ?? process.arch);
  }

  start(): Promise<void> {
    return Promise.resolve();
  }

  run(image: Uint8Array, beside: readonly BesideFile[] = []): Promise<ProgramRun> {
    return this.#folder.with(image, beside, (file) => this.#run(file));
  }

  stop(): Promise<void> {
    return this.#folder.remove();
  }

  async #run(file: string): Promise<ProgramRun> {
    const { execa } = await loadExeca();
    const folder = path.dirname(file);
    const child = execa(file, [], {
      cwd: folder,
      env: environment(folder),
      extendEnv: false,
      reject: false,
      stripFinalNewline: false,
      encoding: 'buffer',
      stdin: 'ignore',
      maxBuffer: MAX_OUTPUT,
      windowsHide: true,
    });
    const deadline = new AbortController();
    const endLimit = afterListening(this.#timeLimit, () => {
      deadline.abort();
      if (child.pid !== undefined) endTree(child.pid);
      // What could not be found may still hold the streams open.
      child.stdout.destroy();
      child.stderr.destroy();
    });
    try {
      const result = await child;
      const timedOut = deadline.signal.aborted;
      const { exitCode } = result;
      // Where no process was started, there are no streams either.
      const stdout = result.stdout as Uint8Array | undefined;
      const stderr = result.stderr as Uint8Array | undefined;
      return {
        stdout: losslessText(stdout ?? new Uint8Array()),
        stderr: stderr === undefined ? (result.originalMessage ?? '') : losslessText(stderr),
        exitCode: timedOut ? null : (exitCode ?? null),
        timedOut,
        ...(result.isMaxBuffer ? { isEndless: true } : {}),
      };
    } finally {
      endLimit();
    }
  }
}

/** x64 Windows runs x86 images too, and ARM64 Windows (since version 11) both. */
function machinesOf(architecture: string): readonly RunnableMachine[] {
  switch (architecture.toLowerCase()) {
    case 'amd64':
    case 'x64':
      return ['AMD64', 'I386'];
    case 'arm64':
      return ['ARM64', 'AMD64', 'I386'];
    default:
      return ['I386'];
  }
}

/** Little, so that a program's output depends on the program: where Windows is, and its own folder. */
function environment(folder: string): Record<string, string> {
  const root = process.env.SystemRoot ?? String.raw`C:\Windows`;
  return {
    SystemRoot: root,
    SystemDrive: process.env.SystemDrive ?? path.win32.parse(root).root.slice(0, 2),
    windir: root,
    PATH: [path.win32.join(root, 'System32'), root].join(';'),
    TEMP: folder,
    TMP: folder,
  };
}
