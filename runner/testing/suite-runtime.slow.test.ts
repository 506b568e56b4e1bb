import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import vm from 'node:vm';
import { TemporaryFolder } from './temporary-folder';

const folder = TemporaryFolder.forEachTest();

/**
 * Runs jest, as the project does, in one process.
 * @param suites head and name of each: a suite counts in a module, and leaves marks where others could see them
 * @returns what each suite counted, in any order
 */
function counted(suites: Readonly<Record<string, string>>, ...options: readonly string[]) {
  folder.write('counter.js', 'let count = 0; exports.next = () => ++count;');
  folder.write('package.json', '{}');
  const counts = folder.path('counts');
  for (const [name, head] of Object.entries(suites)) {
    const text = `${head}
      const fs = require('node:fs');
      const { next } = require('./counter.js');
      test('counts', () => {
        const marks = [globalThis.mark, process.mark, process.env.MARK, setTimeout.clock, jest.now() === 5];
        expect(marks).toEqual([undefined, undefined, undefined, undefined, false]);
        jest.useFakeTimers({ now: 5 });
        globalThis.mark = process.mark = 1;
        process.env.MARK = '1';
        fs.appendFileSync(${JSON.stringify(counts)}, '${name} ' + next() + '\\n');
      });`;
    folder.write(`${name}.test.js`, text);
  }
  const config = {
    rootDir: folder.path(''),
    runtime: path.join(__dirname, 'suite-runtime.cjs'),
    testEnvironment: path.join(__dirname, 'suite-environment.ts'),
    transform: { '\\.ts$': [require.resolve('@swc/jest'), { module: { type: 'commonjs' } }] },
  };
  const jest = path.join(path.dirname(require.resolve('jest/package.json')), 'bin', 'jest.js');
  const args = [jest, '--config', JSON.stringify(config), '--runInBand', '--no-cache', ...options];
  execFileSync(process.execPath, args, { stdio: 'pipe' });
  return fs.readFileSync(counts, 'utf8').trimEnd().split('\n').sort();
}

describe('suites that run in one process', () => {
  it('share modules, but for those that mock one; and see nothing else of each other', () => {
    const own = `jest.mock('./nothing.js', () => ({}), { virtual: true });`;
    const counts = counted({ first: '', second: '', third: own, fourth: own });
    // Node.js before 20.18 has no context that they could share.
    const isShared = 'DONT_CONTEXTIFY' in vm.constants;
    const last = counts
      .map((line) => line.split(' ')[1])
      .sort()
      .at(-1);
    expect(last).toBe(isShared ? '2' : '1');
    expect(counts).toContain('third 1');
    expect(counts).toContain('fourth 1');
  });

  it('have modules of their own where the lines are counted that they run', () => {
    expect(counted({ first: '', second: '' }, '--coverage', '--coverageReporters=none')).toEqual([
      'first 1',
      'second 1',
    ]);
  });
});
