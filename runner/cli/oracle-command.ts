import { Command } from 'commander';
import type { HostName } from '../../reference';
import { holds, runVector, type VectorResult } from '../oracle/run-vector';
import { summary, vectorTable } from '../oracle/vector-table';
import { VectorStore, type Vector } from '../oracle/vectors';
import { ExitCode } from './exit-code';
import { hostOption, hostsOf } from './host-option';
import type { Io } from './io';
import { UsageError } from '../system/usage-error';

/** Assumed where standard output is no terminal. */
const DEFAULT_WIDTH = 100;

/** `coff2 oracle`: the reference linker, held against the real one. */
export function oracleCommand(io: Io, finish: (code: ExitCode) => void): Command {
  return new Command('oracle')
    .description('compare the reference linker with the vectors of the real one')
    .argument('[vector...]', 'names of vectors; without a name, all vectors')
    .addOption(hostOption('all'))
    .addHelpText(
      'after',
      '\nExit codes: 0 everything is equal, 1 something differs, 2 wrong usage.',
    )
    .action((names: string[], options: { readonly host: string }) => {
      finish(runAll(names, hostsOf(options.host), io));
    });
}

function runAll(names: readonly string[], hosts: readonly HostName[], io: Io): ExitCode {
  const store = new VectorStore();
  const results = select(store.list(), names).map((vector) => runVector(store, vector, hosts));
  io.stdout.write(`${vectorTable(results, hosts, io.stdout.columns ?? DEFAULT_WIDTH)}\n`);
  const failed = results.filter((result) => !holds(result));
  for (const result of failed) io.stdout.write(`\n${problems(result)}\n`);
  io.stdout.write(`${summary(results, hosts)}\n`);
  return failed.length === 0 ? ExitCode.OK : ExitCode.FAILED;
}

function select(vectors: readonly Vector[], names: readonly string[]): readonly Vector[] {
  if (names.length === 0) return vectors;
  return names.map((name) => {
    const vector = vectors.find((candidate) => candidate.name === name);
    if (vector === undefined) throw new UsageError(`no vector is named ${name}`);
    return vector;
  });
}

function problems({ refusal, hosts }: VectorResult): string {
  const differences = [...hosts.values()].flatMap((result) => result.differences);
  return (refusal === null ? differences : [refusal, ...differences]).join('\n');
}
