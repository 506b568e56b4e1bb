import * as fs from 'node:fs';
import * as path from 'node:path';
import { Command } from 'commander';
import { layOutPage } from '../system/lay-out-page';
import { packageRoot } from '../system/package-root';
import { faultTable, inputsDigest } from './fault-table';
import { fuzzFault, type FuzzedFault } from './fuzz-fault';
import { fuzzTable } from './fuzz-table';
import { judgeFault, soundCases, type JudgedFault } from './judge-fault';
import { judgeProtocolFault, protocolTable } from './protocol/judge-protocol-fault';
import { PROTOCOL_FAULTS } from './protocol/protocol-faults';
import { FAULTS } from './rows';
import type { Fault } from './rows/fault';

/** The page that has the table, between these lines. */
const PAGE = path.join('docs', 'levels.md');
const START = '<!-- faults -->';
const END = '<!-- end of faults -->';
/** The page that says what random scripts find, between these lines. */
const FUZZ_PAGE = path.join('docs', 'fuzz.md');
const FUZZ_START = '<!-- fuzzed faults -->';
const FUZZ_END = '<!-- end of fuzzed faults -->';
/** Milliseconds of computing for a fault. */
const FUZZ_TIME = 60_000;
const PROTOCOL_START = '<!-- protocol faults -->';
const PROTOCOL_END = '<!-- end of protocol faults -->';

interface Options {
  readonly filter: string;
  readonly sample?: string;
  readonly write?: true;
  readonly protocol?: true;
  readonly fuzz?: true;
}

function chosen({ filter, sample }: Options): readonly Fault[] {
  const matching = FAULTS.filter(({ name, kind }) => kind === filter || name.includes(filter));
  if (sample === undefined) return matching;
  const size = Number(sample);
  if (!Number.isInteger(size) || size < 1) throw new Error('--sample takes a number from 1');
  const step = Math.max(1, matching.length / size);
  return matching.filter((_fault, index) => index % step < 1);
}

/** Puts a table between two lines of a page. */
async function writeTable(table: string, from: string, to: string, where = PAGE): Promise<void> {
  const file = path.join(packageRoot(), where);
  const page = fs.readFileSync(file, 'utf8');
  const [start, end] = [page.indexOf(from), page.indexOf(to)];
  if (start < 0 || end < start) throw new Error(`${where} has no lines ${from} and ${to}`);
  const text = `${page.slice(0, start + from.length)}\n\n${table}\n${page.slice(end)}`;
  fs.writeFileSync(file, await layOutPage(file, text));
}

/** Gives the suite adapters that break the protocol. @returns how many are not caught */
async function judgeProtocol(isWritten: boolean): Promise<number> {
  const sound = await judgeProtocolFault('none');
  if (sound !== null) throw new Error(`an adapter without a fault fails: ${sound.reason}`);
  const judged = [];
  for (const fault of PROTOCOL_FAULTS) {
    const caught = await judgeProtocolFault(fault.name);
    judged.push({ fault, caught });
    process.stdout.write(`protocol, ${fault.name}: ${caught?.reason ?? 'NOT CAUGHT'}\n`);
  }
  if (isWritten) await writeTable(protocolTable(judged), PROTOCOL_START, PROTOCOL_END);
  return judged.filter(({ caught }) => caught === null).length;
}

/** Gives each fault random scripts in place of cases. */
async function fuzzFaults(faults: readonly Fault[], isWritten: boolean): Promise<void> {
  const fuzzed: FuzzedFault[] = [];
  for (const fault of faults) {
    const one = await fuzzFault(fault, FUZZ_TIME);
    fuzzed.push(one);
    const { found, scripts, time } = one;
    const how = found?.failure.what ?? 'NOT FOUND';
    const spent = `${scripts} scripts, ${(time / 1000).toFixed(1)} s`;
    process.stdout.write(`${fuzzed.length}/${faults.length} ${fault.name}: ${spent}: ${how}\n`);
  }
  const found = fuzzed.filter((each) => each.found !== null).length;
  process.stdout.write(`${found} of ${fuzzed.length} faults found by random scripts\n`);
  if (isWritten) await writeTable(fuzzTable(fuzzed), FUZZ_START, FUZZ_END, FUZZ_PAGE);
  if (found < fuzzed.length || fuzzed.length === 0) process.exitCode = 1;
}

async function main(options: Options): Promise<void> {
  const isPart = options.filter !== '' || options.sample !== undefined;
  if (isPart && options.write === true) throw new Error('--write takes all faults');
  if (options.fuzz === true) {
    await fuzzFaults(chosen(options), options.write === true);
    return;
  }
  const missed = isPart ? 0 : await judgeProtocol(options.write === true);
  if (missed > 0) process.exitCode = 1;
  if (options.protocol === true) return;
  const faults = chosen(options);
  const cases = soundCases();
  const judged: JudgedFault[] = [];
  for (const fault of faults) {
    const result = await judgeFault(fault, cases, undefined, options.sample === undefined);
    judged.push(result);
    const { caught, changed } = result;
    const verdict =
      caught === null
        ? `NOT CAUGHT, though it changes ${changed} cases`
        : `${caught.levels.join(', ')}: ${caught.case}, ${caught.update}`;
    process.stdout.write(`${judged.length}/${faults.length} ${fault.name}: ${verdict}\n`);
  }
  const caught = judged.filter((each) => each.caught !== null).length;
  process.stdout.write(`${caught} of ${judged.length} faults caught without nodes and bytes\n`);
  if (options.write === true) {
    const stored = cases.map((each) => each.stored);
    await writeTable(faultTable(judged, inputsDigest(FAULTS, stored)), START, END);
  }
  if (caught < judged.length || judged.length === 0) process.exitCode = 1;
}

void new Command('faults')
  .description('give the suite a linker with one fault at a time, and find out what catches it')
  .option('--filter <kind|name>', 'only faults of a kind, or with this in their name', '')
  .option('--sample <count>', 'only so many, spread over all')
  .option('--protocol', 'only adapters that break the protocol')
  .option('--fuzz', `random scripts in place of cases; with --write, the table in ${FUZZ_PAGE}`)
  .option('--write', `write the table in ${PAGE}`)
  .addHelpText('after', '\nExit codes: 0 all are caught, 1 one is not, or none was judged.')
  .action(main)
  .parseAsync();
