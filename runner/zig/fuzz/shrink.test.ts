import type { Edit } from './edit';
import type { History, Step } from './history';
import { shrunk } from './shrink';

const function_ = (value: number): Edit => ({
  kind: 'add-function',
  at: 3,
  use: 'printed',
  body: [
    { kind: 'text', text: 'some words' },
    { kind: 'arithmetic', operator: '^=', value },
  ],
});
const step = (...edits: readonly Edit[]): Step => ({ edits, breakage: 'comptime' });
const never = (): boolean => false;

const HISTORY: History = [
  step(function_(90), { kind: 'grow', which: 2, by: 300 }),
  step(function_(5), function_(6)),
  step({ kind: 'export', which: 4 }, { kind: 'shrink', which: 2, by: 7 }),
  step({ kind: 'remove-function', which: 1 }),
];

const edits = (history: History): readonly Edit[] => history.flatMap((one) => one.edits);
const grows = (history: History): number =>
  history.findIndex((one) => one.edits.some(({ kind }) => kind === 'grow'));
const shrinks = (history: History): number =>
  history.findIndex((one) => one.edits.some(({ kind }) => kind === 'shrink'));

describe('a history that fails', () => {
  it('is left with what it takes to fail, in as few updates, and with small numbers', async () => {
    const fails = (history: History): Promise<boolean> =>
      Promise.resolve(
        edits(history).some((one) => one.kind === 'grow' && one.by > 40) &&
          shrinks(history) > grows(history),
      );
    expect(await shrunk(HISTORY, fails, never)).toEqual([
      { edits: [{ kind: 'grow', which: 0, by: 41 }], breakage: null },
      { edits: [{ kind: 'shrink', which: 0, by: 0 }], breakage: null },
    ]);
  });

  it('has its updates made one, where that fails as well', async () => {
    const fails = (history: History): Promise<boolean> =>
      Promise.resolve(grows(history) >= 0 && shrinks(history) >= 0);
    expect(await shrunk(HISTORY, fails, never)).toHaveLength(1);
  });

  it('keeps what is of the essence within an edit', async () => {
    const fails = (history: History): Promise<boolean> =>
      Promise.resolve(JSON.stringify(history).includes('"text"'));
    expect(await shrunk(HISTORY, fails, never)).toEqual([
      {
        edits: [
          { kind: 'add-function', at: 0, use: 'printed', body: [{ kind: 'text', text: '' }] },
        ],
        breakage: null,
      },
    ]);
  });

  it('is tried once in each form', async () => {
    const tried: string[] = [];
    await shrunk(
      HISTORY,
      (history) => {
        tried.push(JSON.stringify(history));
        return Promise.resolve(grows(history) >= 0);
      },
      never,
    );
    expect(new Set(tried).size).toBe(tried.length);
  });

  it('stays as it is where time is over', async () => {
    expect(
      await shrunk(
        HISTORY,
        () => Promise.resolve(true),
        () => true,
      ),
    ).toBe(HISTORY);
  });
});
