import { Command } from 'commander';
import type { HostName } from '../../reference';
import { isLinked } from '../case/case-script';
import { caseNames } from '../case/case-store';
import { CaseRecordings } from '../oracle/case-recordings';
import { vouchingProblems, vouchingSummary, vouchingTable } from '../oracle/vouching-table';
import { holds, runVector, type VectorResult } from '../oracle/run-vector';
import { summary, vectorTable } from '../oracle/vector-table';
import { VectorStore, type Vector } from '../oracle/vectors';
import { vouchForCase } from '../oracle/vouch-for-case';
import { namedCase } from './case-argument';
import { ExitCode } from './exit-code';
import { hostOption, hostsOf } from './host-option';
import type { Io } from './io';
import { fitted, outputWidth } from './output-width';
import { ofShard, shard, type Shard } from './shard-option';
import { UsageError } from '../system/usage-error';

const NOT_SHIPPED = 'random and long link scripts are in the repository, and not in the package';

/** `coff2 oracle`: compares the reference linker with the real one. */
export function oracleCommand(io: Io, finish: (code: ExitCode) => void): Command {
  return new Command('oracle')
    .argument('[vector...]', 'names of vectors; all of them, and all cases, if none is named')
    .addOption(hostOption('all'))
    .option(
      '--shard <i/n>',
      'compare only every n-th vector and case, from the i-th on: one part of a run',
      shard,
    )
    .addHelpText(
      'after',
      '\nA case that changed since the real linker was given it is not vouched for, which is no failure.' +
        '\nExit codes: 0 all equal, 1 something differs, 2 wrong usage.',
    )
    .action((names: string[], options: { readonly host: string; readonly shard?: Shard }) => {
      const hosts = hostsOf(options.host);
      const vectors = runVectors(names, hosts, io, options.shard);
      const cases = names.length > 0 || runCases(hosts, io, options.shard);
      finish(vectors && cases ? ExitCode.OK : ExitCode.FAILED);
    });
}

/** @returns whether all vectors hold */
function runVectors(
  names: readonly string[],
  hosts: readonly HostName[],
  io: Io,
  part: Shard | undefined,
): boolean {
  const store = new VectorStore();
  const absent = store.absent().map(({ name }) => name);
  const results = select(store.list(), names, absent)
    .filter((_vector, index) => ofShard(index, part))
    .map((vector) => runVector(store, vector, hosts));
  io.stdout.write(`${vectorTable(results, hosts, outputWidth(io))}\n`);
  const failed = results.filter((result) => !holds(result));
  for (const result of failed) io.stdout.write(`\n${problems(result)}\n`);
  io.stdout.write(`${summary(results, hosts)}\n`);
  if (names.length === 0 && absent.length > 0) {
    io.stdout.write(fitted(`${absent.length} vectors were not replayed: ${NOT_SHIPPED}\n`, io));
  }
  return failed.length === 0;
}

/** @returns whether no case is linked otherwise than the real linker links it */
function runCases(hosts: readonly HostName[], io: Io, part: Shard | undefined): boolean {
  const recordings = new CaseRecordings();
  const cases = caseNames()
    .map((name) => namedCase(name))
    .filter((stored) => isLinked(stored.case));
  const vouched = cases
    .filter((_stored, index) => ofShard(index, part))
    .map((stored) => vouchForCase(stored, recordings, hosts));
  const gone = recordings.names().filter((name) => !cases.some((one) => one.name === name));
  const lines = [
    vouchingTable(vouched, outputWidth(io)),
    ...vouchingProblems(vouched),
    ...gone.map((name) => `${name}: the real linker was given it, and it is no case any more`),
    vouchingSummary(vouched, hosts),
  ];
  io.stdout.write(`${lines.join('\n')}\n`);
  return vouched.every(({ vouching }) => vouching.result !== 'different');
}

/** @throws UsageError if a name is of no vector, or of one that is absent */
function select(
  vectors: readonly Vector[],
  names: readonly string[],
  absent: readonly string[],
): readonly Vector[] {
  if (names.length === 0) return vectors.filter(({ name }) => !absent.includes(name));
  return names.map((name) => {
    const vector = vectors.find((candidate) => candidate.name === name);
    if (vector === undefined) throw new UsageError(`no vector is named ${name}`);
    if (absent.includes(name)) throw new UsageError(`${name} cannot be replayed: ${NOT_SHIPPED}`);
    return vector;
  });
}

function problems({ refusal, hosts }: VectorResult): string {
  const differences = [...hosts.values()].flatMap((result) => result.differences);
  return (refusal === null ? differences : [refusal, ...differences]).join('\n');
}
