import type { Config } from '@jest/types';
import { isWholeRun } from './jest-end';

/** What jest makes of a call without arguments, as far as it says which tests to run. */
const WHOLE = {
  testNamePattern: '',
  testPathPatterns: { patterns: [] as string[] },
  shard: undefined,
  filter: undefined,
  changedSince: undefined,
  runTestsByPath: false,
  findRelatedTests: false,
  onlyChanged: false,
  onlyFailures: false,
  lastCommit: false,
  watch: false,
  watchAll: false,
};

const config = (changes: Partial<typeof WHOLE> | object = {}): Config.GlobalConfig =>
  ({ ...WHOLE, ...changes }) as unknown as Config.GlobalConfig;

describe('a test run', () => {
  it('is of all tests where nothing else was asked for', () => {
    expect(isWholeRun(config())).toBe(true);
    expect(isWholeRun(config({ testNamePattern: undefined }))).toBe(true);
  });

  it.each([
    ['-t', { testNamePattern: 'hello' }],
    ['a path', { testPathPatterns: { patterns: ['cases/hello'] } }],
    ['--shard', { shard: { shardIndex: 1, shardCount: 3 } }],
    ['--filter', { filter: 'filter.js' }],
    ['--changedSince', { changedSince: 'main' }],
    ['--runTestsByPath', { runTestsByPath: true }],
    ['--findRelatedTests', { findRelatedTests: true }],
    ['--onlyChanged', { onlyChanged: true }],
    ['--onlyFailures', { onlyFailures: true }],
    ['--lastCommit', { lastCommit: true }],
    ['--watch', { watch: true }],
    ['--watchAll', { watchAll: true }],
  ])('is of some tests with %s', (_option, changes) => {
    expect(isWholeRun(config(changes))).toBe(false);
  });
});
