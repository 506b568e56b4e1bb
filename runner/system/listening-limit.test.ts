import { setImmediate as nextImmediate, setTimeout as wait } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { afterListening, ListeningTime } from './listening-limit';

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

  it('is what is left of it, where it was stopped before', async () => {
    const time = new ListeningTime(2000);
    const onOver = jest.fn();
    const stop = time.start(onOver);
    await wait(1400);
    stop();
    expect(onOver).not.toHaveBeenCalled();
    const start = performance.now();
    await new Promise<void>((resolve) => {
      time.start(resolve);
    });
    expect(performance.now() - start).toBeLessThan(1950);
  });

  it('does not pass where the answer came while this process heard nothing', async () => {
    const code = 'require("node:worker_threads").parentPort.postMessage("done")';
    const worker = new Worker(code, { eval: true });
    const onOver = jest.fn();
    const stop = afterListening(100, onOver);
    const answer = new Promise((resolve) => {
      worker.once('message', (message) => {
        stop();
        resolve(message);
      });
    });
    // After it, timers come first.
    await nextImmediate();
    hearNothing(2000);
    expect(await answer).toBe('done');
    expect(onOver).not.toHaveBeenCalled();
    await worker.terminate();
  });
});
