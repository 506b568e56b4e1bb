import { readTextFile } from '../system/input-file';
import { z } from 'zod';
import { fileErrorText } from '../system/file-error';
import { LEVELS } from '../judge/result/level';
import { VARIANTS, type Verdict } from '../judge/result/case-result';
import type { AdapterOutcome } from '../linker/protocol/adapter-failure';
import { ReportError } from './report-error';
import { upgradeReport } from './upgrade-report';
import { REPORT_SCHEMA, type RunReport } from './run-report';

/** All verdicts, in the order of reports. */
export const VERDICTS = [
  'pass',
  'fail',
  'xfail',
  'xpass',
  'unsupported',
] as const satisfies readonly Verdict[];

const OUTCOMES = [
  'refused',
  'unsupported',
  'crash',
  'timeout',
  'protocol',
] as const satisfies readonly AdapterOutcome[];

/** The most problems of one file that are listed. */
const PROBLEMS_TOLD = 10;

const count = z.int().min(0);

const runOutput = z.strictObject({
  stdout: z.string().nullable(),
  exitCode: z.int().nullable(),
});

const judgement = z.strictObject({
  level: z.enum(LEVELS),
  variant: z.enum(VARIANTS),
  verdict: z.enum(VERDICTS),
  reason: z.string().nullable(),
  details: z.array(z.string()),
  cause: z.string().exactOptional(),
  outcome: z.enum(OUTCOMES).exactOptional(),
  written: z.strictObject({ bytes: count, unchanged: count }).exactOptional(),
  isConsequence: z.literal(true).exactOptional(),
  rules: z.array(z.string()).exactOptional(),
  run: z.strictObject({ expected: runOutput, got: runOutput }).exactOptional(),
  link: z.string().exactOptional(),
});

const update = z.strictObject({ update: z.string(), judgements: z.array(judgement) });

const reportedCase = z.strictObject({
  name: z.string(),
  file: z.string(),
  holds: z.boolean(),
  updates: z.array(update),
  refusal: z.string().nullable(),
  milliseconds: z.number().min(0),
  others: z.strictObject({ compiler: z.number().min(0), wine: z.number().min(0) }).exactOptional(),
});

const implementation = z.strictObject({
  implementation: z.string().min(1),
  identity: z.string().nullable(),
  variants: z.array(z.enum(VARIANTS)),
  holds: z.boolean(),
  verdicts: z.strictObject({
    pass: count,
    fail: count,
    xfail: count,
    xpass: count,
    unsupported: count,
  }),
  cases: z.array(reportedCase).superRefine((cases, context) => {
    named(
      'case',
      cases.map(({ name }) => name),
      context,
    );
  }),
  stale: z.array(z.string()),
  started: z.iso.datetime().exactOptional(),
  milliseconds: z.number().min(0),
  ownShare: z.number().max(1).exactOptional(),
  unjudged: z.int().min(1).exactOptional(),
  ended: z.enum(['interrupted', 'bail']).exactOptional(),
  unjudgedCases: z.array(z.string()).exactOptional(),
  versions: z.record(z.string(), z.string()).exactOptional(),
  command: z.string().exactOptional(),
  shards: z.array(z.string().refine(isShard, 'expected a shard such as 1/4')).exactOptional(),
});

/** The form of what `coff2 run --json` writes. docs/report-schema.md documents it. */
export const runReport = z.strictObject({
  schema: z.literal(REPORT_SCHEMA),
  suite: z.string(),
  linker: z.string(),
  holds: z.boolean(),
  implementations: z
    .array(implementation)
    .min(1, 'expected a linker: a report of none says nothing')
    .superRefine((implementations, context) => {
      named(
        'implementation',
        implementations.map(({ implementation: name }) => name),
        context,
      );
    }),
}) satisfies z.ZodType<RunReport>;

/** Whether a text is the number of a shard and of how many, as "1/4". */
function isShard(text: string): boolean {
  const [, number, count] = /^([1-9]\d*)\/([1-9]\d*)$/.exec(text) ?? [];
  return number !== undefined && Number(number) <= Number(count);
}

/** Names must be unique, because reports are merged and shown by name. */
function named(what: string, names: readonly string[], context: z.RefinementCtx): void {
  const seen = new Set<string>();
  for (const [index, name] of names.entries()) {
    if (seen.has(name)) {
      const message = `a second ${what} is named ${JSON.stringify(name)}`;
      context.addIssue({ code: 'custom', path: [index], message });
    }
    seen.add(name);
  }
}

/**
 * Reads a file that `coff2 run --json` wrote.
 * @throws ReportError if it cannot be read or is malformed, with the file, the field of each problem and
 *   what was expected
 */
export function readReport(file: string): RunReport {
  let text: string;
  try {
    text = readTextFile(file).toString('utf8');
  } catch (error) {
    const reason = fileErrorText(error as NodeJS.ErrnoException);
    throw new ReportError(reason.includes(file) ? reason : `${file}: ${reason}`);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new ReportError(
      `${file}: expected the JSON of coff2 run --json: ${(error as Error).message}`,
    );
  }
  const result = runReport.safeParse(upgradeReport(json));
  if (result.success) return result.data;
  const { issues } = result.error;
  const problems = issues
    .slice(0, PROBLEMS_TOLD)
    .map(({ path, message }) => `${file}: ${fieldOf(path)}: ${message}`);
  const rest = issues.length - problems.length;
  if (rest > 0) problems.push(`${file}: and ${rest} more`);
  throw new ReportError(problems.join('\n'));
}

/** "implementations[0].cases[3].name" */
function fieldOf(path: readonly PropertyKey[]): string {
  const field = path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');
  return field === '' ? 'the file' : field;
}
