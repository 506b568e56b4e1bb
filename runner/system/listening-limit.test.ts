import { setTimeout as wait } from 'node:timers/promises';
import { afterListening } from './listening-limit';

/** Computes for so many milliseconds, and hears nothing. */
function compute(milliseconds: number): void {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
}

describe('a limit for another process', () => {
  it('does not pass while this process computes, and hears nothing', async () => {
    let passed = 0;
    const end = afterListening(1000, () => (passed += 1));
    compute(1500);
    await wait(50);
    end();
    expect(passed).toBe(0);
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
