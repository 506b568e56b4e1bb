import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { Command } from 'commander';
import { layOutPage } from '../system/lay-out-page';
import { packageRoot } from '../system/package-root';
import { isLinked } from '../case/case-script';
import { caseFolder, caseNames, loadCase } from '../case/case-store';
import { areCaught } from './judge-cases';
import { isCaughtBySame } from './judge-same';
import { LAYERS, LAYERS_FOR_FIRST, type Layer, type LayerState } from './layer';
import type { Mutant } from './rows/mutant';
import { MUTANTS } from './rows';
import { ResultStore } from './result-store';
import { mutantTable } from './mutant-table';
import { faultOf, isCaught, isCaughtWithoutBytes, type JudgedMutant } from './verdict';
import { WorkerProcess } from './worker-process';

/** Beside `node_modules`, and ignored as it is. */
const FOLDER = '.mutants';

/** Milliseconds in which workers clean up after an interrupt. */
const GRACE = 3000;

interface Options {
  readonly filter: string;
  readonly sample?: string;
  readonly jobs: string;
  /** Names of cases that judge nothing. */
  readonly without: readonly string[];
  readonly wine: 'auto' | 'off';
  readonly first?: true;
}

function chosen({ filter, sample }: Options): readonly Mutant[] {
  const matching = MUTANTS.filter(
    ({ name, kind, file }) => kind === filter || name.includes(filter) || file === filter,
  );
  if (sample === undefined) return matching;
  const size = Number(sample);
  if (!Number.isInteger(size) || size < 1) throw new Error('--sample takes a number from 1');
  const step = Math.max(1, matching.length / size);
  return matching.filter((_mutant, index) => index % step < 1);
}

/** Digests of the cases that say something to a linker. */
interface CaseDigests {
  readonly all: ReadonlySet<string>;
  /** Those that judge. */
  readonly judging: ReadonlySet<string>;
}

/** Whether no case can add to what a layer found. */
function isOverFor(layer: Layer, catches: LayerState['catches']): boolean {
  switch (layer) {
    case 'cases':
      return areCaught(catches);
    case 'runs':
      return catches.runs !== undefined;
    case 'same':
      return isCaughtBySame(catches);
    case 'vectors':
    case 'unit':
      return true;
  }
}

/** Whether there are cases that could still add to what a layer found. */
function isUnfinished(
  layer: Layer,
  { catches, cases }: LayerState,
  { judging }: CaseDigests,
): boolean {
  const isOver = isOverFor(layer, catches);
  return !isOver && [...judging].some((digest) => !cases.includes(digest));
}

/** @throws Error if there is no case of a name */
function caseDigests(without: readonly string[]): CaseDigests {
  const linked = caseNames()
    .map((name) => loadCase(path.join(caseFolder(), `${name}.incr`)))
    .filter((stored) => isLinked(stored.case));
  const unknown = without.find((name) => linked.every((stored) => stored.name !== name));
  if (unknown !== undefined) throw new Error(`--without: no case ${unknown} judges a linker`);
  const judging = linked.filter(({ name }) => !without.includes(name));
  const digests = (stored: typeof linked): ReadonlySet<string> =>
    new Set(stored.map(({ digest }) => digest));
  return { all: digests(linked), judging: digests(judging) };
}

/** Whether levels that any linker is judged on may still catch it: it changes images, and none did so far. */
function isOpen(judged: JudgedMutant): boolean {
  return judged.catches.bytes !== undefined && !isCaughtWithoutBytes(judged);
}

/**
 * Judges one mutant, layer by layer; a costly layer only where the cheap ones saw too little.
 * @param isFirst whether the first layer that catches it ends that
 */
async function judgeMutant(
  mutant: Mutant,
  worker: WorkerProcess,
  store: ResultStore,
  cases: CaseDigests,
  isRun: boolean,
  isFirst: boolean,
): Promise<JudgedMutant> {
  let judged: JudgedMutant = { mutant, catches: {} };
  for (const layer of isFirst ? LAYERS_FOR_FIRST : LAYERS) {
    if (isFirst && isCaught(judged)) break;
    if (layer === 'runs' && !isRun) continue;
    if ((layer === 'runs' || layer === 'same') && !isOpen(judged)) continue;
    if (layer === 'unit' && isCaught(judged)) continue;
    let state = store.find(mutant, layer, cases.all) ?? null;
    if (state === null || isUnfinished(layer, state, cases)) {
      state = await worker.judge(mutant, layer, state ?? { catches: {}, cases: [] });
      // Where the first catch is enough, cases are tried in another order, and that is no result of a whole run.
      if (!isFirst) store.add(mutant, layer, state);
    }
    judged = { mutant, catches: { ...judged.catches, ...state.catches } };
  }
  return judged;
}

