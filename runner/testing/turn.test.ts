import { env } from 'node:process';
import { isInTurn, shardInTurn } from './turn';

const NUMBERS = [0, 1, 2, 3, 4, 5];
const SAMPLE = { COFF2_SAMPLE: '1' };

describe('a test that is one of many, long and alike', () => {
  const given = { ...env };
  const names = ['COFF2_SAMPLE', 'COFF2_TURN'];

  function setEnvironment(variables: NodeJS.ProcessEnv): void {
    for (const name of names) Reflect.deleteProperty(env, name);
    Object.assign(env, variables);
  }

  /** The numbers that are tried with these variables of the environment. */
  function tried(variables: NodeJS.ProcessEnv, parts = 3): readonly number[] {
    setEnvironment(variables);
    return NUMBERS.filter((number) => isInTurn(number, parts));
  }

  afterEach(() => {
    for (const name of names) Reflect.deleteProperty(env, name);
    Object.assign(env, given);
  });

  it('is tried in its turn, and each is in one of them', () => {
    const turns = ['0', '1', '2'].map((turn) => tried({ ...SAMPLE, COFF2_TURN: turn }));
    expect(turns).toEqual([
      [0, 3],
      [2, 5],
      [1, 4],
    ]);
    expect(tried({ ...SAMPLE, COFF2_TURN: '3' })).toEqual(turns[0]);
  });

  it('has its turn on the day', () => {
    const today = Math.floor(Date.now() / 86_400_000);
    const now = tried(SAMPLE);
    // If midnight is between the lines, it is the turn of tomorrow.
    const days = [today, today + 1].map((day) => tried({ ...SAMPLE, COFF2_TURN: String(day) }));
    expect(days).toContainEqual(now);
    expect(now).toHaveLength(2);
  });

  it('is always tried where no sample was asked for', () => {
    expect(tried({ COFF2_TURN: '0' })).toEqual(NUMBERS);
  });

  it('is in the shard of its turn', () => {
    const shards = [4, 5, 6].map((turn) => {
      setEnvironment({ ...SAMPLE, COFF2_TURN: String(turn) });
      return [...shardInTurn(2), ...shardInTurn(2, 1)];
    });
    const [one, two] = [
      ['--shard', '1/2', '--shard', '2/2'],
      ['--shard', '2/2', '--shard', '1/2'],
    ];
    expect(shards).toEqual([one, two, one]);
    setEnvironment({});
    expect(shardInTurn(2)).toEqual([]);
  });

  it('cannot have a turn that is no number', () => {
    expect(() => tried({ ...SAMPLE, COFF2_TURN: 'monday' })).toThrow('COFF2_TURN is monday');
  });
});
