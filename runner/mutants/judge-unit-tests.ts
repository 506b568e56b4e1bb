import * as fs from 'node:fs';
import * as path from 'node:path';
import { packageRoot } from '../system/package-root';
import { runWithinComputing } from './computing-limit';
import type { Begin } from './judge-vectors';
import type { Catches } from './layer';
import type { Mutant } from './rows/mutant';
import { sourceFile } from './mutant-tree';
import { mutateSource } from './mutate-source';

/** The unmutated tests compute for 13 seconds, in all. */
const LIMITS = { computing: 300, waiting: 600_000, interval: 10_000 } as const;

/** Milliseconds that no test takes: jest fails a test by the clock, and a busy machine is no fault. */
const TEST_TIMEOUT = 86_400_000;

interface JestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

/**
 * The first unit test of `reference/` that fails with a mutation in it: on a copy of the sources.
 * @param folder for the copy; within the package, so that its dependencies are found
 * @throws Error if nobody can say whether a test hangs
 */
export async function judgeUnitTests(
  mutant: Mutant,
  folder: string,
  begin: Begin,
): Promise<Catches> {
  const root = packageRoot();
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  fs.cpSync(path.join(root, 'reference'), path.join(folder, 'reference'), { recursive: true });
  const source = fs.readFileSync(sourceFile(mutant.file), 'utf8');
  fs.writeFileSync(
    path.join(folder, 'reference', 'link', mutant.file),
    mutateSource(source, mutant),
  );
  const swc = { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } };
  const config = {
    rootDir: folder,
    testMatch: ['<rootDir>/reference/link/**/*.test.ts'],
    testTimeout: TEST_TIMEOUT,
    testPathIgnorePatterns: ['\\.slow\\.test\\.ts$'],
    transform: { '\\.[jt]s$': ['@swc/jest', { ...swc, module: { type: 'commonjs' } }] },
  };
  const configFile = path.join(folder, 'jest.config.json');
  const reportFile = path.join(folder, 'report.json');
  fs.writeFileSync(configFile, JSON.stringify(config));
  begin('unit tests');
  const run = await runWithinComputing(
    [
      path.join(root, 'node_modules/jest/bin/jest.js'),
      ...['--config', configFile, '--json', '--outputFile', reportFile, '--maxWorkers', '1'],
      // Random inputs are the same for every mutant.
      ...['--seed', '1'],
    ],
    folder,
    LIMITS,
    () => {
      begin('unit tests');
    },
    // Slow tests of these suites may be those that catch it.
    { COFF2_ALL: '1' },
  );
  if (run.kind === 'hangs') return { unit: 'a test that then hangs' };
  if (!fs.existsSync(reportFile)) throw new Error(`jest wrote no report: ${run.stderr}`);
  const report = JSON.parse(fs.readFileSync(reportFile, 'utf8')) as JestReport;
  for (const { name, status, assertionResults } of report.testResults) {
    const file = path.basename(name);
    const failed = assertionResults.find((test) => test.status === 'failed');
    if (failed !== undefined) return { unit: `${file}: ${failed.fullName}` };
    if (status === 'failed') return { unit: `${file} (it throws)` };
  }
  return {};
}
