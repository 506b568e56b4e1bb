import { z } from 'zod';
import { HOST_NAMES } from '../../reference';
import { LEVELS } from '../judge/result/level';
import type { CaseResult } from '../judge/result/case-result';
import {
  caseResult,
  holding,
  judgement,
  implementationResult,
} from '../judge/testing/case-results';
import { packageVersion } from '../system/package-root';
import { jsonReport, makeReport } from './make-report';

const count = z.int().min(0);

/** What readers of a report can rely on, of one implementation. */
const implementation = z.strictObject({
  implementation: z.string(),
  identity: z.string().nullable(),
  variants: z.array(z.enum(HOST_NAMES)),
  stale: z.array(z.string()),
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
              level: z.enum(LEVELS),
              variant: z.enum(HOST_NAMES),
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

const report = z.strictObject({
  schema: z.literal(3),
  suite: z.literal(packageVersion()),
  linker: z.string().regex(/^coff2@[0-9a-f]{10}$/),
  holds: z.boolean(),
  implementations: z.array(implementation),
});

function read(...cases: readonly CaseResult[]): z.infer<typeof implementation> {
  const made = makeReport([implementationResult('reference', cases, { milliseconds: 1234.56 })]);
  const { implementations, holds } = report.parse(JSON.parse(jsonReport(made)));
  const [only] = implementations;
  if (only === undefined) throw new Error('a report without implementations');
  expect(holds).toBe(only.holds);
  return only;
}

const FAILS = judgement('runs', 'windows', 'fail', 'exits with 5', ['a page fault']);

describe('the JSON report of a run', () => {
  it('has each judgement as it was made', () => {
    const result = caseResult('hello', [holding(), holding(HOST_NAMES, FAILS)]);
    const { cases, ...run } = read(result);
    expect(cases).toEqual([{ ...result, holds: false, milliseconds: 12 }]);
    expect(run).toMatchObject({
      variants: HOST_NAMES,
      holds: false,
      milliseconds: 1235,
      verdicts: { pass: 31, fail: 1, xfail: 0, xpass: 0, unsupported: 0 },
    });
  });

  it('holds where every case does', () => {
    const xfail = judgement('runs', 'windows', 'xfail');
    const good = caseResult('hello', [holding(HOST_NAMES, xfail)]);
    expect(read(good)).toMatchObject({ holds: true, cases: [{ holds: true }] });
    const refused = caseResult('bad', [], { refusal: 'bad.incr:1: why' });
    expect(read(good, refused)).toMatchObject({
      holds: false,
      cases: [{ holds: true }, { holds: false, refusal: 'bad.incr:1: why' }],
    });
  });

  it('does not hold where no linker was judged', () => {
    expect(makeReport([]).holds).toBe(false);
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
    expect(jsonReport(makeReport([]))).toMatch(/[^\n]\n$/);
  });
});
