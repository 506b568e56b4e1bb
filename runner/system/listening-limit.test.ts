import { setTimeout as wait } from 'node:timers/promises';
import { afterListening } from './listening-limit';

/** Hears nothing for so many milliseconds, as a process that computes; a processor would do nothing else meanwhile. */
function hearNothing(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

describe('a limit for another process', () => {
  it('does not pass while this process computes, and hears nothing', async () => {
    let passed = 0;
    const end = afterListening(1000, () => (passed += 1));
    hearNothing(1500);
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
