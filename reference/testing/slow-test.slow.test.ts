import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { TemporaryFolder } from '../../runner/testing/temporary-folder';

const ROOT = path.join(__dirname, '..', '..');

const folder = TemporaryFolder.forEachTest();

interface JestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly { readonly title: string; readonly status: string }[];
  }[];
}

/** A suite with tests of each kind; a hook that serves slow tests alone leaves a mark. */
const SUITE = `
  const { mostlySlowTest, slowTest } = require(${JSON.stringify(path.join(__dirname, 'slow-test'))});
  const fs = require('node:fs');
  test('quick', () => {});
  describe('with a hook', () => {
    beforeAll(() => fs.appendFileSync(__filename + '.mark', 'hook'));
    slowTest('slow', () => {});
    slowTest.each([1, 2])('row %i', () => {});
  });
  mostlySlowTest.each(Array.from({ length: 11 }, (_, row) => [row, 'x']))('of many %i %s', (row, x) => {
    expect([typeof row, x]).toEqual(['number', 'x']);
  });
  mostlySlowTest.each(['plain'])('one row: %s', (row) => expect(row).toBe('plain'));
`;

/**
 * Runs two such suites in one process, as the project does.
 * @returns what became of each test, by suite; and whether the hook was run
 */
function outcomes(variables: Readonly<Record<string, string>>) {
  for (const name of ['first', 'second']) folder.write(`${name}.test.js`, SUITE);
  folder.write('package.json', '{}');
  const config = {
    rootDir: folder.path(),
    runtime: path.join(ROOT, 'runner/testing/suite-runtime.cjs'),
    testEnvironment: path.join(ROOT, 'runner/testing/suite-environment.ts'),
    transform: { '\\.ts$': [require.resolve('@swc/jest'), { module: { type: 'commonjs' } }] },
    moduleFileExtensions: ['ts', 'js'],
  };
  const environment = { ...process.env };
  for (const name of ['COFF2_ALL', 'COFF2_SOAK']) Reflect.deleteProperty(environment, name);
  const jest = path.join(path.dirname(require.resolve('jest/package.json')), 'bin', 'jest.js');
  const args = [jest, '--config', JSON.stringify(config), '--runInBand', '--no-cache', '--json'];
  const { stdout, stderr } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    env: { ...environment, ...variables },
  });
  if (!stdout.startsWith('{')) throw new Error(`jest says no JSON: ${stdout}${stderr}`);
  const { testResults } = JSON.parse(stdout) as JestReport;
  return testResults.map(({ name, assertionResults }) => {
    const titles = (status: string): readonly string[] =>
      assertionResults
        .filter((test) => test.status === status)
        .map(({ title }) => title)
        .sort();
    return {
      passed: titles('passed'),
      skipped: titles('pending'),
      isHookRun: fs.existsSync(`${name}.mark`),
    };
  });
}

const KEPT = ['of many 0 x', 'of many 10 x', 'one row: plain', 'quick'];
const SLOW = [
  ...Array.from({ length: 9 }, (_, index) => `of many ${index + 1} x`),
  ...['row 1', 'row 2', 'slow'],
];

describe('slow tests', () => {
  it('are skipped by npm test, and so is the hook that serves them alone; nine of ten rows are slow', () => {
    const expected = { passed: KEPT, skipped: SLOW, isHookRun: false };
    expect(outcomes({})).toEqual([expected, expected]);
  });

  it.each(['COFF2_ALL', 'COFF2_SOAK'])('are run with %s, like all others', (variable) => {
    const expected = { passed: [...KEPT, ...SLOW].sort(), skipped: [], isHookRun: true };
    expect(outcomes({ [variable]: '1' })).toEqual([expected, expected]);
  });
});
