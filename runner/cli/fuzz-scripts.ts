import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { HOST_NAMES, writeFileAtomically } from '../../reference';
import type { Check } from '../script-fuzz/check/failure';
import { linkerCheck, SCRIPT_LEVELS, type ScriptLevel } from '../script-fuzz/check/linker-check';
import { selfCheck } from '../script-fuzz/check/self-check';
import {
  fuzzScripts,
  type FoundFailure,
  type ScriptFuzzFigures,
  type ScriptFuzzResult,
} from '../script-fuzz/fuzz';
import { randomScript } from '../script-fuzz/make/random-script';
import { runnableScript } from '../script-fuzz/run/runnable-script';
import { fuzzScriptText, type FuzzScript } from '../script-fuzz/script/fuzz-script';
import { scriptCase } from '../script-fuzz/script/script-case';
import { findRunner } from '../system/find-runner';
import { makeFolder } from '../system/make-folder';
import { NO_WINE } from '../system/no-runner';
import type { ProvenRunner } from '../system/runner-probe';
import { shellText } from '../system/shell-text';
import { UsageError } from '../system/usage-error';
import { colors } from '../text/colors';
import { ExitCode } from './exit-code';
import { FUZZ_MAX_IMAGE, SEEDS_TOLD, TIME, type FuzzCommandOptions } from './fuzz-options';
import { givenOption } from './given-options';
import { hostsOf } from './host-option';
import type { Io } from './io';
import { chosenImplementation } from './linker-option';
import { Progress } from './progress';

/** The most updates of a script. */
const UPDATES = 6;

/** After so many kinds of failures there is enough to look at. */
const KINDS = 10;

/** The longest time to shrink a failure, in milliseconds. */
const SHRINK_TIME = 60_000;

/** What the reference is tried with: also what its sections cannot keep. Others need keep no more than a page. */
const STRICTEST = { reference: 0x1_0000, linker: 0x1000 } as const;

const DEFAULT_LEVELS: readonly ScriptLevel[] = ['valid', 'meaning', 'same', 'incremental'];

/** What is tried, and what to call it. */
interface Tried {
  readonly name: string;
  readonly check: Check<FuzzScript>;
  readonly strictest: number;
  /** Number of scripts at a time: those of the reference share this process. */
  readonly jobs: number;
  readonly make: typeof randomScript;
  /** What runs the images; null if none are run. */
  readonly runner: ProvenRunner | null;
  /** The command that tries it, without seed. */
  readonly command: string;
}

