import { stripVTControlCharacters } from 'node:util';
import { vouchingProblems, vouchingSummary, vouchingTable } from './vouching-table';
import type { VouchedCase } from './vouch-for-case';

const HELLO: VouchedCase = { name: 'hello', updates: 2, vouching: { result: 'vouched for' } };
const EMPTY: VouchedCase = { name: 'empty', updates: 3, vouching: { result: 'vouched for' } };
const NEW: VouchedCase = {
  name: 'a_case_with_a_long_name',
  updates: 4,
  vouching: { result: 'not vouched for', reason: 'new' },
};
const WRONG: VouchedCase = {
  name: 'wrong',
  updates: 1,
  vouching: { result: 'different', reasons: ['snapshot 0: image differs on windows'] },
};

const rows = (cases: readonly VouchedCase[], width: number): readonly string[] =>
  stripVTControlCharacters(vouchingTable(cases, width))
    .split('\n')
    .filter((line) => line.startsWith('│'));

describe('the table of cases', () => {
  it('has one row for those that the real linker vouches for, and one for each other', () => {
    expect(rows([HELLO, EMPTY, NEW, WRONG], 100)).toEqual([
      '│ case                    │ real linker     │',
      '│ a_case_with_a_long_name │ not vouched for │',
      '│ wrong                   │ different       │',
      '│ cases (2)               │ vouched for     │',
    ]);
  });

  it('cuts names to fit the terminal', () => {
    expect(rows([NEW], 36)).toEqual([
      '│ case           │ real linker     │',
      '│ a_case_with_a… │ not vouched for │',
    ]);
  });
});

describe('what is said below the table', () => {
  it('is why a case is not vouched for', () => {
    expect(vouchingProblems([HELLO, NEW, WRONG])).toEqual([
      'a_case_with_a_long_name: not vouched for: new',
      'wrong, snapshot 0: image differs on windows',
    ]);
  });

  it('is how many cases are, and of how many snapshots', () => {
    const line = stripVTControlCharacters(vouchingSummary([HELLO, EMPTY, NEW], ['windows']));
    expect(line).toBe('the real linker vouches for 2 of 3 cases: 5 snapshots equal');
  });
});
