import { spawnSync } from 'node:child_process';
import { median } from './median';

/** What a program took as a whole process: start, modules and end included. */
export interface ProcessTimes {
  readonly seconds: number;
  /** Seconds of processor time, of all threads. */
  readonly cpu: number;
  /** Bytes of memory that it had at most. */
  readonly peak: number;
}

/** A program of this package, and its arguments. */
export interface Program {
  /** Path of its module. */
  readonly module: string;
  readonly args: readonly string[];
  /** Exit codes of a run that did what it was to do. */
  readonly codes: readonly number[];
}

/** One run. */
export interface ProcessRun extends ProcessTimes {
  readonly stdout: string;
}

/** Characters that a program may print. */
const MOST_OUTPUT = 2 ** 28;

/**
 * Runs a program in a process of its own, which says itself what it took: its parent's peak is not its own.
 * @throws Error if it ends otherwise than it should
 */
export function runProcess({ module, args, codes }: Program): ProcessRun {
  const argv = [process.execPath, module, ...args];
  const code =
    `process.argv = ${JSON.stringify(argv)};` +
    `process.on('exit', () => process.stderr.write('\\n' + JSON.stringify(process.resourceUsage())));` +
    `require(${JSON.stringify(module)});`;
  const before = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', code], {
    encoding: 'utf8',
    maxBuffer: MOST_OUTPUT,
  });
  const seconds = (performance.now() - before) / 1000;
  if (status === null || !codes.includes(status)) {
    throw new Error(`${[module, ...args].join(' ')} ends with ${status ?? 'a signal'}: ${stderr}`);
  }
  const used = JSON.parse(stderr.split('\n').at(-1) ?? '') as NodeJS.ResourceUsage;
  const cpu = (used.userCPUTime + used.systemCPUTime) / 1e6;
  return { seconds, cpu, peak: used.maxRSS * 1024, stdout };
}

/** The medians of several runs. */
export function medianTimes(runs: readonly ProcessTimes[]): ProcessTimes {
  return {
    seconds: median(runs.map(({ seconds }) => seconds)),
    cpu: median(runs.map(({ cpu }) => cpu)),
    peak: median(runs.map(({ peak }) => peak)),
  };
}