/** Removes what workers of interrupted runs left. */
function removeLeftovers(folder: string): void {
  for (const name of fs.existsSync(folder) ? fs.readdirSync(folder) : []) {
    const pid = /^(\d+)-\d+$/.exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    fs.rmSync(path.join(folder, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function run(options: Options): Promise<void> {
  const mutants = chosen(options);
  if (mutants.length === 0) throw new Error(`no mutant matches ${options.filter}`);
  const folder = path.join(packageRoot(), FOLDER);
  removeLeftovers(folder);
  const store = new ResultStore(path.join(folder, 'results.jsonl'));
  const cases = caseDigests(options.without);
  const waiting = [...mutants];
  const judged = new Map<Mutant, JudgedMutant>();
  const begun = performance.now();
  const workers = Array.from(
    { length: Number(options.jobs) },
    (_value, index) =>
      new WorkerProcess(path.join(folder, `${process.pid}-${index}`), {
        without: options.without,
        isFirst: options.first === true,
      }),
  );
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      // Workers that can hear it end Wine; the others are computing without end.
      for (const worker of workers) worker.disconnect();
      setTimeout(() => {
        for (const worker of workers) worker.kill();
        process.exit(130);
      }, GRACE);
    });
  }
  try {
    await Promise.all(
      workers.map(async (worker) => {
        for (let mutant = waiting.shift(); mutant !== undefined; mutant = waiting.shift()) {
          const one = await judgeMutant(
            mutant,
            worker,
            store,
            cases,
            options.wine !== 'off',
            options.first === true,
          );
          judged.set(mutant, one);
          const seconds = ((performance.now() - begun) / 1000).toFixed(0);
          const isEnough = isCaughtWithoutBytes(one) || (options.first === true && isCaught(one));
          const how = isEnough ? 'caught' : isCaught(one) ? 'bytes only' : 'missed';
          process.stdout.write(
            `${judged.size}/${mutants.length} ${seconds} s ${mutant.name}: ${how}\n`,
          );
        }
      }),
    );
  } finally {
    await Promise.all(workers.map((worker) => worker.stop()));
  }
  const all = mutants.map((mutant) => judged.get(mutant)).filter((one) => one !== undefined);
  let faults = 0;
  for (const one of all) {
    const fault = faultOf(one);
    if (fault === null) continue;
    faults += 1;
    process.stderr.write(`${one.mutant.name} (${one.mutant.file}): ${fault}\n`);
  }
  const known =
    options.first === true ? '' : `, ${all.filter(isCaughtWithoutBytes).length} without bytes`;
  process.stdout.write(`${all.filter(isCaught).length} of ${all.length} mutants caught${known}\n`);
  if (faults > 0) process.exitCode = 1;
  const isWhole = mutants.length === MUTANTS.length && options.without.length === 0;
  if (!isWhole || options.wine === 'off' || options.first === true) return;
  const file = path.join(packageRoot(), 'docs', 'mutants.md');
  fs.writeFileSync(
    file,
    await layOutPage(file, mutantTable(all, new Date().toISOString().slice(0, 10))),
  );
}

void new Command('mutants')
  .description('put faults into the reference linker, and see what catches them')
  .option('--filter <text>', 'only mutants of this kind or file, or with this in their name', '')
  .option('--sample <n>', 'only about so many of them, from everywhere')
  .option(
    '--first',
    'whether each is caught, and not by what else; docs/mutants.md is then not written',
  )
  .option('--jobs <n>', 'mutants to judge at a time', String(os.availableParallelism()))
  .option(
    '--without <case>',
    'leave this case out, as a costly one; may be repeated; docs/mutants.md is then not written',
    (name: string, before: readonly string[]) => [...before, name],
    [],
  )
  .option('--wine <use>', 'off: do not run images; docs/mutants.md is then not written', 'auto')
  .action(run)
  .parseAsync()
  .catch((error: unknown) => {
    process.stderr.write(`mutants: ${(error as Error).message}\n`);
    process.exitCode = 2;
  });
