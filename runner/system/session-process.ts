import { randomUUID } from 'node:crypto';
import type { Readable, Writable } from 'node:stream';
import { ProcessTree, SESSION_VARIABLE } from './process-tree';

/** How a process ended. */
export interface Ending {
  /** Null if a signal ended it, or it was not started. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** Why it could not be started, or null. */
  readonly startError: string | null;
}

/** A process that leads a session of its own, by which all that it starts is found. */
export interface SessionProcess {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** It and all that it starts; null if it was not started. */
  readonly tree: ProcessTree | null;
  /** What it started may still run then. */
  readonly ended: Promise<Ending>;
}

/** Where a process is started, and with what. */
export interface ProcessOptions {
  /** The program and its arguments. */
  readonly command: readonly string[];
  /** The folder that it is in. */
  readonly folder: string;
  /** Variables beside those of this process. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Starts a process. That it could not be started is told by how it ended. */
export async function startSession({
  command,
  folder,
  environment,
}: ProcessOptions): Promise<SessionProcess> {
  const { execa } = await import('execa');
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
    detached: true,
    cleanup: false,
  });
  const exited = new Promise<Ending>((resolve) => {
    child.once('exit', (exitCode, signal) => {
      resolve({ exitCode, signal, startError: null });
    });
  });
  // It also waits for all who hold the streams, but tells why there is no process.
  const finished = child.then(({ originalMessage, shortMessage }) => ({
    exitCode: null,
    signal: null,
    startError: originalMessage ?? shortMessage ?? 'for no reason given',
  }));
  const { pid, stdin, stdout, stderr } = child;
  const tree = pid === undefined ? null : new ProcessTree(pid, mark);
  if (tree !== null) endWithThisProcess(tree, exited);
  return { stdin, stdout, stderr, tree, ended: pid === undefined ? finished : exited };
}

/** What runs now, and would go on running when this process has ended. */
const running = new Set<ProcessTree>();

/** A process that is ended at once (a second Ctrl-C) has no time to close its sessions. */
function endWithThisProcess(tree: ProcessTree, ended: Promise<Ending>): void {
  if (running.size === 0) process.once('exit', endRunning);
  running.add(tree);
  void ended.then(() => {
    running.delete(tree);
    if (running.size === 0) process.off('exit', endRunning);
  });
}

function endRunning(): void {
  for (const tree of running) tree.kill();
}
