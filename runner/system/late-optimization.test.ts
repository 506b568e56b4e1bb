import { spawnSync } from 'node:child_process';
import { LATE } from './late-optimization';

/** How often a function is called in a process of its own until V8 has optimized it; perhaps with a flag set first. */
function callsUntilOptimized(...flags: readonly string[]): number {
  const program = `
    const v8 = require('node:v8');
    for (const flag of process.argv.slice(1)) v8.setFlagsFromString(flag);
    v8.setFlagsFromString('--allow-natives-syntax');
    const OPTIMIZED = 16;
    const calls = new Function(\`
      function add(a, b) { return a + b; }
      for (let calls = 0; ; calls += 1) {
        if (calls === 1e6 || %GetOptimizationStatus(add) & \${OPTIMIZED}) return calls;
        add(calls, 1);
      }\`);
    console.log(calls());`;
  // Else another thread compiles while calls go on, or the loop is optimized first, with the function in it.
  const order = ['--no-concurrent-recompilation', '--no-use-osr'];
  const args = [...order, '-e', program, '--', ...flags];
  const child = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect(child.stderr).toBe('');
  return Number(child.stdout);
}

describe('late optimization', () => {
  it('has a function run for much longer before it is optimized', () => {
    const late = callsUntilOptimized(LATE);
    expect(late).toBeLessThan(1e6);
    expect(late).toBeGreaterThan(3 * callsUntilOptimized());
  });
});
