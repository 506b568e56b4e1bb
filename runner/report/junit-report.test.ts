import * as path from 'node:path';
import { create } from 'xmlbuilder2';
import { LINKER_REVISION } from '../golden/digests';
import { packageVersion } from '../system/package-root';
import {
  HELD_LEVELS,
  caseResult,
  holding,
  judgement,
  implementationResult,
} from '../judge/testing/case-results';
import { makeReport } from './make-report';
import type { CaseResult, Judgement } from '../judge/result/case-result';
import { junitReport } from './junit-report';

/** An element: attributes under "@", text under "#", children by their name. */
interface Read {
  readonly testsuite?: readonly Read[];
  readonly testcase?: readonly Read[];
  readonly failure?: readonly Read[];
  readonly error?: readonly Read[];
  readonly skipped?: readonly Read[];
  readonly '#'?: string;
  readonly [attribute: `@${string}`]: string;
}

type Node = ReturnType<typeof create>['node'];

/** Reads an element as the parser left it: entities are characters again. */
function elementOf(node: Node): Read {
  const read: Record<string, string | Read[]> = {};
  const element = node as typeof node & {
    readonly attributes: Iterable<{ readonly name: string; readonly value: string }>;
  };
  for (const { name, value } of element.attributes) read[`@${name}`] = value;
  for (const child of node.childNodes) {
    if (child.nodeName === '#text') read['#'] = child.textContent ?? '';
    else read[child.nodeName] = [...((read[child.nodeName] ?? []) as Read[]), elementOf(child)];
  }
  return read as Read;
}

const STARTED = { started: '2026-01-02T03:04:05.678Z' };

/** "update 2" is in line 20. */
function lineOf(_file: string, update: string): number | null {
  const [, number] = /^update (\d+)$/.exec(update) ?? [];
  return number === undefined ? null : Number(number) * 10;
}

/** The report of one implementation that made these of its cases. */
function junit(...cases: readonly CaseResult[]): string {
  return junitReport(makeReport([implementationResult('x', cases, STARTED)]), lineOf);
}

/** The suites of a report, each by its case's name. */
function suites(...results: readonly CaseResult[]): readonly Read[] {
  const read = elementOf(create(junit(...results)).root().node);
  expect(read['@name']).toBe('coff2-conformance');
  return read.testsuite ?? [];
}

/** The only test of a report of one judgement. */
function test(judged: Judgement): Read {
  return suites(caseResult('hello', [[judged]]))[0]?.testcase?.[0] ?? {};
}

describe('the JUnit report of a run', () => {
  it('begins with what kind of file it is', () => {
    expect(junit()).toMatch(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites /);
  });

  it('has the sums of all suites at its root', () => {
    const fails = [judgement('valid', 'windows', 'fail'), judgement('runs', 'windows')];
    const refused = caseResult('b', [], { refusal: 'b.incr:3: no op' });
    const stale = ['x.json: no judgement matches one'];
    const run = makeReport([
      implementationResult('x', [caseResult('a', [fails]), refused], { stale }),
    ]);
    expect(elementOf(create(junitReport(run, lineOf)).root().node)).toMatchObject({
      '@tests': '4',
      '@failures': '2',
      '@errors': '1',
    });
  });

  it('says in a message what the cause is, where the reason is only a kind', () => {
    const cause = 'wrong-reference: REL32_1 is off by +0x1';
    const wrong = { ...judgement('meaning', 'windows', 'fail', 'wrong-reference'), cause };
    expect(test(wrong).failure?.[0]).toMatchObject({
      '@message': cause,
      '@type': `meaning: ${cause}`,
    });
  });

  it('has a suite for each case, and a test for each level of an update on a host', () => {
    const [hello, two] = suites(
      caseResult('hello', [holding(['windows']), holding(['windows'])], { milliseconds: 1234 }),
      caseResult('two', [holding()]),
    );
    expect(hello).toMatchObject({
      '@name': 'x.hello',
      '@tests': '10',
      '@failures': '0',
      '@errors': '0',
      '@skipped': '0',
      '@time': '1.234',
    });
    expect(hello?.testcase).toEqual(
      [1, 2].flatMap((update) =>
        HELD_LEVELS.map((level) => ({
          '@classname': 'x.hello',
          '@name': `update ${update}: ${level} on windows`,
          '@file': 'cases/hello.incr',
          '@line': String(10 * update),
          '@time': '0.123',
        })),
      ),
    );
    expect(two).toMatchObject({ '@name': 'x.two', '@tests': '16' });
  });

  it('says when it ran, and which versions', () => {
    const [suite] = suites(caseResult('hello', [holding()]));
    expect(suite).toMatchObject({
      '@timestamp': STARTED.started,
      '@file': 'cases/hello.incr',
      properties: [
        {
          property: [
            { '@name': 'coff2-conformance', '@value': packageVersion() },
            { '@name': 'goldens', '@value': LINKER_REVISION },
            { '@name': 'linker', '@value': 'x 1.0' },
          ],
        },
      ],
    });
  });

  it('names a file by its path from where it is run', () => {
    const file = path.resolve('cases', 'hello.incr');
    const [suite] = suites(caseResult('hello', [holding()], { file }));
    expect(suite).toMatchObject({ '@file': 'cases/hello.incr' });
    expect(suite?.testcase?.[0]).toMatchObject({ '@file': 'cases/hello.incr' });
  });

  it('has why a test failed, and what explains it', () => {
    expect(test(judgement('bytes', 'windows', 'fail', 'another image', ['a', ' b']))).toEqual({
      '@classname': 'x.hello',
      '@name': 'update 1: bytes on windows',
      '@file': 'cases/hello.incr',
      '@line': '10',
      '@time': '0.012',
      failure: [{ '@type': 'bytes: another image', '@message': 'another image', '#': 'a\n b' }],
    });
  });

  it('has a failure for what passes though it should fail', () => {
    expect(test(judgement('runs', 'windows', 'xpass', 'runs'))).toMatchObject({
      failure: [{ '@message': 'runs' }],
    });
  });

  it('skips what cannot be judged, and what fails as expected', () => {
    expect(test(judgement('runs', 'windows', 'unsupported', 'no Wine')).skipped).toEqual([
      { '@message': 'no Wine' },
    ]);
    expect(test(judgement('runs', 'windows', 'xfail', 'a known bug')).skipped).toEqual([
      { '@message': 'expected failure: a known bug' },
    ]);
  });

  it('counts each verdict where JUnit has it', () => {
    const verdicts = ['pass', 'fail', 'xfail', 'xpass', 'unsupported'] as const;
    const judged = verdicts.map((verdict) => judgement('runs', 'windows', verdict));
    expect(suites(caseResult('hello', [judged]))[0]).toMatchObject({
      '@tests': '5',
      '@failures': '2',
      '@errors': '0',
      '@skipped': '2',
    });
  });

  it('has an error for a case that was refused, with a line for each problem', () => {
    const refusal = 'bad.incr:1: one\nbad.incr:2: two';
    expect(suites(caseResult('bad', [], { refusal }))[0]).toMatchObject({
      '@tests': '1',
      '@failures': '0',
      '@errors': '1',
      testcase: [{ '@name': 'the case', error: [{ '#': refusal }] }],
    });
  });
});

