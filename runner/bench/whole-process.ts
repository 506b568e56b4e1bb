import { spawnSync } from 'node:child_process';
import * as path from 'node:path';

/** What one run of a command took. */
export interface WholeProcess {
  /** Milliseconds from its start to its end. */
  readonly elapsed: number;
  /** Milliseconds of processor time. */
  readonly computing: number;
  /** Bytes of memory that the process had at most. */
  readonly peak: number;
  /** Bytes that it printed. */
  readonly printed: number;
}

/** Bytes that a command may print. */
const MOST_PRINTED = 0x1000_0000;

/**
 * Runs `coff2` in a process of its own. The process says itself what it took: its parent's peak is not its own.
 * @throws Error if the command fails
 */
export function runWholeProcess(args: readonly string[]): WholeProcess {
  const program = JSON.stringify(path.join(__dirname, '..', 'main.js'));
  const words = args.map((arg) => JSON.stringify(arg)).join(', ');
  const code =
    `process.argv = [process.argv[0], ${program}, ${words}];` +
    `process.on('exit', () => process.stderr.write('\\n' + JSON.stringify(process.resourceUsage())));` +
    `require(${program});`;
  const before = performance.now();
  const { status, stdout, stderr, error } = spawnSync(process.execPath, ['-e', code], {
    maxBuffer: MOST_PRINTED,
  });
  const elapsed = performance.now() - before;
  const said = stderr.toString('utf8');
  if (status !== 0) throw new Error(`coff2 ${args[0] ?? ''} fails: ${error?.message ?? said}`);
  const usage = JSON.parse(said.split('\n').at(-1) ?? '') as NodeJS.ResourceUsage;
  const { userCPUTime, systemCPUTime, maxRSS } = usage;
  const computing = (userCPUTime + systemCPUTime) / 1000;
  return { elapsed, computing, peak: maxRSS * 1024, printed: stdout.length };
}
