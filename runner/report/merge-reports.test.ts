import type { CaseResult } from '../judge/result/case-result';
import {
  caseResult,
  holding,
  implementationResult,
  judgement,
} from '../judge/testing/case-results';
import { makeReport } from './make-report';
import { mergeReports, type ReportSource } from './merge-reports';
import { ReportError } from './report-error';
import type { RunReport } from './run-report';

const HELLO = caseResult('hello', [holding(['windows'])], { milliseconds: 12 });
const TWO = caseResult('two', [holding(['windows'])], { milliseconds: 12 });
const HELLO_FAILS = caseResult('hello', [[judgement('runs', 'windows', 'fail', 'exits with 5')]]);

/** A report of one implementation, as if read from a file. */
function source(
  file: string,
  cases: readonly CaseResult[],
  {
    name = 'reference',
    ...more
  }: { name?: string; identity?: string | null } & Partial<
    Parameters<typeof implementationResult>[2]
  > = {},
  report: Partial<RunReport> = {},
): ReportSource {
  const made = makeReport([implementationResult(name, cases, more)]);
  return { file, report: { ...made, ...report } };
}

function names({ implementations }: RunReport): readonly (readonly string[])[] {
  return implementations.map(({ implementation, cases }) => [
    implementation,
    ...cases.map(({ name }) => name),
  ]);
}

function refusal(...sources: readonly ReportSource[]): string {
  try {
    mergeReports(sources);
  } catch (error) {
    if (error instanceof ReportError) return error.message;
    throw error;
  }
  throw new Error('expected the reports to be refused');
}

describe('merged reports', () => {
  it('does not hold if one of the runs ended early, whatever the others judged', () => {
    const whole = implementationResult('reference', [caseResult('b', [holding()])]);
    const cut = implementationResult('reference', [caseResult('a', [holding()])], {
      unjudged: 1,
      ended: 'interrupted',
    });
    const merged = mergeReports([
      { file: 'one.json', report: makeReport([cut]) },
      { file: 'other.json', report: makeReport([whole]) },
    ]);
    expect(merged).toMatchObject({
      holds: false,
      implementations: [{ holds: false, unjudged: 1, ended: 'interrupted' }],
    });
  });

  it('keeps what the runs used, and the command if it is one', () => {
    const run = (node: string, command: string, name: string) => ({
      file: `${name}.json`,
      report: makeReport([
        implementationResult('reference', [caseResult(name, [holding()])], {
          versions: { node },
          command,
        }),
      ]),
    });
    const [one, other] = [run('v20', 'coff2 run', 'a'), run('v22', 'coff2 run', 'b')];
    expect(mergeReports([one, other]).implementations[0]).toMatchObject({
      versions: { node: 'v20, v22' },
      command: 'coff2 run',
    });
    const third = run('v20', 'coff2 run --host windows', 'c');
    expect(mergeReports([one, third]).implementations[0]).not.toHaveProperty('command');
  });

  it('are the report itself if there is one', () => {
    const { file, report } = source('a.json', [HELLO, TWO]);
    expect(mergeReports([{ file, report }])).toEqual(report);
  });

  it('join the cases of one implementation, sorted by name', () => {
    const merged = mergeReports([source('a.json', [TWO]), source('b.json', [HELLO])]);
    expect(names(merged)).toEqual([['reference', 'hello', 'two']]);
    expect(merged).toEqual(
      makeReport([implementationResult('reference', [HELLO, TWO], { milliseconds: 200 })]),
    );
  });

  it('have several implementations side by side, as they come', () => {
    const merged = mergeReports([
      source('a.json', [HELLO], { name: 'zig' }),
      source('b.json', [HELLO], { name: 'lld-link' }),
      source('c.json', [TWO], { name: 'zig' }),
    ]);
    expect(names(merged)).toEqual([
      ['zig', 'hello', 'two'],
      ['lld-link', 'hello'],
    ]);
  });

  it('count and hold anew', () => {
    const merged = mergeReports([source('a.json', [TWO]), source('b.json', [HELLO_FAILS])]);
    expect(merged).toMatchObject({
      holds: false,
      implementations: [{ holds: false, verdicts: { pass: 5, fail: 1 } }],
    });
  });

  it('have all hosts and stale expectations, once', () => {
    const merged = mergeReports([
      source('a.json', [TWO], { variants: ['windows'], stale: ['x', 'y'] }),
      source('b.json', [HELLO], { variants: ['linux-ext4', 'windows'], stale: ['y'] }),
    ]);
    expect(merged.implementations).toMatchObject([
      { variants: ['linux-ext4', 'windows'], stale: ['x', 'y'], holds: false },
    ]);
  });

  it('have a case that two files judge alike once, however long it took', () => {
    const slower = { ...HELLO, milliseconds: 99, file: 'elsewhere/hello.incr' };
    expect(names(mergeReports([source('a.json', [HELLO]), source('b.json', [slower])]))).toEqual([
      ['reference', 'hello'],
    ]);
  });

  it('have the identity that any of the files tells', () => {
    const merged = mergeReports([
      source('a.json', [TWO], { identity: null }),
      source('b.json', [HELLO], { identity: 'LLD 19' }),
    ]);
    expect(merged.implementations).toMatchObject([{ identity: 'LLD 19' }]);
  });

  it('keep the versions that judged', () => {
    const old = { suite: '0.0.1', linker: 'coff2@0123456789' };
    expect(mergeReports([source('a.json', [HELLO], {}, old)])).toMatchObject(old);
  });
});

