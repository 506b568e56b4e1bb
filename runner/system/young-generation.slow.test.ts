import { spawnSync } from 'node:child_process';
import { NO_GROWTH } from './young-generation';

/** Bytes of the young generation of a process of its own, in which objects survive; perhaps with flags set first. */
function sizeAfterWork(...flags: readonly string[]): number {
  const program = `
    const v8 = require('node:v8');
    for (const flag of process.argv.slice(1)) v8.setFlagsFromString(flag);
    const kept = [];
    for (let i = 0; i < 400000; i += 1) kept.push({ name: 'name ' + i });
    const { space_size } = v8.getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
    console.log(kept.length > 0 ? space_size : 0);`;
  const child = spawnSync(process.execPath, ['-e', program, '--', ...flags], { encoding: 'utf8' });
  expect(child.stderr).toBe('');
  return Number(child.stdout);
}

describe('the young generation', () => {
  it('grows while objects survive, unless it is kept small', () => {
    const kept = sizeAfterWork(NO_GROWTH);
    expect(kept).toBeGreaterThan(0);
    expect(kept).toBeLessThan(sizeAfterWork() / 2);
  });
});
