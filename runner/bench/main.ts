import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { HOST_NAMES, type HostName } from '../../reference';
import { Progress } from '../cli/progress';
import { packageRoot } from '../system/package-root';
import type { BenchResult } from './bench-result';
import { changeText, compareCounts, isMore } from './compare-counts';
import { costPlot } from './cost-plot';
import { countsSchema, countWork, type CountedWork } from './counted-work';
import { measureImports } from './import-times';
import { measureDiffs } from './diff-times';
import { thisMachine } from './machine';
import { measure, soak, type Measurement, type Soak } from './measure';
import { medianMeasurement } from './median-measurement';
import { measurePeers } from './peers';
import { measureReplay } from './replay-times';
import { measureFiles, measureSame, SAME_SIZES, type SameTimes } from './same-times';
import { speedPage } from './speed-page';
import { resultText } from './tables';

const SIZES = [1000, 10_000, 100_000, 1_000_000];
/** Sizes that are counted: what a larger program does is the same, more often. */
const COUNTED_SIZES = [1000, 10_000];
/** Sizes that the others link as well: objects of a million functions would take minutes to make. */
const PEER_SIZES = [1000, 10_000, 100_000];

const PLOT = 'speed.svg';

/** Runs of each program for the page: of fewer, the median is not of the linker but of what the machine did. */
const PAGE_RUNS = 3;

interface Options {
  readonly sizes?: string;
  readonly hosts: string;
  readonly runs?: number;
  readonly soak: string;
  readonly peers?: true;
  readonly json?: true;
  readonly counts?: true;
  readonly against?: string;
  readonly page?: true;
  readonly same?: true;
  readonly import?: true;
  readonly diff?: true;
  readonly replay?: true;
  readonly pair: readonly string[];
}

