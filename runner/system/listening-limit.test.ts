import { spawn } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { afterListening } from './listening-limit';

/** Computes for so many milliseconds, and hears nothing. */
function compute(milliseconds: number): void {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
}

describe('a limit for another process', () => {
  it('does not pass while this process computes: how the other one ended is heard first', async () => {
    const heard: string[] = [];
    const child = spawn(process.execPath, ['-e', '']);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    void ended.then(() => heard.push('it ends'));
    const end = afterListening(2000, () => heard.push('the limit'));
    compute(4000);
    await ended;
    end();
    expect(heard).toEqual(['it ends']);
  });

  it('passes while this process waits', async () => {
    let passed = 0;
    afterListening(20, () => (passed += 1));
    afterListening(600, () => (passed += 1));
    const deadline = performance.now() + 30_000;
    while (passed < 2 && performance.now() < deadline) await wait(10);
    await wait(100);
    expect(passed).toBe(2);
  });

  it('never passes once it was ended', async () => {
    let passed = 0;
    afterListening(20, () => (passed += 1))();
    await wait(200);
    expect(passed).toBe(0);
  });
});
