import type { CaseResult, Judgement, Verdict } from '../judge/result/case-result';
import {
  caseResult,
  holding,
  implementationResult,
  judgement,
} from '../judge/testing/case-results';
import { makeReport } from './make-report';
import { tapReport } from './tap-report';

/** A test point, as a reader of TAP 14 takes it. */
interface Point {
  readonly ok: boolean;
  readonly description: string;
  readonly directive?: string;
  readonly diagnostics?: readonly string[];
  readonly subtest?: readonly Point[];
}

/** Reads TAP 14 by its specification, and takes nothing that it does not allow. */
class TapReader {
  readonly #lines: readonly string[];
  #at = 0;

  constructor(text: string) {
    if (!text.endsWith('\n')) throw new Error('the last line has no end');
    this.#lines = text.slice(0, -1).split('\n');
  }

  read(): readonly Point[] {
    if (this.#next() !== 'TAP version 14') throw new Error('expected the version');
    const points = this.#points('');
    if (this.#at < this.#lines.length) throw new Error(`too much: ${this.#peek()}`);
    return points;
  }

  #peek(): string {
    return this.#lines[this.#at] ?? '';
  }

  #next(): string {
    const line = this.#peek();
    this.#at += 1;
    return line;
  }

  #points(indent: string): readonly Point[] {
    const [, planned = ''] = this.#match(new RegExp(`^${indent}1\\.\\.(\\d+)( # SKIP .*)?$`));
    return Array.from({ length: Number(planned) }, (_unused, index) =>
      this.#point(indent, index + 1),
    );
  }

  #point(indent: string, number: number): Point {
    let subtest: { name: string; points: readonly Point[] } | null = null;
    if (this.#peek().startsWith(`${indent}# Subtest: `)) {
      const name = this.#next().slice(`${indent}# Subtest: `.length);
      subtest = { name: unescaped(name), points: this.#points(`${indent}    `) };
    }
    const [, status, given, rest = ''] = this.#match(
      new RegExp(`^${indent}(ok|not ok) (\\d+) - (.*)$`),
    );
    if (Number(given) !== number) throw new Error(`expected test ${number}, got ${given}`);
    const [, text = '', directive] = /^(.*?)(?:(?<!\\) # ((?:SKIP|TODO).*))?$/.exec(rest) ?? [];
    const description = unescaped(text);
    if (subtest !== null && subtest.name !== description) throw new Error('another subtest');
    return {
      ok: status === 'ok',
      description,
      ...(directive === undefined ? {} : { directive: unescaped(directive) }),
      ...this.#diagnostics(`${indent}  `),
      ...(subtest === null ? {} : { subtest: subtest.points }),
    };
  }

  #diagnostics(indent: string): Pick<Point, 'diagnostics'> {
    if (this.#peek() !== `${indent}---`) return {};
    this.#next();
    const diagnostics: string[] = [];
    while (this.#peek() !== `${indent}...`) {
      const line = this.#next();
      if (!line.startsWith(indent)) throw new Error(`not in the YAML block: ${line}`);
      diagnostics.push(line.slice(indent.length));
    }
    this.#next();
    return { diagnostics };
  }

  #match(pattern: RegExp): RegExpExecArray {
    const line = this.#next();
    const match = pattern.exec(line);
    if (match === null) throw new Error(`line ${this.#at}: ${line}: expected ${pattern.source}`);
    return match;
  }
}

