import { z } from 'zod';
import { HOST_NAMES } from '../../reference';
import { caseResult, holding, judgement } from '../testing/case-results';
import { packageVersion } from '../package-root';
import type { CaseResult } from './case-result';
import { jsonReport } from './report-json';

const count = z.int().min(0);

/** What readers of a report can rely on. */
const report = z.strictObject({
  suite: z.literal(packageVersion()),
  linker: z.string().regex(/^coff2@[0-9a-f]{10}$/),
  hosts: z.array(z.enum(HOST_NAMES)),
  holds: z.boolean(),
  milliseconds: count,
  verdicts: z.strictObject({
    pass: count,
    fail: count,
    xfail: count,
    xpass: count,
    unsupported: count,
  }),
  cases: z.array(
    z.strictObject({
      name: z.string(),
      file: z.string(),
      holds: z.boolean(),
      refusal: z.string().nullable(),
      milliseconds: count,
      updates: z.array(
        z.strictObject({
          update: z.string(),
          judgements: z.array(
            z.strictObject({
              aspect: z.enum(['bytes', 'nodes', 'picture', 'run']),
              host: z.enum(HOST_NAMES),
              verdict: z.enum(['pass', 'fail', 'xfail', 'xpass', 'unsupported']),
              reason: z.string().nullable(),
              details: z.array(z.string()),
            }),
          ),
        }),
      ),
    }),
  ),
});

const read = (...results: readonly CaseResult[]): z.infer<typeof report> =>
  report.parse(JSON.parse(jsonReport(results, HOST_NAMES, 1234.56)));

const FAILS = judgement('run', 'windows', 'fail', 'exits with 5', ['a page fault']);

describe('the JSON report of a run', () => {
  it('has each judgement as it was made', () => {
    const result = caseResult('hello', [holding(), holding(HOST_NAMES, FAILS)]);
    const { cases, ...run } = read(result);
    expect(cases).toEqual([{ ...result, holds: false, milliseconds: 12 }]);
    expect(run).toMatchObject({
      hosts: HOST_NAMES,
      holds: false,
      milliseconds: 1235,
      verdicts: { pass: 19, fail: 1, xfail: 0, xpass: 0, unsupported: 0 },
    });
  });

  it('holds where every case does', () => {
    const xfail = judgement('run', 'windows', 'xfail');
    const good = caseResult('hello', [holding(HOST_NAMES, xfail)]);
    expect(read(good)).toMatchObject({ holds: true, cases: [{ holds: true }] });
    const refused = caseResult('bad', [], { refusal: 'bad.incr:1: why' });
    expect(read(good, refused)).toMatchObject({
      holds: false,
      cases: [{ holds: true }, { holds: false, refusal: 'bad.incr:1: why' }],
    });
  });

  it('keeps whatever stands in a name or reason', () => {
    const hostile = '"\\\n\u0000\u2028</script>𝒳';
    const result = caseResult(hostile, [[judgement('bytes', 'windows', 'fail', hostile)]]);
    expect(read(result).cases[0]).toMatchObject({
      name: hostile,
      updates: [{ judgements: [{ reason: hostile }] }],
    });
  });

  it('ends with a line feed', () => {
    expect(jsonReport([], HOST_NAMES, 0)).toMatch(/[^\n]\n$/);
  });
});