/** Each figure comes from a process of its own: peak memory, and code that nothing warmed up. */
function inOwnProcess(
  kind: 'measure' | 'soak' | 'same' | 'pair',
  ...args: readonly (string | number)[]
): unknown {
  const child = [...process.execArgv, __filename, '--child', kind, ...args.map(String)];
  const output = execFileSync(process.execPath, child, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(output);
}

async function child(
  kind: string,
  [functions = '', host = '', updates = '']: readonly string[],
): Promise<void> {
  const size = Number(functions);
  if (kind === 'measure') {
    process.stdout.write(JSON.stringify(await measure(size, host as HostName)));
    return;
  }
  if (kind === 'same') {
    process.stdout.write(JSON.stringify(measureSame(size)));
    return;
  }
  if (kind === 'pair') {
    process.stdout.write(JSON.stringify(measureFiles(functions, host)));
    return;
  }
  const total = Number(updates);
  const start = Date.now();
  const progress = new Progress(
    { stdin: process.stdin, stdout: process.stdout, stderr: process.stderr },
    'updates',
    total,
  );
  const result = soak(size, host as HostName, total, (count) => {
    const rate = Math.round((count / (Date.now() - start)) * 1000);
    progress.update(count, `updates, ${rate.toLocaleString('en')}/s`);
  });
  progress.stop();
  process.stdout.write(JSON.stringify(result));
}

function count(sizes: readonly number[], hosts: readonly HostName[]): readonly CountedWork[] {
  return sizes.flatMap((functions) => hosts.map((host) => countWork(functions, host)));
}

/** @returns whether the work is no more than in the file */
function compareWith(file: string): boolean {
  const { counts } = countsSchema.parse(JSON.parse(fs.readFileSync(file, 'utf8')));
  const now = counts.map(({ functions, host }) => countWork(functions, host));
  const changes = compareCounts(counts, now);
  for (const change of changes) process.stdout.write(`${changeText(change)}\n`);
  const more = changes.filter(isMore).length;
  const programs = `${counts.length} programs`;
  if (changes.length === 0) process.stdout.write(`${programs}: the same work as in ${file}\n`);
  else if (more === 0)
    process.stdout.write(`${programs}: no more work than in ${file}; accept it\n`);
  else process.stdout.write(`${programs}: ${more} counts are higher than in ${file}\n`);
  return more === 0;
}

function compareAll(pairs: readonly string[]): readonly SameTimes[] {
  return [
    ...SAME_SIZES.map((size) => inOwnProcess('same', size) as SameTimes),
    ...pairs.map((pair) => inOwnProcess('pair', ...pair.split(',')) as SameTimes),
  ];
}

/** Each run goes through all programs, so that a busy minute of the machine is in one run of a program, not in all. */
function measurePrograms(
  sizes: readonly number[],
  hosts: readonly HostName[],
  runs: number,
): readonly Measurement[] {
  const round = (): readonly Measurement[] =>
    sizes.flatMap((functions) =>
      hosts.map((host) => inOwnProcess('measure', functions, host) as Measurement),
    );
  const first = round();
  const more = Array.from({ length: runs - 1 }, round);
  return first.map((program, index) =>
    medianMeasurement([program, ...more.flatMap((measured) => measured.slice(index, index + 1))]),
  );
}

async function bench(options: Options): Promise<void> {
  const hosts = HOST_NAMES.filter((host) => options.hosts.split(',').includes(host));
  const sizes = options.sizes?.split(',').map(Number);
  if (options.against !== undefined) {
    if (!compareWith(options.against)) process.exitCode = 1;
    return;
  }
  if (options.counts === true) {
    const counts = count(sizes ?? COUNTED_SIZES, hosts);
    process.stdout.write(`${JSON.stringify({ counts }, null, 2)}\n`);
    return;
  }
  if ([options.same, options.import, options.diff, options.replay].includes(true)) {
    print(
      {
        machine: thisMachine(),
        ...(options.same === true ? { same: compareAll(options.pair) } : {}),
        ...(options.import === true ? { imports: measureImports() } : {}),
        ...(options.diff === true ? { diff: await measureDiffs() } : {}),
        ...(options.replay === true ? { replay: await measureReplay() } : {}),
      },
      options,
    );
    return;
  }
  const [soakFunctions = 0, soakUpdates = 0] = options.soak.split(',').map(Number);
  const isWithPeers = options.peers === true || options.page === true;
  const runs = options.runs ?? (options.page === true ? PAGE_RUNS : 1);
  const programs = measurePrograms(sizes ?? SIZES, hosts, runs);
  const peers = isWithPeers
    ? PEER_SIZES.filter((size) => (sizes ?? SIZES).includes(size)).flatMap(measurePeers)
    : undefined;
  const result: BenchResult = {
    machine: thisMachine(),
    programs,
    runs,
    ...(peers === undefined ? {} : { peers }),
    same: compareAll(options.pair),
    imports: measureImports(),
    diff: await measureDiffs(),
    ...(soakUpdates === 0
      ? {}
      : { soak: inOwnProcess('soak', soakFunctions, 'linux-ext4', soakUpdates) as Soak }),
    replay: await measureReplay(),
  };
  if (options.page === true) {
    const docs = path.join(packageRoot(), 'docs');
    fs.writeFileSync(path.join(docs, PLOT), costPlot(programs));
    fs.writeFileSync(path.join(docs, 'speed.md'), speedPage(result, PLOT));
  }
  print(result, options);
}

function print(result: BenchResult, { json }: Options): void {
  const text = json === true ? JSON.stringify(result, null, 2) : resultText(result);
  process.stdout.write(`${text}\n`);
}

/** @throws InvalidArgumentError */
function oddNumber(text: string): number {
  const number = Number(text);
  if (number > 0 && number % 2 === 1) return number;
  throw new InvalidArgumentError('an odd number is expected, so that the median is of one run');
}

const childAt = process.argv.indexOf('--child');
if (childAt > 0) {
  const [kind = '', ...args] = process.argv.slice(childAt + 1);
  void child(kind, args);
} else {
  void new Command('bench')
    .description('measure the reference linker')
    .option('--sizes <list>', 'numbers of functions')
    .option('--hosts <list>', 'host profiles', HOST_NAMES.join(','))
    .option(
      '--runs <n>',
      `runs of each program, an odd number (1; ${PAGE_RUNS} with --page)`,
      oddNumber,
    )
    .option('--soak <functions,updates>', 'a long session; 0,0 for none', '100000,1000000')
    .option('--peers', 'link the same program with lld-link and GNU ld')
    .option('--json', 'print the figures as JSON')
    .option('--counts', 'count the work that is done, and print it as JSON; no times')
    .option('--against <file>', 'count the work, and compare it with a file of --counts')
    .option('--same', 'compare images with each other, and measure nothing else')
    .option('--import', 'import large objects, and measure nothing else')
    .option('--diff', 'explain the differences of large images, and measure nothing else')
    .option('--replay', 'replay a large script beside a naive program, and measure nothing else')
    .option(
      '--pair <files>',
      'compare these two files too: A.exe,B.exe; may be repeated',
      (pair: string, pairs: readonly string[]) => [...pairs, pair],
      [],
    )
    .option('--page', 'write docs/speed.md and its plot, peers included')
    .action(bench)
    .parseAsync();
}
