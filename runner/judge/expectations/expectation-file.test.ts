import * as fs from 'node:fs';
import * as path from 'node:path';
import { mostlySlowTest } from '../../../reference/testing/slow-test';
import { caseFile, loadCase } from '../../case/case-store';
import { packageRoot } from '../../system/package-root';
import { TemporaryFolder } from '../../testing/temporary-folder';
import { ANY, type Expectation } from './expectation';
import { ExpectationError, readExpectations, writeExpectations } from './expectation-file';

const folder = TemporaryFolder.forEachTest();

const REST = { case: 'hello', update: '*', level: 'runs', reason: 'a known bug' } as const;
const ONE: Expectation = { ...REST, variant: 'windows' };
/** The same as a file has it. */
const ENTRY = { ...REST, host: 'windows' };

/** What reading a file of this text says. */
function problem(json: unknown): string {
  const text = typeof json === 'string' ? json : JSON.stringify(json);
  const file = folder.write('x.json', text);
  try {
    readExpectations(file, 'x');
  } catch (error) {
    if (error instanceof ExpectationError) return error.message.replaceAll(file, 'x.json');
    throw error;
  }
  return 'nothing';
}

describe('a file of expectations', () => {
  it('is read as it was written', () => {
    const file = folder.path('x.json');
    writeExpectations({ file, expectations: [ONE] }, 'x');
    expect(readExpectations(file, 'x')).toEqual({ file, expectations: [ONE] });
    expect(fs.readFileSync(file, 'utf8')).toMatch(/[^\n]\n$/);
  });

  it('keeps the spellings of messages', () => {
    const spellings = [{ expected: "'{}'", actual: '"{}"' }];
    const written = { file: folder.path('x.json'), expectations: [ONE], spellings };
    writeExpectations(written, 'x');
    expect(readExpectations(written.file, 'x')).toEqual(written);
  });

  it('calls the variant of a linker a host, that of a compiler a mode', () => {
    const file = folder.path('x.json');
    writeExpectations({ file, expectations: [ONE, { ...ONE, variant: 'incremental' }] }, 'x');
    const { expectations } = JSON.parse(fs.readFileSync(file, 'utf8')) as {
      expectations: object[];
    };
    expect(expectations).toEqual([ENTRY, { ...REST, mode: 'incremental' }]);
  });

  it('may be an older one, with modes as hosts and the level as-fresh called fresh', () => {
    const old = { ...REST, host: 'incremental', level: 'fresh' };
    const text = JSON.stringify({ implementation: 'x', expectations: [old] });
    expect(readExpectations(folder.write('x.json', text), 'x').expectations).toEqual([
      { ...REST, variant: 'incremental', level: 'as-fresh' },
    ]);
  });

  it('has none where it is not there', () => {
    const file = folder.path('x.json');
    expect(readExpectations(file, 'x')).toEqual({ file, expectations: [] });
  });

  it.each([
    ['no JSON', '{', /^x\.json: expected JSON: /],
    ['no list', { implementation: 'x' }, /^x\.json: expectations: .*expected array/],
    [
      'spellings that vary in other places',
      { implementation: 'x', spellings: [{ expected: "'{}'", actual: 'it' }], expectations: [] },
      'x.json: spellings.0: expected as many {} in both spellings',
    ],
    [
      'a rule and a failure',
      {
        implementation: 'x',
        expectations: [
          { ...ENTRY, level: 'valid', rule: 'sections-adjacent', failure: 'breaks it' },
        ],
      },
      'x.json: expectations.0: expected a rule or a failure: a rule says what fails',
    ],
    [
      'an unknown rule',
      { implementation: 'x', expectations: [{ ...ENTRY, level: 'valid', rule: 'sections-nice' }] },
      /^x\.json: expectations\.0\.rule: .*"sections-adjacent"/,
    ],
    [
      'a rule of another level',
      { implementation: 'x', expectations: [{ ...ENTRY, rule: 'sections-adjacent' }] },
      /^x\.json: expectations\.0: expected the level valid/,
    ],
    [
      'all cases without a rule',
      { implementation: 'x', expectations: [{ ...ENTRY, case: '*' }] },
      /^x\.json: expectations\.0: expected the name of a case/,
    ],
    [
      'an unknown level',
      { implementation: 'x', expectations: [{ ...ENTRY, level: 'speed' }] },
      /^x\.json: expectations\.0\.level: .*"meaning"/,
    ],
    [
      'an unknown host',
      { implementation: 'x', expectations: [ENTRY, { ...ENTRY, host: 'macos' }] },
      /^x\.json: expectations\.1\.host: .*"windows"/,
    ],
    [
      'neither host nor mode',
      { implementation: 'x', expectations: [REST] },
      'x.json: expectations.0: expected either host (of a linker) or mode (of a compiler)',
    ],
    [
      'no reason',
      { implementation: 'x', expectations: [{ ...ENTRY, reason: '' }] },
      /^x\.json: expectations\.0\.reason: /,
    ],
    [
      'a field that there is not',
      { implementation: 'x', expectations: [{ ...ENTRY, reasons: [] }] },
      /^x\.json: expectations\.0: .*reasons/,
    ],
    [
      'another implementation',
      { implementation: 'y', expectations: [] },
      'x.json: implementation: expected "x", got "y"',
    ],
  ])('is refused with file and field: %s', (_title, json, message) => {
    expect(problem(json)).toMatch(message);
  });

  it('reports all that is wrong', () => {
    const entry = { ...ENTRY, level: 'speed', host: 'macos' };
    expect(problem({ implementation: 'x', expectations: [entry] }).split('\n')).toHaveLength(2);
  });
});

describe('the expectations of this suite', () => {
  const own = path.join(packageRoot(), 'expectations');

  mostlySlowTest.each(fs.readdirSync(own))(
    '%s is about cases and updates that there are',
    (name) => {
      const { expectations } = readExpectations(path.join(own, name), path.basename(name, '.json'));
      for (const { case: caseName, update } of expectations) {
        if (caseName === ANY) continue;
        const names = loadCase(caseFile(caseName) ?? caseName).case.updates.map((one) => one.name);
        expect([ANY, ...names]).toContain(update);
      }
    },
  );

  it('name findings of the document where they speak of findings', () => {
    const findings = fs.readFileSync(
      path.join(packageRoot(), 'docs', 'upstream-findings.md'),
      'utf8',
    );
    const { expectations } = readExpectations(path.join(own, 'reference.json'), 'reference');
    for (const { reason } of expectations) {
      const named = /^upstream findings? ([a-z-]+)(?: and ([a-z-]+))?:/.exec(reason)?.slice(1);
      for (const name of named?.filter((one) => (one as string | undefined) !== undefined) ?? [
        'none',
      ]) {
        expect(findings).toContain(`(\`${name}\`)`);
      }
    }
  });
});
