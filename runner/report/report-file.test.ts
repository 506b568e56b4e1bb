import * as fs from 'node:fs';
import * as path from 'node:path';
import { z } from 'zod';
import type { Judgement } from '../judge/result/case-result';
import { packageRoot } from '../system/package-root';
import {
  caseResult,
  holding,
  implementationResult,
  judgement,
} from '../judge/testing/case-results';
import { TemporaryFolder } from '../testing/temporary-folder';
import { jsonReport, makeReport } from './make-report';
import { ReportError } from './report-error';
import { readReport, runReport } from './report-file';

const folder = TemporaryFolder.forEachTest();

/** A judgement that has every field there is. */
const FULL: Judgement = {
  ...judgement('runs', 'windows', 'xfail', 'a known bug', ['a line']),
  outcome: 'crash',
  run: { expected: { stdout: null, exitCode: 0 }, got: { stdout: 'x', exitCode: null } },
  link: 'https://example.org/1',
};

const REPORT = makeReport([
  implementationResult('reference', [
    caseResult('hello', [holding(), [FULL]]),
    caseResult('bad', [], { refusal: 'bad.incr:1: why' }),
  ]),
  implementationResult('zig', [], { identity: null, variants: ['incremental', 'fresh'] }),
]);

type Json = Record<string, unknown>;

/** The report with a change made to it, in a file. */
function changed(change: (report: Json) => void): string {
  const json = JSON.parse(jsonReport(REPORT)) as Json;
  change(json);
  return folder.write('report.json', JSON.stringify(json));
}

function refusal(file: string): string {
  try {
    readReport(file);
  } catch (error) {
    if (error instanceof ReportError) return error.message.replaceAll(file, 'report.json');
    throw error;
  }
  throw new Error('expected the file to be refused');
}

describe('a report file', () => {
  it('is read as it was written', () => {
    expect(readReport(folder.write('report.json', jsonReport(REPORT)))).toEqual(
      JSON.parse(jsonReport(REPORT)),
    );
  });

  it('may be of version 1, which has other names for fields', () => {
    const judged = { verdict: 'fail', reason: 'why', details: [] };
    const old = {
      ...REPORT,
      schema: 1,
      implementations: REPORT.implementations.map(({ variants, ...one }) => ({
        ...one,
        hosts: variants,
        cases: one.cases.map((each) => ({
          ...each,
          updates: [
            { update: 'a', judgements: [{ ...judged, aspect: 'fresh', host: 'incremental' }] },
          ],
        })),
      })),
    };
    const read = readReport(folder.write('report.json', JSON.stringify(old)));
    expect(read.schema).toBe(3);
    expect(read.implementations[1]?.variants).toEqual(['incremental', 'fresh']);
    expect(read.implementations[0]?.cases[0]?.updates).toEqual([
      { update: 'a', judgements: [{ ...judged, level: 'as-fresh', variant: 'incremental' }] },
    ]);
  });

  it('may be of version 2, which lacks what is optional now', () => {
    const text = JSON.stringify({ ...REPORT, schema: 2 });
    expect(readReport(folder.write('report.json', text))).toEqual(JSON.parse(jsonReport(REPORT)));
  });

  it('is refused with its name if it is not there', () => {
    expect(refusal(folder.path('none.json'))).toMatch(/^no such file: /);
  });

  it('is refused if it is no JSON', () => {
    expect(refusal(folder.write('report.json', '<xml/>'))).toMatch(
      /^report\.json: expected the JSON of coff2 run --json: /,
    );
  });

  it.each<[string, (report: Json) => void, RegExp]>([
    ['another form', (r) => (r.schema = 4), /^report\.json: schema: .*expected 3$/],
    ['a field that is missing', (r) => delete r.suite, /^report\.json: suite: .*string/],
    ['a field that nobody knows', (r) => (r.more = 1), /^report\.json: the file: .*"more"$/],
    [
      'a wrong value deep inside',
      (r) => {
        const [one] = r.implementations as [{ cases: [{ updates: [{ judgements: Json[] }] }] }];
        Object.assign(one.cases[0].updates[0].judgements[2] ?? {}, { verdict: 'good' });
      },
      /^report\.json: implementations\[0\]\.cases\[0\]\.updates\[0\]\.judgements\[2\]\.verdict: .*"pass"/,
    ],
    [
      'two implementations of one name',
      (r) => {
        const all = r.implementations as Json[];
        Object.assign(all[1] ?? {}, { implementation: 'reference' });
      },
      /^report\.json: implementations\[1\]: a second implementation is named "reference"$/,
    ],
    [
      'two cases of one name',
      (r) => {
        const [one] = r.implementations as [{ cases: Json[] }];
        Object.assign(one.cases[1] ?? {}, { name: 'hello' });
      },
      /^report\.json: implementations\[0\]\.cases\[1\]: a second case is named "hello"$/,
    ],
    [
      'no implementation',
      (r) => (r.implementations = []),
      /^report\.json: implementations: expected a linker/,
    ],
    [
      'a shard beyond their number',
      (r) => Object.assign((r.implementations as Json[])[0] ?? {}, { shards: ['5/4'] }),
      /^report\.json: implementations\[0\]\.shards\[0\]: expected a shard such as 1\/4$/,
    ],
  ])('is refused with the field if it has %s', (_title, change, message) => {
    expect(refusal(changed(change))).toMatch(message);
  });

  it('is refused with its first problems if it has very many', () => {
    const message = refusal(changed((r) => (r.implementations = new Array<number>(500).fill(7))));
    expect(message.split('\n')).toHaveLength(11);
    expect(message).toMatch(/\nreport\.json: and 490 more$/);
  });
});

/** Every field of a schema, as the document writes it: "implementations[].cases[].name". */
function fieldsOf(schema: z.core.JSONSchema._JSONSchema, place = ''): readonly string[] {
  if (typeof schema === 'boolean') return [];
  return [
    ...Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
      const path = place === '' ? name : `${place}.${name}`;
      return [path, ...fieldsOf(field, path)];
    }),
    ...(schema.items === undefined || Array.isArray(schema.items)
      ? []
      : fieldsOf(schema.items, `${place}[]`)),
  ];
}

describe('docs/report-schema.md', () => {
  const text = fs.readFileSync(path.join(packageRoot(), 'docs', 'report-schema.md'), 'utf8');

  it('has each field of a report, and no other, in order', () => {
    const [fields = ''] = text.split('\n## ');
    const documented = [...fields.matchAll(/^\| `([^`]+)` +\|/gm)].map(([, field]) => field);
    expect(documented).toEqual(fieldsOf(z.toJSONSchema(runReport)));
  });

  it('has each value that a field can have', () => {
    const enums = new Set<string>();
    JSON.stringify(z.toJSONSchema(runReport), (key, value: unknown) => {
      if (key === 'enum') for (const one of value as string[]) enums.add(one);
      return value;
    });
    expect(enums.size).toBeGreaterThan(20);
    for (const value of enums) expect(text).toContain(`\`${value}\``);
  });
});
