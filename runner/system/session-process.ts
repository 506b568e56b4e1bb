import { randomUUID } from 'node:crypto';
import type { Readable, Writable } from 'node:stream';
import { loadExeca } from './execa';
import { ProcessTree, SESSION_VARIABLE } from './process-tree';
import { WindowsProcessTree } from './windows-process-tree';

/** How a process ended. */
export interface Ending {
  /** Null if a signal ended it, or it was not started. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** Why it could not be started, or null. */
  readonly startError: string | null;
}

/** A process that leads a session of its own, so that everything it starts can be found. */
export interface SessionProcess {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** The process and everything that it started; null if it could not be started. */
  readonly tree: ProcessTree | WindowsProcessTree | null;
  /** Resolves when the process has ended. What it started may still run. */
  readonly ended: Promise<Ending>;
}

/** How to start a process. */
export interface ProcessOptions {
  /** The program and its arguments. */
  readonly command: readonly string[];
  /** Its working directory. */
  readonly folder: string;
  /** Environment variables in addition to those of this process. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Starts a process. If it cannot be started, its ending says why. */
export async function startSession({
  command,
  folder,
  environment,
}: ProcessOptions): Promise<SessionProcess> {
  const { execa } = await loadExeca();
  const [program = '', ...args] = command;
  const mark = randomUUID();
  const child = execa(program, args, {
    cwd: folder,
    env: { ...environment, [SESSION_VARIABLE]: mark },
    stdin: 'pipe',
    stdout: 'pipe',
    stderr: 'pipe',
    buffer: false,
    reject: false,
    // A session of its own; on Windows that would be a console window of its own.
    detached: process.platform !== 'win32',
    windowsHide: true,
    cleanup: false,
  });
  const exited = new Promise<Ending>((resolve) => {
    child.once('exit', (exitCode, signal) => {
      resolve({ exitCode, signal, startError: null });
    });
  });
  // It also waits for every process that holds the streams, but says why there is no process.
  const finished = child.then(({ originalMessage, shortMessage }) => ({
    exitCode: null,
    signal: null,
    startError: originalMessage ?? shortMessage ?? 'for an unknown reason',
  }));
  const { pid, stdin, stdout, stderr } = child;
  const tree = pid === undefined ? null : treeOf(pid, mark);
  if (tree !== null) endWithThisProcess(tree, exited);
  return { stdin, stdout, stderr, tree, ended: pid === undefined ? finished : exited };
}

/** What runs now, and would go on running when this process has ended. */
const running = new Set<ProcessTree | WindowsProcessTree>();

/** A process that is ended at once (a second Ctrl-C) has no time to close its sessions. */
function endWithThisProcess(tree: ProcessTree | WindowsProcessTree, ended: Promise<Ending>): void {
  // Before the folders that they write to are removed.
  if (running.size === 0) process.prependOnceListener('exit', endRunning);
  running.add(tree);
  void ended.then(() => {
    running.delete(tree);
    if (running.size === 0) process.off('exit', endRunning);
  });
}

function endRunning(): void {
  for (const tree of running) tree.kill();
}

function treeOf(pid: number, mark: string): ProcessTree | WindowsProcessTree {
  return process.platform === 'win32' ? new WindowsProcessTree(pid) : new ProcessTree(pid, mark);
}
