import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { performance } from 'node:perf_hooks';
import Table from 'cli-table3';
import { Command } from 'commander';
import { HOST_NAMES, type HostName } from '../../reference';
import { GROWTH, measure, soak, type Measurement, type Soak } from './measure';
import { writeBenchScript } from './write-script';

const SIZES = [1000, 10_000, 100_000, 1_000_000];
const SOAK_SIZE = 100_000;
const SCRIPT_SIZE = 100_000;

const MIB = 0x10_0000;

/** Each figure comes from a process of its own: peak memory, and code that nothing warmed up. */
function inOwnProcess(kind: 'measure' | 'soak', functions: number, host: HostName): unknown {
  const args = [...process.execArgv, __filename, '--child', kind, String(functions), host];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
}

function benchUpdates(sizes: readonly number[], hosts: readonly HostName[]): void {
  const table = new Table({
    head: [
      'functions',
      'host',
      'cold ms',
      'update µs',
      'worst ms',
      `+${GROWTH} µs`,
      'worst ms',
      'image MiB',
      'peak MiB',
    ],
    style: { head: [], border: [], compact: true },
    colAligns: ['right', 'left', 'right', 'right', 'right', 'right', 'right', 'right', 'right'],
  });
  for (const functions of sizes) {
    for (const host of hosts) {
      const m = inOwnProcess('measure', functions, host) as Measurement;
      table.push([
        functions,
        host,
        m.cold.toFixed(0),
        m.same.median.toFixed(1),
        (m.same.worst / 1000).toFixed(2),
        m.grown.median.toFixed(1),
        (m.grown.worst / 1000).toFixed(2),
        (m.image / MIB).toFixed(1),
        (m.peak / MIB).toFixed(0),
      ]);
    }
  }
  process.stdout.write(`${table.toString()}\n`);
}

function benchSoak(): void {
  const s = inOwnProcess('soak', SOAK_SIZE, 'linux-ext4') as Soak;
  process.stdout.write(
    `\n${s.updates} updates of ${SOAK_SIZE} functions on linux-ext4: ${s.mean.toFixed(1)} µs each; ` +
      `memory from the middle to the end ${(s.residentBefore / MIB).toFixed(0)} to ` +
      `${(s.residentAfter / MIB).toFixed(0)} MiB, rows for relocations ${s.relocsBefore} to ` +
      `${s.relocsAfter}\n`,
  );
}

async function benchReplay(): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'coff2-bench-'));
  try {
    const script = path.join(folder, 'bench.jsonl');
    const size = await writeBenchScript(script, SCRIPT_SIZE);
    const before = performance.now();
    execFileSync(process.execPath, [path.join(__dirname, '..', 'main.js'), 'replay', script]);
    const seconds = (performance.now() - before) / 1000;
    process.stdout.write(
      `coff2 replay of a script of ${SCRIPT_SIZE} functions, ${(size / 1e6).toFixed(0)} MB: ` +
        `${seconds.toFixed(2)} s as a whole process\n`,
    );
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

const NOTES = `
cold: from nothing to the first flushed image, without parsing; then 1,000 updates of one random
function each, flushed, of the same size and ${GROWTH} bytes longer: median and worst.
What bounds the figures: cold, the look-up of names (five a function) and the relocations; an
update, cache misses on the way to its callers' relocations; the worst update, the section that
outgrows its place (its bytes move, and on linux-ext4 those of all after it) and, in a process that
just started, the compilation of code that runs for the first time.
`;

async function bench(options: { sizes: string; hosts: string }): Promise<void> {
  const hosts = HOST_NAMES.filter((host) => options.hosts.split(',').includes(host));
  benchUpdates(options.sizes.split(',').map(Number), hosts);
  benchSoak();
  await benchReplay();
  process.stdout.write(NOTES);
}

function child(kind: string, functions: string, host: HostName): void {
  const result = kind === 'soak' ? soak(Number(functions), host) : measure(Number(functions), host);
  process.stdout.write(JSON.stringify(result));
}

const childAt = process.argv.indexOf('--child');
if (childAt > 0) {
  const [kind = '', functions = '', host = ''] = process.argv.slice(childAt + 1);
  child(kind, functions, host as HostName);
} else {
  void new Command('bench')
    .description('measure the reference linker')
    .option('--sizes <list>', 'numbers of functions', SIZES.join(','))
    .option('--hosts <list>', 'host profiles', HOST_NAMES.join(','))
    .action(bench)
    .parseAsync();
}
