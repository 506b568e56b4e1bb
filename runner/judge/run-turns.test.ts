import { RunTurns } from './run-turns';

/** Something that runs until it is ended. */
class Running {
  isRunning = false;
  end = (): void => undefined;
  readonly run = (): Promise<void> => {
    this.isRunning = true;
    return new Promise((resolve) => {
      this.end = () => {
        this.isRunning = false;
        resolve();
      };
    });
  };
}

const turn = (): Promise<unknown> => new Promise(setImmediate);

describe('what runs in turns', () => {
  it('runs together, and alone when those that run have ended', async () => {
    const turns = new RunTurns();
    const [a, b, alone, later] = [new Running(), new Running(), new Running(), new Running()];
    const all = [a, b, alone, later];
    const running: boolean[][] = [];
    const look = async (): Promise<void> => {
      await turn();
      running.push(all.map(({ isRunning }) => isRunning));
    };
    const ended = [turns.together(a.run), turns.together(b.run)];
    await look();
    ended.push(turns.alone(alone.run), turns.together(later.run));
    await look();
    a.end();
    await look();
    b.end();
    await look();
    alone.end();
    await look();
    later.end();
    await Promise.all(ended);
    expect(running).toEqual([
      [true, true, false, false],
      [true, true, false, false],
      [false, true, false, false],
      [false, false, true, false],
      [false, false, false, true],
    ]);
  });

  it('is not held up by what fails, of which whoever asked is told', async () => {
    const turns = new RunTurns();
    const fail = (): Promise<never> => Promise.reject(new Error('no'));
    await expect(turns.together(fail)).rejects.toThrow('no');
    await expect(turns.alone(fail)).rejects.toThrow('no');
    await expect(turns.alone(() => Promise.resolve(1))).resolves.toBe(1);
    await expect(turns.together(() => Promise.resolve(2))).resolves.toBe(2);
  });
});
