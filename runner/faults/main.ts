import * as fs from 'node:fs';
import * as path from 'node:path';
import { Command } from 'commander';
import * as prettier from 'prettier';
import { packageRoot } from '../system/package-root';
import { faultTable } from './fault-table';
import { judgeFault, soundCases, type JudgedFault } from './judge-fault';
import { FAULTS } from './rows';
import type { Fault } from './rows/fault';

/** The page that has the table, between these lines. */
const PAGE = path.join('docs', 'levels.md');
const START = '<!-- faults -->';
const END = '<!-- end of faults -->';

interface Options {
  readonly filter: string;
  readonly sample?: string;
  readonly write?: true;
}

function chosen({ filter, sample }: Options): readonly Fault[] {
  const matching = FAULTS.filter(({ name, kind }) => kind === filter || name.includes(filter));
  if (sample === undefined) return matching;
  const size = Number(sample);
  if (!Number.isInteger(size) || size < 1) throw new Error('--sample takes a number from 1');
  const step = Math.max(1, matching.length / size);
  return matching.filter((_fault, index) => index % step < 1);
}

async function writeTable(judged: readonly JudgedFault[]): Promise<void> {
  const file = path.join(packageRoot(), PAGE);
  const page = fs.readFileSync(file, 'utf8');
  const [start, end] = [page.indexOf(START), page.indexOf(END)];
  if (start < 0 || end < start) throw new Error(`${PAGE} has no lines ${START} and ${END}`);
  const text = `${page.slice(0, start + START.length)}\n\n${faultTable(judged)}\n${page.slice(end)}`;
  const options = await prettier.resolveConfig(file);
  fs.writeFileSync(file, await prettier.format(text, { ...options, parser: 'markdown' }));
}

async function main(options: Options): Promise<void> {
  const faults = chosen(options);
  const cases = soundCases();
  const judged: JudgedFault[] = [];
  for (const fault of faults) {
    const result = await judgeFault(fault, cases, undefined);
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
  if (options.write === true) await writeTable(judged);
  if (caught < judged.length || judged.length === 0) process.exitCode = 1;
}

void new Command('faults')
  .description('give the suite a linker with one fault at a time, and find out what catches it')
  .option('--filter <kind|name>', 'only faults of a kind, or with this in their name', '')
  .option('--sample <count>', 'only so many, spread over all')
  .option('--write', `write the table in ${PAGE}`)
  .addHelpText('after', '\nExit codes: 0 all are caught, 1 one is not, or none was judged.')
  .action(main)
  .parseAsync();
