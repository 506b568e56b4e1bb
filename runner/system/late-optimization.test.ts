import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import { transformFileSync } from '@swc/core';
import { TemporaryFolder } from '../testing/temporary-folder';

const folder = TemporaryFolder.forEachTest();

/** How often a function is called in a process of its own until V8 has optimized it; perhaps after some statement. */
function callsUntilOptimized(before = ''): number {
  const program = `
    const { optimizeLater } = require(process.argv[1]);
    ${before}
    require('node:v8').setFlagsFromString('--allow-natives-syntax');
    const OPTIMIZED = 16;
    const calls = new Function(\`
      function add(a, b) { return a + b; }
      for (let calls = 0; ; calls += 1) {
        if (calls === 1e6 || %GetOptimizationStatus(add) & \${OPTIMIZED}) return calls;
        add(calls, 1);
      }\`);
    console.log(calls());`;
  const { code } = transformFileSync(path.join(__dirname, 'late-optimization.ts'), {
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    module: { type: 'commonjs' },
  });
  const module = folder.write('late-optimization.js', code);
  // Else another thread compiles while calls go on, or the loop is optimized first, with the function in it.
  const order = ['--no-concurrent-recompilation', '--no-use-osr'];
  const child = spawnSync(process.execPath, [...order, '-e', program, '--', module], {
    encoding: 'utf8',
  });
  // V8 would say here that it does not know a flag.
  expect(child.stderr).toBe('');
  return Number(child.stdout);
}

describe('late optimization', () => {
  const isNode20 = process.version.startsWith('v20.');

  it('has a function run for much longer before it is optimized, with Node.js 20', () => {
    const [late, usual] = [callsUntilOptimized('optimizeLater();'), callsUntilOptimized()];
    expect(late).toBeLessThan(1e6);
    expect(late > 3 * usual).toBe(isNode20);
  });
});
