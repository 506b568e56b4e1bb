import type { HostName } from '../../../reference';
import type { Update } from '../../case/case';
import { CaseError } from '../../case/case-error';
import type { StoredCase } from '../../case/case-store';
import { storedScript } from '../../case/stored-script';
import { snapshotPrograms } from '../../case/program/snapshot-programs';
import type { ProgramState } from '../../case/program/program-state';
import { judgeFailure } from '../../judge/level/missing-image';
import { judgeIncremental } from '../../judge/level/incremental';
import { judgeMeaning } from '../../judge/level/meaning';
import { Refusals } from '../../judge/level/refusals';
import { SameJudge } from '../../judge/level/same';
import type { Runner } from '../../judge/level/runs';
import { judgeValid } from '../../judge/level/valid';
import type { Judgement } from '../../judge/result/case-result';
import type { LinkerLevel } from '../../linker/protocol/linker-level';
import type { Implementation, LinkResult } from '../../linker/implementation';
import { REFERENCE } from '../../linker/reference';
import { scriptLines, type FuzzScript } from '../script/fuzz-script';
import { kindOf, type Checked, type Failure } from './failure';
import { linkedInTime } from './in-time';
import { ReferenceFindings } from './reference-findings';
import { RunningImages } from './running-images';

/** The levels that random scripts are judged on; `nodes` and `bytes` by the reference on the same host. */
export const SCRIPT_LEVELS = [
  'valid',
  'runs',
  'meaning',
  'same',
  'incremental',
  'nodes',
  'bytes',
] as const;

export type ScriptLevel = (typeof SCRIPT_LEVELS)[number];

/** What a linker is asked for. */
export interface LinkerAsked {
  readonly hosts: readonly HostName[];
  readonly levels: readonly ScriptLevel[];
  readonly stop: AbortSignal;
  /** What runs images; needed for the level `runs` alone. */
  readonly runner?: Runner;
}

/**
 * Has a linker link a script, and judges each snapshot on the levels that were asked for and that the linker
 * announces, as `coff2 run` judges an update. The first failure counts. What known findings explain of the reference
 * is no failure, and not judged: its image is another program than the one that was handed over.
 */
export async function linkerCheck(
  script: FuzzScript,
  implementation: Implementation,
  { hosts, levels, stop, runner = null }: LinkerAsked,
): Promise<Checked> {
  const lines = scriptLines(script);
  const stored = storedScript('script', 'script', lines, script.options);
  const snapshots = stored.case.updates.length;
  const handing = updatesThatHandOver(script);
  const runs = levels.includes('runs') && implementation.levels.includes('runs');
  const running = new RunningImages(runner);
  const findings = new ReferenceFindings(script);
  const isKnown = (judgement: Judgement, host: HostName, index: number): boolean =>
    implementation.isReference && findings.explain(judgement, host, index);
  let judged = 0;
  let unjudged = 0;
  for (const host of hosts) {
    const results = await linkedInTime(() => linked(implementation, stored, host, stop), stop);
    const reference =
      levels.includes('bytes') || levels.includes('nodes')
        ? await linked(REFERENCE, stored, host, stop)
        : [];
    const same = new SameJudge();
    const refusals = new Refusals();
    const programs = snapshotPrograms(lines, 'script');
    let index = 0;
    let wasFlushed = false;
    for (const program of programs) {
      same.nextUpdate();
      const update = updateNamed(`snapshot ${index + 1}`);
      const handsOver = !wasFlushed || handing[index] !== false;
      wasFlushed = program.isFlushed;
      const at = { program, host, update, index, snapshots, handsOver };
      const all = judge(at, results, reference, { implementation, levels, same, refusals });
      const patched = await patchedJudgement(at, results, implementation, levels, stop);
      const judgements = [...all, ...(patched === null ? [] : [patched])];
      for (const judgement of judgements) {
        const isFailed = judgement.verdict === 'fail';
        if (judgement.verdict === 'unsupported' || (isFailed && isKnown(judgement, host, index))) {
          unjudged += 1;
          continue;
        }
        judged += 1;
        if (!isFailed) continue;
        await running.all();
        return { failure: failureOf(judgement, index), known: findings.known, judged, unjudged };
      }
      const result = results[index];
      if (runs && result?.kind === 'image') running.start(program, host, result.image, index);
      index += 1;
    }
  }
  let failure: Failure | null = null;
  for (const { judgement, host, index } of await running.all()) {
    const isFailed = judgement.verdict === 'fail';
    if (judgement.verdict === 'unsupported' || (isFailed && isKnown(judgement, host, index))) {
      unjudged += 1;
      continue;
    }
    judged += 1;
    if (isFailed) failure ??= failureOf(judgement, index);
  }
  return { failure, known: findings.known, judged, unjudged };
}

/** What the level `same` compares with is a fresh link by the reference, whose DLLs have neither entry point nor exports. */
const NOT_SAME = {
  level: 'same',
  verdict: 'unsupported',
  reason: 'the reference links a DLL without what it starts at',
  details: [],
} as const;

async function linked(
  implementation: Implementation,
  stored: StoredCase,
  host: HostName,
  stop: AbortSignal,
): Promise<readonly LinkResult[]> {
  const results: LinkResult[] = [];
  try {
    for await (const result of implementation.link(stored, host, stop)) results.push(result);
  } catch (error) {
    // The reference refuses so what it cannot link: a script that got smaller may export what has no bytes.
    if (!(error instanceof CaseError)) throw error;
    return [{ kind: 'failure', outcome: 'refused', reason: error.message, details: [] }];
  }
  return results;
}

