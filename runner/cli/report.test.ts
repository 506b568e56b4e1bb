import * as fs from 'node:fs';
import {
  caseResult,
  holding,
  implementationResult,
  judgement,
} from '../judge/testing/case-results';
import { coff2, type CommandOutcome } from './testing/captured-io';
import { TemporaryFolder } from '../testing/temporary-folder';
import type { CaseResult } from '../judge/result/case-result';
import { jsonReport, makeReport } from '../report/make-report';

const folder = TemporaryFolder.forEachTest();

const HELLO = caseResult('hello', [holding()], { milliseconds: 12 });
const FAILS = caseResult('two', [[judgement('runs', 'windows', 'fail', 'exits with 5')]], {
  milliseconds: 12,
});

/** Writes the report of a run. @returns its path */
function report(name: string, implementation: string, ...cases: readonly CaseResult[]): string {
  const made = makeReport([implementationResult(implementation, cases)]);
  return folder.write(name, jsonReport(made));
}

async function merge(...args: readonly string[]): Promise<CommandOutcome> {
  return coff2(['report', 'merge', ...args]);
}

/** A name and a reason that would color a terminal, and end a line. */
const COLORED = 'a\u001b[31m\nb';
const ESCAPED = String.raw`a\u{1b}[31m\u{a}b`;
const COLORED_CASE = caseResult(COLORED, [[judgement('runs', 'windows', 'fail', COLORED)]], {
  milliseconds: 12,
});

describe('coff2 report merge', () => {
  it('shows names of reports on one line, without control characters', async () => {
    const a = report('a.json', COLORED, COLORED_CASE);
    const { code, stdout } = await merge(a);
    expect(code).toBe(1);
    expect(stdout.split('\n')).toHaveLength(4);
    expect(stdout).toContain(`first failure: ${ESCAPED}, update 1`);
    const differing = report('b.json', COLORED, caseResult(COLORED, [holding()]));
    const { stderr } = await merge(a, differing);
    expect(stderr).toContain(String.raw`both judge case a\u{1b}[31m`);
    expect(stderr).not.toContain('\u001b');
  });

  it('reports what shards come to together, and ends with 0 if all holds', async () => {
    const a = report('a.json', 'reference', HELLO);
    const b = report('b.json', 'lld-link', HELLO);
    const { code, stdout, stderr } = await merge(a, b);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(
      /^reference \(reference 1\.0\)\n.*\n1 of 1 cases hold .*\nlld-link \(lld-link 1\.0\)\n.*\n1 of 1 cases hold .*\n$/,
    );
  });

  it('refuses shards of which one is missing, unless that is meant', async () => {
    const shard = folder.path('shard.json');
    await coff2([
      'run',
      'hello',
      'imports_grow',
      '--wine',
      'off',
      '--shard',
      '1/2',
      '--json',
      shard,
    ]);
    expect(await merge(shard, '--json', folder.path('m.json'))).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'coff2: no file has shard 2/2 of reference: give the reports of all shards, or say --partial\n',
    });
    expect(folder.list()).toEqual(['shard.json']);
    expect(await merge(shard, '--partial')).toMatchObject({ code: 0, stderr: '' });
  });

  it('ends with 1 if something does not hold, having written all reports', async () => {
    const a = report('a.json', 'reference', HELLO);
    const b = report('b.json', 'reference', FAILS);
    const [json, junit, tap, html] = ['m.json', 'm.xml', 'm.tap', 'html'].map((name) =>
      folder.path(name),
    ) as [string, string, string, string];
    const { code, stderr } = await merge(
      ...[a, b, '--json', json, '--junit', junit, '--tap', tap, '--html', html],
    );
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(JSON.parse(fs.readFileSync(json, 'utf8'))).toEqual(
      makeReport([implementationResult('reference', [HELLO, FAILS], { milliseconds: 200 })]),
    );
    expect(fs.readFileSync(junit, 'utf8')).toContain('<testsuite name="reference.two"');
    expect(fs.readFileSync(tap, 'utf8')).toContain('\nnot ok 2 - reference/two\n');
    expect(folder.list('html')).toEqual(['index.html']);
  });

  it('reports expectations that are about nothing, which do not hold', async () => {
    const stale = ['x.json: no judgement matches case gone'];
    const made = makeReport([implementationResult('x', [HELLO], { stale, identity: null })]);
    const { code, stdout } = await merge(folder.write('a.json', jsonReport(made)));
    expect(code).toBe(1);
    expect(stdout).toMatch(/^x\nx\.json: no judgement matches case gone\n/);
  });

  it('ends with 2 and writes nothing if files do not go together', async () => {
    const a = report('a.json', 'reference', HELLO);
    const b = report('b.json', 'reference', { ...FAILS, name: 'hello' });
    const { code, stdout, stderr } = await merge(a, b, '--json', folder.path('m.json'));
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^coff2: .*a\.json and .*b\.json both judge case hello of reference, /);
    expect(folder.list()).toEqual(['a.json', 'b.json']);
  });

  it('ends with 2 and writes nothing if something else is in the folder of the page', async () => {
    const a = report('a.json', 'reference', HELLO);
    const to = ['--json', folder.path('m.json'), '--html', folder.path('.')];
    const { code, stderr } = await merge(a, ...to);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^coff2: .*: there is a\.json in it, which no report of coff2 wrote/);
    expect(folder.list()).toEqual(['a.json']);
  });

  it('ends with 2 and writes nothing if two reports would be one file, or a name is empty', async () => {
    const a = report('a.json', 'reference', HELLO);
    const to = folder.path('m');
    const twice = await merge(a, '--json', to, '--junit', `${folder.path('.')}/./m`);
    expect(twice).toMatchObject({ code: 2, stdout: '' });
    expect(twice.stderr).toMatch(/: two reports would be written to it; name a file for each\n$/);
    expect(folder.list()).toEqual(['a.json']);
    const nowhere = await merge(a, '--tap', '');
    expect(nowhere.stderr).toBe('coff2: expected the name of a file, got an empty text\n');
    const here = await merge(a, '--html', '');
    expect(here.stderr).toBe('coff2: expected the name of a folder, got an empty text\n');
  });

  it('ends with 2 if a file is no report, or is not there', async () => {
    const bad = folder.write('bad.json', '{}');
    expect(await merge(bad)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(bad) as string,
    });
    const none = folder.path('none.json');
    expect(await merge(none)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(none) as string,
    });
  });

  it('ends with 2 if it is called in a wrong way', async () => {
    expect(await merge()).toEqual({
      code: 2,
      stdout: '',
      stderr: "error: missing required argument 'report'\n",
    });
    expect(await coff2(['report'])).toMatchObject({ code: 2, stdout: '' });
  });

  it('has help', async () => {
    const { code, stdout } = await merge('--help');
    expect(code).toBe(0);
    expect(stdout).toContain('Exit codes:');
  });
});

