import { CapturedIo, coff2 } from './testing/captured-io';
import { oracleScript } from '../oracle/testing/oracle';
import { Progress } from './progress';

const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
const CLEAR_LINE = '\u001b[1G\u001b[2K';

/** What standard error gets while `total` bytes take this many milliseconds, in ten updates. */
function shown(io: CapturedIo, total: number, duration: number): string {
  const now = jest.spyOn(Date, 'now').mockReturnValue(0);
  const progress = new Progress(io, 'big.jsonl', total);
  for (let tenth = 1; tenth <= 10; tenth += 1) {
    now.mockReturnValue((duration * tenth) / 10);
    progress.update((total * tenth) / 10);
  }
  progress.stop();
  return io.stderr.text;
}

afterEach(() => {
  jest.restoreAllMocks();
});

describe('a progress bar', () => {
  it('appears on a terminal, with name and percentage, and goes away at the end', () => {
    const text = shown(new CapturedIo({ isTTY: true }), 1000, 5000);
    expect(text).toMatch(/big\.jsonl \[=+-+\] 20% /);
    expect(text.indexOf(HIDE_CURSOR)).toBeLessThan(text.indexOf('big.jsonl'));
    expect(text.indexOf(SHOW_CURSOR)).toBeGreaterThan(text.lastIndexOf('big.jsonl'));
    expect(text.endsWith(CLEAR_LINE)).toBe(true);
  });

  it.each([
    [40, 10],
    [80, 20],
    [200, 40],
  ])('leaves room for its label on a terminal of %d columns', (columns, size) => {
    const text = shown(new CapturedIo({ isTTY: true, columns }), 1000, 5000);
    expect(/\[([=-]+)\]/.exec(text)?.[1]).toHaveLength(size);
  });

  it('appears after half a second, and not before', () => {
    expect(shown(new CapturedIo({ isTTY: true }), 1000, 499)).toBe('');
    expect(shown(new CapturedIo({ isTTY: true }), 1000, 500)).not.toBe('');
  });

  it('appears though no part of the work is done yet, and does not guess how long it takes', () => {
    jest.useFakeTimers();
    const io = new CapturedIo({ isTTY: true });
    const progress = new Progress(io, 'cases', 10);
    jest.advanceTimersByTime(499);
    expect(io.stderr.text).toBe('');
    jest.advanceTimersByTime(5000);
    progress.stop();
    jest.useRealTimers();
    expect(io.stderr.text).toMatch(/cases \[-+\] 0% /);
    expect(io.stderr.text).not.toMatch(/NFs|INF|NULL|NaN/);
  });

  it('does not appear once the work is stopped', () => {
    jest.useFakeTimers();
    const io = new CapturedIo({ isTTY: true });
    new Progress(io, 'cases', 10).stop();
    jest.advanceTimersByTime(5000);
    jest.useRealTimers();
    expect(io.stderr.text).toBe('');
  });

  it('says how long the rest takes', () => {
    expect(shown(new CapturedIo({ isTTY: true }), 1000, 5000)).toMatch(/ \d+ s left/);
    expect(shown(new CapturedIo({ isTTY: true }), 1000, 5_000_000)).toMatch(/ \d+ min left/);
  });

  it('does not appear where standard error is no terminal', () => {
    expect(shown(new CapturedIo({ isTTY: false }), 1000, 5000)).toBe('');
  });

  it('does not appear where nobody knows how much there is', () => {
    expect(shown(new CapturedIo({ isTTY: true }), 0, 5000)).toBe('');
  });
});

describe('a replay that takes long', () => {
  /** Standard error of a replay of hello during which a clock runs that is much too fast. */
  async function stderr(io: CapturedIo, script: string): Promise<string> {
    let now = 0;
    jest.spyOn(Date, 'now').mockImplementation(() => (now += 2000));
    return (await coff2(['replay', script], io)).stderr;
  }

  it('shows the name of the script', async () => {
    const io = new CapturedIo({ isTTY: true });
    expect(await stderr(io, oracleScript('hello'))).toMatch(/hello\.jsonl \[=+\] 100% /);
  });

  it('shows nothing where standard error is a file, so that it holds refusals only', async () => {
    expect(await stderr(new CapturedIo(), oracleScript('hello'))).toBe('');
  });
});
