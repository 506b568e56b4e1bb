import { isDeepStrictEqual } from 'node:util';
import { VARIANTS, type CaseResult } from '../judge/result/case-result';
import { makeReport } from './make-report';
import { ReportError } from './report-error';
import type { ReportedImplementation, RunReport } from './run-report';

/** A report, and what messages call it. */
export interface ReportSource {
  readonly file: string;
  readonly report: RunReport;
}

/** A case of one implementation, and the file that it was found in first. */
interface MergedCase {
  readonly file: string;
  readonly result: CaseResult;
}

/** One implementation, of all files that were seen. */
interface MergedImplementation {
  /** Of the file that tells its identity; the first, as long as none does. */
  file: string;
  identity: string | null;
  readonly variants: Set<string>;
  readonly cases: Map<string, MergedCase>;
  readonly stale: Set<string>;
  milliseconds: number;
}

/**
 * Makes one report of several: shards of one implementation join, several implementations stand
 * side by side in the order in which they are first seen. Cases are sorted by name, times added up.
 * @param sources at least one
 * @throws ReportError if the reports do not belong together: both files, and what to do
 */
export function mergeReports(sources: readonly ReportSource[]): RunReport {
  const [first] = sources;
  if (first === undefined) throw new ReportError('expected at least one report to merge');
  const merged = new Map<string, MergedImplementation>();
  for (const source of sources) {
    checkSameSuite(first, source);
    for (const implementation of source.report.implementations) {
      const { implementation: name, identity } = implementation;
      let into = merged.get(name);
      if (into === undefined) {
        into = {
          file: source.file,
          identity,
          variants: new Set(),
          cases: new Map(),
          stale: new Set(),
          milliseconds: 0,
        };
        merged.set(name, into);
      }
      join(into, implementation, source.file);
    }
  }
  const report = makeReport(
    [...merged].map(([implementation, { identity, variants, cases, stale, milliseconds }]) => ({
      implementation,
      identity,
      variants: VARIANTS.filter((variant) => variants.has(variant)),
      cases: [...cases.values()].map(({ result }) => result).sort(byName),
      stale: [...stale],
      milliseconds,
    })),
  );
  // What judged is what made the files, not what merges them.
  return { ...report, suite: first.report.suite, linker: first.report.linker };
}

function byName(one: CaseResult, other: CaseResult): number {
  return one.name < other.name ? -1 : 1;
}

function checkSameSuite(first: ReportSource, { file, report }: ReportSource): void {
  const made = ({ suite, linker }: RunReport): string =>
    `version ${suite} of the suite with goldens of ${linker}`;
  const [expected, got] = [made(first.report), made(report)];
  if (expected === got) return;
  throw new ReportError(
    `${file} was made by ${got}, and ${first.file} by ${expected}: what they say cannot be ` +
      'compared; run the older one again',
  );
}

function join(into: MergedImplementation, from: ReportedImplementation, file: string): void {
  checkSameIdentity(into, from, file);
  if (into.identity === null && from.identity !== null) {
    into.identity = from.identity;
    into.file = file;
  }
  for (const variant of from.variants) into.variants.add(variant);
  for (const entry of from.stale) into.stale.add(entry);
  into.milliseconds += from.milliseconds;
  for (const result of from.cases) {
    const before = into.cases.get(result.name);
    if (before === undefined) into.cases.set(result.name, { file, result });
    else checkSameCase(before, { file, result }, from.implementation);
  }
}

function checkSameIdentity(
  { file: firstFile, identity: first }: MergedImplementation,
  { implementation, identity }: ReportedImplementation,
  file: string,
): void {
  if (first === null || identity === null || first === identity) return;
  throw new ReportError(
    `${firstFile} and ${file} both judge ${implementation}, but in the one it is ` +
      `${JSON.stringify(first)} and in the other ${JSON.stringify(identity)}; ` +
      'run one of them under another name',
  );
}

/** Once is enough of what was found twice; if it is not the same, neither can be believed. */
function checkSameCase(before: MergedCase, after: MergedCase, implementation: string): void {
  const found = ({ result: { updates, refusal } }: MergedCase): unknown => ({ updates, refusal });
  if (isDeepStrictEqual(found(before), found(after))) return;
  throw new ReportError(
    `${before.file} and ${after.file} both judge case ${before.result.name} of ` +
      `${implementation}, and differently; leave one of them out, or run the case again`,
  );
}