describe('what stands in a JUnit report', () => {
  it.each([
    ['markup', '</testcase><!-- & "x" \'y\' ]]> <?z?>'],
    ['what is no ASCII', 'grün 値 𝒳'],
    ['what looks like an entity', '&amp; &lt; &nbsp; &amp;amp;'],
  ])('survives as it is: %s', (_title, hostile) => {
    const [suite, ...others] = suites(
      caseResult(hostile, [[judgement('bytes', 'windows', 'fail', hostile, [hostile])]]),
    );
    expect(others).toEqual([]);
    expect(suite).toMatchObject({
      '@name': `x.${hostile}`,
      testcase: [
        {
          '@classname': `x.${hostile}`,
          '@name': 'update 1: bytes on windows',
          failure: [{ '@message': hostile, '#': hostile }],
        },
      ],
    });
  });

  it('is no reference to a character, though it looks like one', () => {
    const report = junit(caseResult('&#0;', []));
    // The parser would take &amp;#0; for one.
    expect(report).toContain('name="x.&amp;#0;"');
  });

  it('is marked where XML cannot hold it', () => {
    const reason = `a\u0000b\u001b[31mc\ud800d\ufffee\u007f\tf`;
    expect(test(judgement('runs', 'windows', 'fail', reason, [reason])).failure).toEqual([
      {
        '@type': expect.any(String) as string,
        '@message': expect.any(String) as string,
        '#': 'a\ufffdb\ufffd[31mc\ufffdd\ufffde\u007f\tf',
      },
    ]);
    expect(junit(caseResult('hello', [[judgement('runs', 'windows', 'fail', reason)]]))).toMatch(
      /^[\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]*$/u,
    );
  });

  it('is marked in the name of an update too', () => {
    const result = caseResult('hello', []);
    const updates = [{ update: 'a\u0001b', judgements: [judgement('runs', 'windows')] }];
    expect(suites({ ...result, updates })[0]?.testcase).toMatchObject([
      { '@name': 'a\ufffdb: runs on windows' },
    ]);
  });
});

describe('expectations that are about nothing', () => {
  it('are failures of a suite of their own', () => {
    const stale = ['expectations/x.json: nothing is judged as case gone'];
    const report = makeReport([implementationResult('x', [], { stale })]);
    const [suite] = elementOf(create(junitReport(report, lineOf)).root().node).testsuite ?? [];
    expect(suite).toMatchObject({
      '@name': 'x.expectations',
      '@tests': '1',
      '@failures': '1',
      testcase: [{ '@name': stale[0], failure: [{ '@message': stale[0] }] }],
    });
  });
});