/** Random link scripts for a linker, or for the reference against itself. */
export async function fuzzLinker(
  options: FuzzCommandOptions,
  stop: AbortSignal,
  io: Io,
): Promise<ExitCode> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'coff2-fuzz-'));
  const seed = options.seed ?? Math.floor(Math.random() * 0x7fff_ffff);
  const updates = options.updates ?? UPDATES;
  const start = performance.now();
  const seconds = options.time ?? (options.runs === undefined ? TIME : Infinity);
  const progress = new Progress(io, 'fuzz', options.runs ?? seconds * 1000);
  const line = (figures: ScriptFuzzFigures): string =>
    figuresLine(figures, performance.now() - start);
  let runner: ProvenRunner | null = null;
  try {
    const tried = triedBy(options, folder, stop);
    ({ runner } = tried);
    if (runner !== null) await proveRunner(runner);
    io.stdout.write(`${tried.name}, seed ${seed}\n`);
    const result = await fuzzScripts(tried.check, {
      seed,
      runs: options.runs ?? Infinity,
      end: start + seconds * 1000,
      jobs: tried.jobs,
      kinds: options.kinds ?? KINDS,
      shrinkTime: SHRINK_TIME,
      limits: { alignment: tried.strictest, updates },
      make: tried.make,
      stop,
      onProgress: (figures) => {
        const done = options.runs === undefined ? performance.now() - start : figures.runs;
        progress.update(done, line(figures));
      },
    });
    progress.stop();
    const repeat = `${tried.command} --updates ${updates}`;
    for (const failure of result.found) tell(failure, repeat, options.out, io);
    io.stdout.write(`${knownLine(result)}${line(result)}\n`);
    if (result.runs > 0 && result.judged === 0)
      io.stdout.write('nothing could be judged: the run fails\n');
    return result.failures > 0 || result.judged === 0 ? ExitCode.FAILED : ExitCode.OK;
  } finally {
    progress.stop();
    await runner?.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** @throws UsageError if images do not run here */
async function proveRunner(runner: ProvenRunner): Promise<void> {
  const why =
    runner.kind === 'none' ? NO_WINE : await runner.prove({ machine: 'AMD64', subsystem: 3 });
  if (why !== null) throw new UsageError(`--levels runs: ${why}`);
}

/** @throws UsageError if there is no such linker, or no such level */
function triedBy(options: FuzzCommandOptions, folder: string, stop: AbortSignal): Tried {
  const { linker, adapter, host, levels, jobs, winePrefix } = options;
  const hosts = host === undefined ? null : hostsOf(host);
  const implementation = chosenImplementation(options);
  if (implementation === null) {
    if (levels !== undefined) throw new UsageError('--levels goes only with --linker or --adapter');
    const check = (script: FuzzScript) =>
      Promise.resolve(selfCheck(script, folder, hosts ?? HOST_NAMES));
    const command = shellText(['npx', 'coff2', 'fuzz', ...givenOption('--host', host)]);
    return {
      name: 'reference against itself',
      check,
      strictest: STRICTEST.reference,
      jobs: 1,
      make: randomScript,
      runner: null,
      command,
    };
  }
  const chosen = levelsOf(levels);
  const runs = chosen.includes('runs');
  if (runs && options.wine === 'off') {
    throw new UsageError('--levels runs runs images; leave out --wine off');
  }
  const runner = runs ? findRunner({ prefix: winePrefix ?? null, stop }) : null;
  const asked = { hosts: hosts ?? implementation.hosts, levels: chosen, stop, runner };
  const command = [
    ...['npx', 'coff2', 'fuzz'],
    ...givenOption('--linker', adapter === undefined ? linker : undefined),
    ...givenOption('--adapter', adapter),
    ...givenOption('--config', adapter === undefined ? options.config : undefined),
    ...givenOption('--timeout', options.timeout),
    ...givenOption('--max-image', options.maxImage, FUZZ_MAX_IMAGE),
    ...givenOption('--host', host),
    ...givenOption('--levels', levels),
    ...givenOption('--wine-prefix', winePrefix),
  ];
  return {
    name: implementation.name,
    check: (script) => linkerCheck(script, implementation, asked),
    strictest: STRICTEST.linker,
    jobs,
    make: runs ? runnableScript : randomScript,
    runner,
    command: shellText(command),
  };
}

function levelsOf(text: string | undefined): readonly ScriptLevel[] {
  if (text === undefined) return DEFAULT_LEVELS;
  return text.split(',').map((name) => {
    const level = SCRIPT_LEVELS.find((one) => one === name.trim());
    if (level !== undefined) return level;
    throw new UsageError(`--levels: expected some of ${SCRIPT_LEVELS.join(', ')}, got ${name}`);
  });
}

function tell(
  { seed, script, failure, isCutShort, alike }: FoundFailure,
  command: string,
  out: string,
  io: Io,
): void {
  const repeat = `${command} --seed ${seed} --runs 1`;
  makeFolder(out);
  const file = path.join(out, `script-${seed}`);
  writeFileAtomically(`${file}.jsonl`, Buffer.from(fuzzScriptText(script)));
  const files = [`${file}.jsonl`];
  const asCase = scriptCase(script, [`Found by ${repeat}:`, failure.what]);
  if (asCase !== null) {
    writeFileAtomically(`${file}.incr`, Buffer.from(asCase));
    files.push(`${file}.incr`);
  }
  const seeds = alike.slice(0, SEEDS_TOLD).join(', ');
  const more = alike.length > SEEDS_TOLD ? ', ...' : '';
  io.stdout.write(
    [
      colors.red(`seed ${seed}: ${failure.what}`),
      ...failure.details.map((detail) => `    ${detail}`),
      `  ${script.ops.length} ops${isCutShort ? ', not fully shrunk' : ''}: ${files.join(', ')}`,
      `  repeat it: ${repeat}`,
      ...(alike.length === 0
        ? []
        : [
            `  and ${alike.length} more that fail in the same way, perhaps for another reason: ${seeds}${more}`,
          ]),
      '',
    ].join('\n'),
  );
}

/** What known findings explain, each with how often. */
function knownLine({ known }: ScriptFuzzResult): string {
  if (known.size === 0) return '';
  const counts = [...known]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, count]) => `${name} ${count}`);
  return `misfits that upstream findings explain: ${counts.join(', ')}\n`;
}

function figuresLine(figures: ScriptFuzzFigures, milliseconds: number): string {
  const { runs, failures, judged, unjudged } = figures;
  const seconds = milliseconds / 1000;
  return (
    `${runs} scripts, ${failures} failures, ${judged} judgements, ${unjudged} not judged, ` +
    `${seconds.toFixed(1)} s, ${(runs / Math.max(seconds, 0.001)).toFixed(1)} scripts/s`
  );
}
