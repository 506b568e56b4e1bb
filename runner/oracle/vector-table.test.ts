import { stripVTControlCharacters } from 'node:util';
import { HOST_NAMES, type HostName } from '../../reference';
import type { HostResult, VectorResult } from './run-vector';
import { summary, vectorTable } from './vector-table';

/** Equal snapshots of all, on every host or on each by itself. */
type Counts = readonly [equal: number, snapshots: number];

function result(
  name: string,
  counts: Counts | Readonly<Record<HostName, Counts>>,
  refusal: string | null = null,
): VectorResult {
  const byHost = HOST_NAMES.map((host): [HostName, HostResult] => {
    const [equal, snapshots] = 'windows' in counts ? counts[host] : counts;
    const differences = Array<string>(snapshots - equal).fill('differs');
    return [host, { equal, snapshots, differences }];
  });
  return {
    vector: {
      name,
      script: `${name}.jsonl`,
      isRandom: name.startsWith('fuzz-'),
      isShipped: true,
      expected: { 'linux-ext4': [], 'linux-tmpfs': [], windows: [] },
    },
    hosts: new Map(byHost),
    refusal,
  };
}

function table(
  results: readonly VectorResult[],
  width = 100,
  hosts: readonly HostName[] = HOST_NAMES,
): string {
  return stripVTControlCharacters(vectorTable(results, hosts, width));
}

const RESULTS = [
  result('hello', [2, 2]),
  result('a-vector-with-a-name-that-is-longer-than-any-terminal-has-columns-for-it', [19, 20]),
  result('one-host', { 'linux-ext4': [3, 3], 'linux-tmpfs': [0, 3], windows: [3, 3] }),
  result('fuzz-00001', [1200, 1200]),
  result('fuzz-00002', [800, 800]),
  result('fuzz-00003', [5, 7]),
];

describe('the table of a conformance run', () => {
  it('has a row for every named vector and a cell for every host', () => {
    expect(table([result('one-host', [2, 2]), result('empty', [1, 1])])).toBe(
      [
        '┌──────────┬────────────┬─────────────┬─────────┐',
        '│ vector   │ linux-ext4 │ linux-tmpfs │ windows │',
        '├──────────┼────────────┼─────────────┼─────────┤',
        '│ one-host │ 2 equal    │ 2 equal     │ 2 equal │',
        '│ empty    │ 1 equal    │ 1 equal     │ 1 equal │',
        '└──────────┴────────────┴─────────────┴─────────┘',
      ].join('\n'),
    );
  });

  it('has only the hosts that were asked for', () => {
    expect(table([result('hello', [2, 2])], 100, ['windows'])).toMatch(/│ vector +│ windows │\n/);
  });

  it('reports how many of how many are equal, host by host, where not all are', () => {
    expect(table(RESULTS)).toMatch(/│ one-host .*│ 3 equal +│ 0 of 3 +│ 3 equal +│\n/);
  });

  it('has one row for all random vectors that hold, and one for each that does not', () => {
    expect(table(RESULTS)).toMatch(/│ random \(2\) .*│ 2000 equal .*│ 2000 equal/);
    expect(table(RESULTS)).toMatch(/│ fuzz-00003 .*│ 5 of 7 +│ 5 of 7 +│ 5 of 7 +│\n/);
    expect(table(RESULTS)).not.toContain('fuzz-00001');
  });

  it.each([200, 100, 80, 60, 50, 49, 48, 40])('fits a terminal of %d columns', (width) => {
    const lines = table(RESULTS, width).split('\n');
    expect(lines.filter((line) => line.length > width)).toEqual([]);
  });

  it.each([100, 60, 40])('says all counts in %d columns', (width) => {
    const text = table(RESULTS, width);
    const counts = text.match(/\d+ (equal|of \d+)/g);
    expect(counts).toEqual([
      ...['2 equal', '2 equal', '2 equal'],
      ...['19 of 20', '19 of 20', '19 of 20'],
      ...['3 equal', '0 of 3', '3 equal'],
      ...['5 of 7', '5 of 7', '5 of 7'],
      ...['2000 equal', '2000 equal', '2000 equal'],
    ]);
  });

  it('cuts long names, and shows where', () => {
    expect(table(RESULTS, 60)).toMatch(/│ a-vector-\S+… │ 19 of 20/);
  });
});

describe('the summary of a conformance run', () => {
  const line = (results: readonly VectorResult[], hosts: readonly HostName[]): string =>
    stripVTControlCharacters(summary(results, hosts));

  it('counts vectors that hold and snapshots that are equal', () => {
    expect(line([result('hello', [2, 2]), result('empty', [0, 1])], HOST_NAMES)).toBe(
      '1 of 2 vectors hold on linux-ext4, linux-tmpfs, windows: ' +
        "6 of 9 snapshots equal the real linker's, image and node dump",
    );
  });

  it('counts no vector that was refused, even where all its snapshots are equal', () => {
    expect(line([result('hello', [2, 2], 'hello.jsonl:9: flush: why')], HOST_NAMES)).toMatch(
      /^0 of 1 vectors hold/,
    );
  });
});