function unescaped(text: string): string {
  if (/(?<!\\)(\\\\)*#/.test(text)) throw new Error(`an unescaped #: ${text}`);
  return text.replaceAll(/\\([\\#])/g, '$1');
}

function tap(...cases: readonly CaseResult[]): readonly Point[] {
  const text = tapReport(makeReport([implementationResult('x', cases)]));
  return new TapReader(text).read();
}

/** The test point of a judgement that stands alone. */
function point(judged: Judgement): Point | undefined {
  return tap(caseResult('hello', [[judged]]))[0]?.subtest?.[0];
}

describe('the TAP report of a run', () => {
  it('begins with version and plan', () => {
    const report = makeReport([implementationResult('x', [caseResult('a', [holding()])])]);
    expect(tapReport(report)).toMatch(/^TAP version 14\n1\.\.1\n# Subtest: x\/a\n {4}1\.\.16\n/);
  });

  it('has a subtest for each case, and a test for each level of an update on a host', () => {
    const [hello, two, ...others] = tap(
      caseResult('hello', [holding(['windows']), holding(['windows'])]),
      caseResult('two', [holding()]),
    );
    expect(others).toEqual([]);
    expect(hello).toMatchObject({ ok: true, description: 'x/hello' });
    expect(hello?.subtest?.map(({ description }) => description)).toEqual(
      ['update 1', 'update 2'].flatMap((update) =>
        ['valid', 'runs', 'meaning', 'nodes', 'bytes'].map((one) => `${update}: ${one} on windows`),
      ),
    );
    expect(two?.subtest).toHaveLength(16);
  });

  it.each<[Verdict, object]>([
    ['pass', { ok: true }],
    ['fail', { ok: false }],
    ['xpass', { ok: false }],
    ['xfail', { ok: false, directive: 'TODO the reason' }],
    ['unsupported', { ok: true, directive: 'SKIP the reason' }],
  ])('reports %s', (verdict, expected) => {
    const { diagnostics: _yaml, ...told } = point(judgement('runs', 'windows', verdict)) ?? {};
    expect(told).toEqual({ description: 'update 1: runs on windows', ...expected });
  });

  it.each<[Verdict, boolean]>([
    ['pass', true],
    ['fail', false],
    ['xpass', false],
    ['xfail', true],
    ['unsupported', true],
  ])('has a case with %s that is ok: %s', (verdict, ok) => {
    const [hello] = tap(caseResult('hello', [[judgement('runs', 'windows', verdict)]]));
    expect(hello?.ok).toBe(ok);
  });

  it('has why something failed as YAML', () => {
    const failed: Judgement = {
      ...judgement('runs', 'windows', 'fail', 'it "prints" x', ['- a', ' b']),
      outcome: 'crash',
      run: { expected: { stdout: 'a\n', exitCode: 0 }, got: { stdout: 'b', exitCode: null } },
      link: 'https://example.org/#1',
    };
    expect(point(failed)?.diagnostics).toEqual([
      'verdict: fail',
      'reason: "it \\"prints\\" x"',
      'outcome: crash',
      'expected: {"stdout":"a\\n","exitCode":0}',
      'got: {"stdout":"b","exitCode":null}',
      'link: "https://example.org/#1"',
      'details:',
      '  - "- a"',
      '  - " b"',
    ]);
  });

  it('has a failed test for a case that was refused', () => {
    const refusal = 'bad.incr:1: one\nbad.incr:2: two';
    expect(tap(caseResult('bad', [], { refusal }))).toEqual([
      {
        ok: false,
        description: 'x/bad',
        subtest: [
          {
            ok: false,
            description: 'the case',
            diagnostics: ['reason: "bad.incr:1: one\\nbad.incr:2: two"'],
          },
        ],
      },
    ]);
  });

  it('skips a case of which nothing was judged', () => {
    expect(tap(caseResult('empty', []))).toEqual([
      { ok: true, description: 'x/empty', directive: 'SKIP nothing was judged', subtest: [] },
    ]);
    expect(tap()).toEqual([]);
  });

  it('fails expectations that are about nothing', () => {
    const report = makeReport([implementationResult('x', [], { stale: ['entry 3'] })]);
    expect(new TapReader(tapReport(report)).read()).toEqual([
      {
        ok: false,
        description: 'x/expectations',
        subtest: [{ ok: false, description: 'entry 3' }],
      },
    ]);
  });

  it('lets no text break out of its line, or be taken for a directive', () => {
    const hostile = 'a # TODO b \\ c\nok 1\r\u2028\u0000\ud800';
    const name = 'a # TODO b \\ c ok 1';
    const [read] = tap(
      caseResult(hostile, [
        [judgement('runs', 'windows', 'unsupported', hostile, [hostile])],
        [judgement('runs', 'windows', 'fail', hostile, [hostile])],
      ]),
    );
    expect(read).toMatchObject({
      ok: false,
      description: `x/${name}`,
      subtest: [
        { ok: true, directive: `SKIP ${name}` },
        {
          ok: false,
          diagnostics: [
            'verdict: fail',
            'reason: "a # TODO b \\\\ c\\nok 1\\r\\u2028\\u0000\\ud800"',
            'details:',
            '  - "a # TODO b \\\\ c\\nok 1\\r\\u2028\\u0000\\ud800"',
          ],
        },
      ],
    });
  });

  it('marks in YAML what it cannot hold', () => {
    const failed = judgement('runs', 'windows', 'fail', 'a\u007f\u009f\ufeff\uffffb');
    expect(point(failed)?.diagnostics?.[1]).toBe('reason: "a\\u007f\\u009f\\ufeff\\uffffb"');
  });
});
