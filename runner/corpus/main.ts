import { execFileSync } from 'node:child_process';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { writeFileAtomically } from '../../reference';
import { cacheFolder } from '../system/cache-folder';
import { findProgram } from '../system/find-program';
import { packageRoot } from '../system/package-root';
import { corpusPage } from './corpus-page';
import { examineCorpus } from './examine-corpus';
import { fetchPackages } from './fetch-packages';
import { explainFindings, findingsOf, type OtherProgram } from './findings';
import { gatherFiles, type CorpusFile } from './gather-files';
import { packageText, readPackageList } from './package-list';
import { readWithPefile } from './pefile';
import { readWithReadobj, type OtherReading } from './readobj';

/** Files after which progress is told. */
const STEP = 500;

/** How the readings are named: by the names of the files, not by their paths. */
function byName(
  files: readonly CorpusFile[],
  readings: ReadonlyMap<string, OtherReading>,
): OtherProgram['readings'] {
  const entries = files.map(({ name, file }) => [name, readings.get(file)] as const);
  return new Map(
    entries.filter((entry): entry is [string, OtherReading] => entry[1] !== undefined),
  );
}

/**
 * `npm run corpus`: gathers images and objects from packages, works on all of them, and writes
 * docs/corpus.md. Exit code 1 if something is found that has no explanation, or a package is missing.
 */
async function main(): Promise<number> {
  const { values } = parseArgs({ options: { jobs: { type: 'string', default: '1' } } });
  const cache = path.join(cacheFolder(), 'corpus');
  const { packages, pefile } = readPackageList();
  const readobj = findProgram('llvm-readobj', process.env.PATH ?? '');
  if (readobj === null) throw new Error('llvm-readobj is not on PATH: install it (Debian: llvm)');
  const { fetched, missing } = fetchPackages(packages, cache);
  for (const { package: one, reason } of missing) say(`${packageText(one)} is missing: ${reason}`);
  const files = gatherFiles(fetched, path.join(cache, 'objects'));
  say(`${files.length} files of ${fetched.length} packages`);
  let done = 0;
  const result = await examineCorpus(files, Number(values.jobs), () => {
    done += 1;
    if (done % STEP === 0) say(`${done} files`);
  });
  const version = /version (\S+)/.exec(
    execFileSync(readobj, ['--version'], { encoding: 'utf8' }),
  )?.[1];
  const others: readonly OtherProgram[] = [
    { name: 'llvm-readobj', readings: byName(files, await readWithReadobj(readobj, files)) },
    { name: 'pefile', readings: byName(files, readWithPefile(pefile, files, cache)) },
  ];
  const { explained, unexplained } = explainFindings(findingsOf(result, others));
  const page = corpusPage({
    packages: fetched.map(({ package: one }) => one),
    result,
    programs: [`llvm-readobj ${version ?? ''}`, `pefile ${pefile}`],
    explained,
    unexplained,
  });
  writeFileAtomically(path.join(packageRoot(), 'docs', 'corpus.md'), Buffer.from(page));
  say(`${unexplained.length} findings without an explanation; docs/corpus.md is written`);
  return unexplained.length + missing.length === 0 ? 0 : 1;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

void main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    say(error instanceof Error ? error.message : String(error));
    process.exitCode = 2;
  },
);
