import { isDeepStrictEqual } from 'node:util';
import { VARIANTS, type CaseResult } from '../judge/result/case-result';
import { makeReport } from './make-report';
import { ReportError } from './report-error';
import type { ReportedImplementation, RunReport } from './run-report';

/** A report, and its name in messages. */
export interface ReportSource {
  readonly file: string;
  readonly report: RunReport;
}

/** A case of one implementation, and the first file that has it. */
interface MergedCase {
  readonly file: string;
  readonly result: CaseResult;
}

/** One implementation, from all files. */
interface MergedImplementation {
  /** The file with its identity; the first one, as long as none has an identity. */
  file: string;
  identity: string | null;
  readonly variants: Set<string>;
  readonly cases: Map<string, MergedCase>;
  readonly stale: Set<string>;
  /** The earliest start of its runs; null if none is known. */
  started: string | null;
  milliseconds: number;
  /** By what was used: all versions that runs used of it. */
  readonly versions: Map<string, Set<string>>;
  /** The commands of its runs. */
  readonly commands: Set<string>;
  /** Its runs that ended early. */
  readonly cutShort: ReportedImplementation[];
  /** The shards of its runs; null if one of them was of all cases. */
  shards: Set<string> | null;
}

export interface MergeOptions {
  /** Whether shards may be missing. */
  readonly isPartial?: boolean;
}

/** Missing shards that a message names. */
const SHOWN = 8;

/**
 * Makes one report of several. Shards of one implementation are joined. Several implementations are
 * listed in the order in which they first appear. Cases are sorted by name, and times are added up.
 * @param sources at least one
 * @throws ReportError if the reports cannot be merged, with both files and what to do
 */
export function mergeReports(
  sources: readonly ReportSource[],
  { isPartial = false }: MergeOptions = {},
): RunReport {
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
          started: null,
          milliseconds: 0,
          versions: new Map(),
          commands: new Set(),
          cutShort: [],
          shards: new Set(),
        };
        merged.set(name, into);
      }
      join(into, implementation, source.file);
    }
  }
  const missing = isPartial ? [] : [...merged].flatMap(missingShards);
  if (missing.length > 0) {
    throw new ReportError(
      `no file has ${missing.join('; ')}: give the reports of all shards, or say --partial`,
    );
  }
  const report = makeReport(
    [...merged].map(
      ([implementation, { identity, variants, cases, stale, started, milliseconds, ...more }]) => ({
        implementation,
        identity,
        variants: VARIANTS.filter((variant) => variants.has(variant)),
        cases: [...cases.values()].map(({ result }) => result).sort(byName),
        stale: [...stale],
        ...(started === null ? {} : { started }),
        milliseconds,
        ...(more.versions.size === 0 ? {} : { versions: joined(more.versions) }),
        ...oneCommand(more.commands),
        ...earlyEndOf(more.cutShort, cases),
        ...shardsOf(more.shards),
      }),
    ),
  );
  // The version that judged counts, not the version that merges.
  return { ...report, suite: first.report.suite, linker: first.report.linker };
}

function joined(versions: ReadonlyMap<string, ReadonlySet<string>>): Record<string, string> {
  return Object.fromEntries([...versions].map(([name, all]) => [name, [...all].join(', ')]));
}

/** The shards that are missing of one implementation: "shards 2/4, 3/4 of mine"; none if all are there. */
function missingShards([implementation, { shards }]: readonly [
  string,
  MergedImplementation,
]): readonly string[] {
  if (shards === null || isWhole(shards)) return [];
  return [...new Set([...shards].map(countOf))].map((count) => {
    const missing = count - [...shards].filter((one) => countOf(one) === count).length;
    const named: string[] = [];
    for (let number = 1; named.length < Math.min(missing, SHOWN); number += 1) {
      if (!shards.has(`${number}/${count}`)) named.push(`${number}/${count}`);
    }
    if (missing > SHOWN) named.push(`${missing - SHOWN} more`);
    return `${missing === 1 ? 'shard' : 'shards'} ${named.join(', ')} of ${implementation}`;
  });
}

/** Whether the shards of one division of the cases are all there. */
function isWhole(shards: ReadonlySet<string>): boolean {
  const counts = [...shards].map(countOf);
  return counts.some((count) => counts.filter((other) => other === count).length === count);
}

/** 4 of "1/4". */
function countOf(shard: string): number {
  return Number(shard.slice(shard.indexOf('/') + 1));
}

/** The shards, where they are not all. */
function shardsOf(
  shards: ReadonlySet<string> | null,
): Pick<ReportedImplementation, 'shards'> | Record<string, never> {
  return shards === null || isWhole(shards) ? {} : { shards: [...shards] };
}

/** Of runs that were started in different ways, no command repeats all. */
function oneCommand(commands: ReadonlySet<string>): { readonly command?: string } {
  const [command] = commands;
  return command === undefined || commands.size > 1 ? {} : { command };
}

/** What no run judged: another one may have judged what one did not come to. */
function earlyEndOf(
  cutShort: readonly ReportedImplementation[],
  cases: ReadonlyMap<string, unknown>,
): Pick<ReportedImplementation, 'unjudged' | 'unjudgedCases' | 'ended'> {
  const names = new Set<string>();
  let unnamed = 0;
  const causes = new Set<ReportedImplementation['ended']>();
  for (const { unjudged = 0, unjudgedCases, ended } of cutShort) {
    const missing = unjudgedCases?.filter((name) => !cases.has(name));
    if (missing?.length === 0) continue;
    causes.add(ended);
    for (const name of missing ?? []) names.add(name);
    // Of reports of earlier versions nobody knows whether another run judged these cases.
    if (missing === undefined) unnamed += unjudged;
  }
  if (causes.size === 0) return {};
  const [ended] = causes;
  return {
    unjudged: names.size + unnamed,
    ...(unnamed > 0 ? {} : { unjudgedCases: [...names].sort() }),
    ...(causes.size > 1 || ended === undefined ? { ended: 'interrupted' } : { ended }),
  };
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
    `${file} was made by ${got}, and ${first.file} by ${expected}: they cannot be ` +
      'compared, so run the older one again',
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
  if (from.started !== undefined && (into.started === null || from.started < into.started)) {
    into.started = from.started;
  }
  for (const [name, version] of Object.entries(from.versions ?? {})) {
    into.versions.set(name, (into.versions.get(name) ?? new Set()).add(version));
  }
  if (from.unjudged !== undefined) into.cutShort.push(from);
  if (from.command !== undefined) into.commands.add(from.command);
  if (from.shards === undefined) into.shards = null;
  else for (const shard of from.shards) into.shards?.add(shard);
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
    `${firstFile} and ${file} both judge ${implementation}, but in one it is ` +
      `${JSON.stringify(first)} and in the other ${JSON.stringify(identity)}; ` +
      'run one of them under another name',
  );
}

/** A result that was found twice is kept once. If the two differ, neither can be trusted. */
function checkSameCase(before: MergedCase, after: MergedCase, implementation: string): void {
  const found = ({ result: { updates, refusal } }: MergedCase): unknown => ({ updates, refusal });
  if (isDeepStrictEqual(found(before), found(after))) return;
  throw new ReportError(
    `${before.file} and ${after.file} both judge case ${before.result.name} of ` +
      `${implementation}, but differently; leave one of them out, or run the case again`,
  );
}