describe('coff2 report compare', () => {
  const compare = (...args: readonly string[]): Promise<CommandOutcome> =>
    coff2(['report', 'compare', ...args]);

  it('ends with 1 if something is worse, with 0 if not, and tells it', async () => {
    const old = report('old.json', 'mine', { ...HELLO, name: 'two' });
    const now = report('new.json', 'mine', FAILS);
    const worse = await compare(old, now);
    expect(worse.code).toBe(1);
    expect(worse.stdout).toContain('  worse: two, update 1, runs on windows: passed, now fails');
    const better = await compare(now, old);
    expect(better.code).toBe(0);
    expect(better.stdout).toContain('  better: two, update 1, runs on windows: failed, now passes');
  });

  it('shows names of reports on one line, without control characters', async () => {
    const old = report('old.json', 'mine', { ...HELLO, name: COLORED });
    const { stdout } = await compare(old, report('new.json', 'mine', COLORED_CASE));
    expect(stdout).toContain(
      `${ESCAPED}, update 1, runs on windows: passed, now fails (${ESCAPED})`,
    );
  });

  it('prints JSON', async () => {
    const old = report('old.json', 'mine', HELLO);
    const { code, stdout } = await compare('--json', old, old);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      isWorse: false,
      implementations: [{ changes: [] }],
    });
  });

  it('ends with 2 if a file is no report, is not there, or judges another linker', async () => {
    const old = report('old.json', 'mine', HELLO);
    for (const file of [folder.write('bad.json', '{}'), folder.path('none.json')]) {
      const { code, stderr } = await compare(old, file);
      expect({ code, isNamed: stderr.includes(file) }).toEqual({ code: 2, isNamed: true });
    }
    expect((await compare(old)).code).toBe(2);
  });
});
