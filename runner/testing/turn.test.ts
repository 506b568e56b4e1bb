import { env } from 'node:process';
import { isInTurn } from './turn';

const NUMBERS = [0, 1, 2, 3, 4, 5];

describe('a test that is one of many, long and alike', () => {
  const given = { ...env };
  const names = ['COFF2_ALL', 'COFF2_SAMPLE', 'COFF2_TURN'];

  /** The numbers that are tried with these variables of the environment. */
  function tried(variables: NodeJS.ProcessEnv, parts = 3): readonly number[] {
    for (const name of names) Reflect.deleteProperty(env, name);
    Object.assign(env, variables);
    return NUMBERS.filter((number) => isInTurn(number, parts));
  }

  afterEach(() => {
    for (const name of names) Reflect.deleteProperty(env, name);
    Object.assign(env, given);
  });

  it('is tried in its turn, and each is in one of them', () => {
    const turns = ['0', '1', '2'].map((turn) => tried({ COFF2_TURN: turn }));
    expect(turns).toEqual([
      [0, 3],
      [2, 5],
      [1, 4],
    ]);
    expect(tried({ COFF2_TURN: '3' })).toEqual(turns[0]);
  });

  it('has its turn on the day', () => {
    const today = Math.floor(Date.now() / 86_400_000);
    const now = tried({});
    // If midnight is between the lines, it is the turn of tomorrow.
    expect([today, today + 1].map((day) => tried({ COFF2_TURN: String(day) }))).toContainEqual(now);
    expect(now).toHaveLength(2);
  });

  it('is always tried in a run of all, unless that is a sample', () => {
    expect(tried({ COFF2_ALL: '1' })).toEqual(NUMBERS);
    expect(tried({ COFF2_ALL: '1', COFF2_SAMPLE: '1', COFF2_TURN: '0' })).toEqual([0, 3]);
  });

  it('cannot have a turn that is no number', () => {
    expect(() => tried({ COFF2_TURN: 'monday' })).toThrow('COFF2_TURN is monday');
  });
});