describe('reports of shards', () => {
  const ofShards = (...shards: readonly string[]): readonly [ReportSource, ...ReportSource[]] =>
    shards.map((shard, at) =>
      source(`${at}.json`, [caseResult(`case${at}`, [holding()])], { shards: [shard] }),
    ) as [ReportSource, ...ReportSource[]];

  it('are one report of all cases where all are there', () => {
    const merged = mergeReports(ofShards('2/3', '1/3', '3/3'));
    expect(names(merged)).toEqual([['reference', 'case0', 'case1', 'case2']]);
    expect(merged.implementations[0]).not.toHaveProperty('shards');
  });

  it.each([
    [['1/3', '3/3'], 'shard 2/3 of reference'],
    [['2/2'], 'shard 1/2 of reference'],
    [['1/4'], 'shards 2/4, 3/4, 4/4 of reference'],
    [['2/9999999999'], 'shards 1/9999999999, 3/9999999999, 4/9999999999'],
    [['9/9999999999'], '8/9999999999, 9999999990 more of reference'],
    // Of two divisions of the cases, neither is whole.
    [['1/2', '1/3', '2/3'], 'shard 2/2 of reference; shard 3/3 of reference'],
  ])('are refused where some are missing: %j', (shards, missing) => {
    const said = refusal(...ofShards(...shards));
    expect(said).toContain(missing);
    expect(said).toMatch(/^no file has .*: give the reports of all shards, or say --partial$/);
  });

  it('are refused by the linker whose shard is missing', () => {
    const other = source('lld.json', [HELLO], { name: 'lld-link', shards: ['1/2'] });
    expect(refusal(...ofShards('1/2', '2/2'), other)).toContain(
      'no file has shard 2/2 of lld-link:',
    );
  });

  it('are whole beside a report of all cases, and where one division is', () => {
    const whole = source('whole.json', [HELLO]);
    for (const sources of [[...ofShards('1/2'), whole], ofShards('1/3', '1/2', '2/2')]) {
      expect(mergeReports(sources).implementations[0]).not.toHaveProperty('shards');
    }
  });

  it('may be some of them if that is meant, and are the rest of them later', () => {
    const some = mergeReports(ofShards('1/3', '3/3'), { isPartial: true });
    expect(some.implementations).toMatchObject([{ shards: ['1/3', '3/3'] }]);
    const rest = source('rest.json', [HELLO], { shards: ['2/3'] });
    const all = mergeReports([{ file: 'some.json', report: some }, rest]);
    expect(all.implementations[0]).not.toHaveProperty('shards');
  });
});

describe('reports that do not belong together', () => {
  it('are refused if a case is judged differently, with both files', () => {
    expect(refusal(source('a.json', [HELLO]), source('b.json', [HELLO_FAILS]))).toBe(
      'a.json and b.json both judge case hello of reference, but differently; leave one of them ' +
        'out, or run the case again',
    );
  });

  it('are refused if one name means two programs, even if a third file tells none', () => {
    const message = refusal(
      source('a.json', [], { identity: null }),
      source('b.json', [], { identity: 'LLD 18' }),
      source('c.json', [], { identity: 'LLD 19' }),
    );
    expect(message).toBe(
      'b.json and c.json both judge reference, but in one it is "LLD 18" and in the other ' +
        '"LLD 19"; run one of them under another name',
    );
  });

  it.each([
    ['versions of the suite', { suite: '0.0.1' }, 'version 0.0.1 of the suite'],
    ['revisions of the real linker', { linker: 'coff2@0123456789' }, 'coff2@0123456789'],
  ])('are refused if they are of different %s', (_title, other, told) => {
    const message = refusal(source('a.json', [HELLO]), source('b.json', [TWO], {}, other));
    expect(message).toMatch(/^b\.json was made by .* and a\.json by .*so run the older one again$/);
    expect(message).toContain(told);
  });

  it('are refused if there are none', () => {
    expect(refusal()).toBe('expected at least one report to merge');
  });
});