interface Place {
  readonly program: ProgramState;
  readonly host: HostName;
  readonly update: Update;
  readonly index: number;
  /** Number of snapshots of the script. */
  readonly snapshots: number;
  /** Whether there may be anything to write. */
  readonly handsOver: boolean;
}

/** What is judged, and on which levels. */
interface Judging {
  readonly implementation: Implementation;
  readonly levels: readonly ScriptLevel[];
  readonly same: SameJudge;
  readonly refusals: Refusals;
}

/** Only the levels that were asked for are judged: others would take time for nothing. */
function judge(
  { program, host, update, index, snapshots }: Place,
  results: readonly LinkResult[],
  reference: readonly LinkResult[],
  { implementation, levels, same, refusals }: Judging,
): readonly Judgement[] {
  const { isReference } = implementation;
  const isJudged = (level: LinkerLevel): boolean =>
    levels.includes(level) && implementation.levels.includes(level);
  const result = results[index];
  const last = results.at(-1);
  // A linker that fails after its last answer is judged by that, as it is in a run.
  const isLast = index + 1 === snapshots;
  const afterLast = isLast && last?.kind === 'failure' && results.length > snapshots;
  const failed =
    result?.kind === 'image' && !afterLast ? null : afterLast ? last : (result ?? last ?? null);
  if (result?.kind !== 'image' || afterLast) {
    const failure =
      failed?.kind === 'failure'
        ? refusals.judged(failed, program)
        : ({
            kind: 'failure',
            outcome: 'protocol',
            reason: 'it gave no answer',
            details: [],
          } as const);
    const isFirst = afterLast || result === failed || index === results.length;
    const at = { update, program, host, isRun: false, isFirst };
    const told = judgeFailure(failure, { ...at, levels: implementation.levels }).filter(
      ({ level }) => level === 'outcome' || levels.some((one) => one === level),
    );
    // How a linker fails counts, whatever levels were asked for.
    return told.length > 0 ? told : judgeFailure(failure, { ...at, levels: [] });
  }
  const judgements: (Judgement | null)[] = [];
  if (isJudged('valid') && program.wasFlushed) judgements.push(judgeValid(result.image, host));
  if (isJudged('meaning')) judgements.push(judgeMeaning(program, result, host));
  if (levels.includes('same') && implementation.levels.includes('runs')) {
    const protection = isReference ? 'compared' : 'ignored';
    judgements.push(
      program.options.outputMode === 'Lib'
        ? { ...NOT_SAME, variant: host }
        : same.judge(program, result.image, host, { protection }),
    );
  }
  const expected = reference[index];
  if (expected?.kind === 'image') {
    if (isJudged('nodes')) {
      judgements.push(equal('nodes', host, result.nodes === expected.nodes, 'the node dump'));
    }
    if (isJudged('bytes')) {
      const isEqual = Buffer.compare(result.image, expected.image) === 0;
      judgements.push(equal('bytes', host, isEqual, 'the image'));
    }
  }
  return judgements.filter((judgement) => judgement !== null);
}

/** Null if it is not asked for, not announced, or there is nothing to judge. */
async function patchedJudgement(
  { program, host, index, handsOver }: Place,
  results: readonly LinkResult[],
  implementation: Implementation,
  levels: readonly ScriptLevel[],
  stop: AbortSignal,
): Promise<Judgement | null> {
  const isAsked = levels.includes('incremental') && implementation.levels.includes('incremental');
  const [result, before] = [results[index], results[index - 1]];
  if (!isAsked || result?.kind !== 'image') return null;
  const linkFresh = async (): Promise<LinkResult> => {
    const link = async (): Promise<readonly [LinkResult]> => [
      await implementation.linkFresh('script', program, host, stop),
    ];
    const [fresh] = await linkedInTime(link, stop);
    return fresh;
  };
  return judgeIncremental({
    ...{ program, host, result },
    before: before?.kind === 'image' ? before.image : null,
    handsOver,
    linkFresh: index > 0 ? linkFresh : null,
  });
}

/** For each snapshot, whether its update has ops that hand something over. */
function updatesThatHandOver({ ops }: FuzzScript): readonly boolean[] {
  const found: boolean[] = [];
  let handsOver = false;
  for (const { op } of ops) {
    if (op === 'snapshot') {
      found.push(handsOver);
      handsOver = false;
    } else if (op !== 'idle' && op !== 'flush') handsOver = true;
  }
  return found;
}

function equal(
  level: 'nodes' | 'bytes',
  variant: HostName,
  isEqual: boolean,
  what: string,
): Judgement {
  const reason = isEqual ? null : `${what} is not that of the reference`;
  return { level, variant, verdict: isEqual ? 'pass' : 'fail', reason, details: [] };
}

function failureOf({ level, variant, reason, cause, details }: Judgement, index: number): Failure {
  return {
    // The reason may name no more than what is wrong, as "wrong-reference" of each type of relocation.
    kind: `${level}: ${kindOf(cause ?? reason ?? '')}`,
    what: `snapshot ${index + 1}, ${level} on ${variant}: ${reason ?? 'fails'}`,
    details: details.slice(0, 20),
  };
}

function updateNamed(name: string): Update {
  return { name, line: 1, writes: [], removes: [], outcome: null, link: [], expectedFailure: null };
}
