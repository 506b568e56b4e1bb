import type { ProgramRun } from '../system/program-runner';
import type { ImageRunner } from './level/runs';
import { RememberedRuns } from './remembered-runs';

const IMAGE = Uint8Array.of(1, 2, 3);
const SAME = Uint8Array.of(1, 2, 3);
const OTHER = Uint8Array.of(1, 2, 4);

/** Ends with 1, then 2, and so on, so that an exit code tells which run it is of. */
function counting(stdout = ''): ImageRunner {
  let exitCode = 0;
  return {
    run: () => {
      exitCode += 1;
      return Promise.resolve({ stdout, stderr: '', exitCode, timedOut: false });
    },
  };
}

const exitCodes = (runs: readonly ProgramRun[]): readonly (number | null)[] =>
  runs.map(({ exitCode }) => exitCode);

describe('an image with the bytes of one that ran', () => {
  it('does not run, and did what that one did', async () => {
    const remembered = new RememberedRuns();
    const runner = counting();
    const first = await remembered.runnerOf(IMAGE, runner).run(IMAGE);
    const second = await remembered.runnerOf(SAME, runner).run(SAME);
    expect(exitCodes([first, second])).toEqual([1, 1]);
  });

  it('does not run while that one goes on: it waits for it', async () => {
    const remembered = new RememberedRuns();
    const runner = counting();
    const both = [IMAGE, SAME].map((image) => remembered.runnerOf(image, runner).run(image));
    expect(exitCodes(await Promise.all(both))).toEqual([1, 1]);
  });

  it('runs if it is asked again, and then that is remembered', async () => {
    const remembered = new RememberedRuns();
    const runner = counting();
    await remembered.runnerOf(IMAGE, runner).run(IMAGE);
    const same = remembered.runnerOf(SAME, runner);
    const asked = [await same.run(SAME), await same.run(SAME), await same.run(SAME)];
    const next = await remembered.runnerOf(IMAGE, runner).run(IMAGE);
    expect(exitCodes([...asked, next])).toEqual([1, 2, 3, 3]);
  });

  it('runs with files beside it, and that is not remembered', async () => {
    const remembered = new RememberedRuns();
    const runner = counting();
    const beside = [{ name: 'a.dll', bytes: OTHER }];
    const runs = [
      await remembered.runnerOf(IMAGE, runner).run(IMAGE),
      await remembered.runnerOf(SAME, runner).run(SAME, beside),
      await remembered.runnerOf(SAME, runner).run(SAME),
    ];
    expect(exitCodes(runs)).toEqual([1, 2, 1]);
  });

  it('runs if the other printed much: a case may have hundreds', async () => {
    const remembered = new RememberedRuns();
    const runner = counting('much '.repeat(5000));
    await remembered.runnerOf(IMAGE, runner).run(IMAGE);
    expect((await remembered.runnerOf(SAME, runner).run(SAME)).exitCode).toBe(2);
  });

  it('runs if the other could not', async () => {
    const remembered = new RememberedRuns();
    const unable: ImageRunner = { run: () => Promise.reject(new Error('no Wine')) };
    await expect(remembered.runnerOf(IMAGE, unable).run(IMAGE)).rejects.toThrow('no Wine');
    expect((await remembered.runnerOf(SAME, counting()).run(SAME)).exitCode).toBe(1);
  });
});

it('an image with other bytes runs', async () => {
  const remembered = new RememberedRuns();
  const runner = counting();
  await remembered.runnerOf(IMAGE, runner).run(IMAGE);
  expect((await remembered.runnerOf(OTHER, runner).run(OTHER)).exitCode).toBe(2);
});
