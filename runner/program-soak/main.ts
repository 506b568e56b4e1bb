import * as path from 'node:path';
import { Command } from 'commander';
import { positive, positiveNumber } from '../cli/number-option';
import { findRunner } from '../system/find-runner';
import { flavourNamed } from './flavours';
import { PARTS } from './soak-program';
import { soakPrograms } from './soak-programs';
import { installed, missingPrograms } from './toolchain';

/** Programs, if nothing else is said. */
const PROGRAMS = 20;
/** Damages of each image, if nothing else is said. */
const TRIED = 6;

interface Options {
  readonly seed: number;
  readonly programs?: number;
  readonly minutes?: number;
  readonly flavour?: string;
  readonly only?: string;
  readonly tried: number;
  readonly keep: string;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function main(options: Options): Promise<void> {
  const { seed, minutes, flavour = null, only, tried, keep } = options;
  const parts = PARTS.filter((part) => only === undefined || part === only);
  if (parts.length === 0) throw new Error(`--only: expected one of ${PARTS.join(', ')}`);
  if (flavour !== null) flavourNamed(flavour);
  for (const line of missingPrograms()) say(line);
  if (installed('csmith') === null) {
    throw new Error('csmith is not on PATH: install it (Debian: csmith, libcsmith-dev)');
  }
  const interrupt = new AbortController();
  process.once('SIGINT', () => {
    interrupt.abort();
  });
  const found = findRunner();
  if (found.kind === 'none') say('UNSUPPORTED, as Wine is not installed: what programs do');
  try {
    process.exitCode = await soakPrograms({
      ...{ seed, flavour, parts, tried, keep, say },
      programs: options.programs ?? (minutes === undefined ? PROGRAMS : Infinity),
      time: minutes === undefined ? Infinity : minutes * 60_000,
      runner: found.kind === 'none' ? null : found,
      stop: interrupt.signal,
    });
  } finally {
    await found.stop();
  }
}

const command = new Command('program-soak')
  .description('compiles random programs of csmith, and sees that no verdict of the suite is wrong')
  .option('--seed <n>', 'of the first program; the others have those after it', positive, 1)
  .option('--programs <n>', `how many (${PROGRAMS}; all that --minutes allows)`, positive)
  .option('--minutes <n>', 'begin no program after so many minutes', positiveNumber)
  .option('--flavour <name>', 'of all programs (default: each seed has its own)')
  .option('--only <part>', `only one part: ${PARTS.join(' or ')}`)
  .option('--tried <n>', 'damages of each image with a runtime', positive, TRIED)
  .option('--keep <folder>', 'for what belongs to wrong verdicts', path.join('fuzz', 'programs'))
  .addHelpText(
    'after',
    `
Exit codes: 0 no verdict is wrong, 1 one is, 2 wrong usage, or nothing could be judged.`,
  )
  .action(main);

void command.parseAsync().catch((error: unknown) => {
  process.stderr.write(`program-soak: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
});
