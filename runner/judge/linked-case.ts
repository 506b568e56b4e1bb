import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DumpedImage, LinkedImage } from '../image/linked-image';
import type { HostName } from '../../reference';
import { isLinked } from '../case/case-script';
import { loadCase, type StoredCase } from '../case/case-store';
import type { Update } from '../case/case';
import { forgetExplanations } from '../golden/explain-failure';
import { GoldenCase } from '../golden/golden-case';
import type { Implementation, LinkFailure, LinkResult } from '../linker/implementation';
import { entryPointFault } from '../case/program/entry-point';
import type { ProgramState } from '../case/program/program-state';
import { snapshotPrograms } from '../case/program/snapshot-programs';
import type { CaseResult, Judgement, UpdateResult } from './result/case-result';
import type { FailureListener } from './failed-image';
import {
  forgetKept,
  isOwnFailure,
  repeatable,
  type Repeating,
  type SaidLine,
} from './keep-failure';
import { refusalText } from './refusal-text';
import { CaseRuns, type RunsOfUpdate } from './case-runs';
import { imageOf, type LinkedHosts } from './linked-hosts';
import { judgeFailure } from './level/missing-image';
import { judgeGolden, type GoldenJudging } from './level/goldens';
import { isComparedWithFresh, judgeIncremental } from './level/incremental';
import { judgeMeaning } from './level/meaning';
import { Refusals } from './level/refusals';
import type { Runner } from './level/runs';
import { SameJudge } from './level/same';
import { judgeValid } from './level/valid';

/** What a run needs, besides cases and a linker. */
export interface RunContext {
  readonly hosts: readonly HostName[];
  /** Folder of the goldens of all cases; null where they are in their own places. */
  readonly goldens: string | null;
  /** Null if images are not to be run: Wine is missing. Undefined if that was not asked for. */
  readonly runner: Runner | undefined;
  /** Folder for the full explanations of differences; null if none are written. */
  readonly reports: string | null;
  /** How failures are repeated and kept; absent if that is not told. */
  readonly repeating?: Repeating;
  /** Told each image that does not hold. */
  readonly onFailure?: FailureListener;
  /** Ends the run before the next update. */
  readonly stop: AbortSignal;
}

/** Why a case cannot judge a linker. */
const ONLY_SOURCES = 'it has no #link block, so only a compiler can be judged by it';

/** The failure of a linker that gave no answer. */
const SILENT: LinkFailure = {
  kind: 'failure',
  outcome: 'protocol',
  reason: 'it gave no answer',
  details: [],
};

/** What was said with a linker on a host, and how many lines of it until each result. */
interface Said {
  readonly lines: SaidLine[];
  readonly until: number[];
}

/** One update for one host, and everything that is known about it. */
interface UpdateOnHost {
  readonly index: number;
  readonly update: Update;
  /** The program after this update. */
  readonly program: ProgramState;
  /** Whether it hands over anything that the linker has not flushed yet. */
  readonly handsOver: boolean;
  readonly host: HostName;
  /** Of all updates of the case. */
  readonly results: readonly LinkResult[];
  readonly golden: GoldenJudging;
  readonly same: SameJudge;
}

/** What was judged of an update on a host, without running its image. */
interface JudgedOnHost {
  readonly at: Omit<UpdateOnHost, 'program'>;
  /** In the order of reports: the level `runs` comes between them. */
  readonly before: readonly Judgement[];
  readonly after: readonly Judgement[];
  /** What a new process made of the update; null if none was asked. */
  readonly fresh: LinkResult | null;
}

/** Lets a linker link a case, and judges all its updates. */
export async function judgeLinkedCase(
  file: string,
  implementation: Implementation,
  context: RunContext,
): Promise<CaseResult> {
  const start = performance.now();
  const name = file.replace(/^.*[/\\]/, '').replace(/\.incr$/, '');
  let updates: readonly UpdateResult[] = [];
  let refusal: string | null = null;
  try {
    const stored = loadCase(file);
    updates = isLinked(stored.case)
      ? await new CaseJudge(stored, implementation, context).judge()
      : stored.case.updates.map((update) => onlySources(update, context.hosts));
  } catch (error) {
    refusal = refusalText(error);
  }
  return { name, file, updates, refusal, milliseconds: performance.now() - start };
}

function onlySources({ name }: Update, hosts: readonly HostName[]): UpdateResult {
  const judgements = hosts.map((host): Judgement => {
    return {
      level: 'outcome',
      variant: host,
      verdict: 'unsupported',
      reason: ONLY_SOURCES,
      details: [],
    };
  });
  return { update: name, judgements };
}

class CaseJudge {
  readonly #stored: StoredCase;
  readonly #implementation: Implementation;
  readonly #context: RunContext;
  readonly #said = new Map<HostName, Said>();
  readonly #refusals = new Refusals();
  /** Whether something went wrong, so that nothing more is judged. */
  #isOver = false;

  constructor(stored: StoredCase, implementation: Implementation, context: RunContext) {
    this.#stored = stored;
    this.#implementation = implementation;
    this.#context = context;
  }

  async judge(): Promise<readonly UpdateResult[]> {
    const { runner, stop } = this.#context;
    const keep = this.#context.repeating?.keep ?? null;
    if (keep !== null) forgetKept(keep, this.#stored);
    const linked = await this.#link();
    const runs = new CaseRuns(this.#stored, this.#implementation, runner ?? null, stop);
    const golden = this.#golden(linked);
    if (runner === undefined || !this.#implementation.levels.includes('runs')) {
      return this.#together(await this.#judgeLevels(linked, golden), null);
    }
    await runs.linkDlls(linked);
    const running = runs.judge(linked);
    const judging = this.#judgeLevels(linked, golden);
    try {
      const [judged, ran] = await Promise.all([judging, running]);
      return this.#together(judged, ran);
    } catch (error) {
      runs.cancel();
      this.#isOver = true;
      // The case is over when nothing of it goes on any more; why it is over is known already.
      await Promise.allSettled([judging, running]);
      throw error;
    }
  }

  /** Judges all updates on all levels but `runs`. @returns fewer updates if the run was stopped */
  async #judgeLevels(
    linked: LinkedHosts,
    golden: GoldenJudging,
  ): Promise<readonly (readonly JudgedOnHost[])[]> {
    const { updates, script } = this.#stored.case;
    const programs = snapshotPrograms(
      script.map(({ json }) => json),
      this.#stored.file,
    );
    const same = new SameJudge();
    const ops = opsOfUpdates(script);
    let wasFlushed = false;
    const judged: (readonly JudgedOnHost[])[] = [];
    for (const [index, update] of updates.entries()) {
      const { value: program } = programs.next();
      if (program === undefined) break;
      same.nextUpdate();
      const handsOver = !wasFlushed || ops[index]?.every((op) => IDLE.has(op)) !== true;
      wasFlushed = program.isFlushed;
      const onHosts: JudgedOnHost[] = [];
      for (const [host, results] of linked) {
        // A signal is heard, and the next image is run.
        await nextTurn();
        if (this.#context.stop.aborted || this.#isOver) return judged;
        const at = { index, update, program, handsOver, host, results, golden, same };
        onHosts.push(await this.#judgeUpdate(at));
      }
      judged.push(onHosts);
    }
    return judged;
  }

  /** Puts together what was judged of each update, tells of what failed, and keeps it. */
  #together(
    judged: readonly (readonly JudgedOnHost[])[],
    ran: readonly RunsOfUpdate[] | null,
  ): readonly UpdateResult[] {
    const { updates } = this.#stored.case;
    return judged.slice(0, ran?.length).map((onHosts, index) => {
      const judgements = onHosts.flatMap(({ at, before, after, fresh }) => {
        const run = ran?.[index]?.get(at.host) ?? null;
        const found = [...before, ...(run === null ? [] : [run]), ...after];
        if (found.some(isOwnFailure)) this.#tellFailure(at);
        return this.#repeatable(found, at, fresh);
      });
      return { update: updates[index]?.name ?? '', judgements };
    });
  }

  async #link(): Promise<LinkedHosts> {
    const { hosts, stop } = this.#context;
    const linked = new Map<HostName, readonly LinkResult[]>();
    for (const host of hosts) {
      const results: LinkResult[] = [];
      const said: Said = { lines: [], until: [] };
      const onLine = (from: SaidLine['from'], line: string): void => {
        said.lines.push({ from, line });
      };
      // What is said is remembered only where it may be kept.
      const listener = this.#context.repeating?.keep == null ? undefined : onLine;
      for await (const result of this.#implementation.link(this.#stored, host, stop, listener)) {
        results.push(result);
        said.until.push(said.lines.length);
      }
      this.#said.set(host, said);
      linked.set(host, results);
    }
    return linked;
  }

  #tellFailure({ index, update, host, results, golden }: JudgedOnHost['at']): void {
    const image = results[index];
    if (image?.kind !== 'image') return;
    const before = results[index - 1];
    this.#context.onFailure?.({
      linker: this.#implementation.name,
      stored: this.#stored,
      ...{ index, update: update.name, variant: host, image },
      previous: before?.kind === 'image' ? before : null,
      golden: golden.golden.golden(index),
    });
  }

  #repeatable(
    judgements: readonly Judgement[],
    { index, host, results }: JudgedOnHost['at'],
    fresh: LinkResult | null,
  ): readonly Judgement[] {
    const isLast = index + 1 === this.#stored.case.updates.length;
    const { repeating } = this.#context;
    if (repeating === undefined) return judgements;
    const { lines = [], until = [] } = this.#said.get(host) ?? {};
    return repeatable(judgements, repeating, {
      stored: this.#stored,
      ...{ index, host, result: results[index], fresh },
      // After the last answer, the linker may fail to end as it should.
      said: isLast ? lines : lines.slice(0, until[index]),
    });
  }

  #golden(linked: LinkedHosts): GoldenJudging {
    const snapshots = this.#stored.case.updates.map((_update, index) => {
      const images = new Map<HostName, DumpedImage>();
      for (const [host, results] of linked) {
        const result = results[index];
        if (result?.kind === 'image') images.set(host, result);
      }
      return images;
    });
    const { goldens, reports } = this.#context;
    const { levels, isReference } = this.#implementation;
    const golden = new GoldenCase(this.#stored, snapshots, goldens);
    if (reports !== null) forgetExplanations(golden, reports);
    return { golden, levels, hasPicture: isReference, reports, isOriginUntold: true };
  }

  async #judgeUpdate({ program, ...at }: UpdateOnHost): Promise<JudgedOnHost> {
    const { index, update, host, results, golden, same } = at;
    const { runner } = this.#context;
    const { levels, isReference } = this.#implementation;
    const { updates, imageFacts } = this.#stored.case;
    const result = imageOf(results, index, updates.length);
    if (result === null) {
      const last = results.at(-1);
      const failure = last?.kind === 'failure' ? last : SILENT;
      const failedAt = Math.min(results.length - 1, updates.length - 1);
      const isFirst = failure === SILENT ? index === results.length : index === failedAt;
      const isRun = runner !== undefined;
      const judged = this.#refusals.judged(failure, program);
      const after = judgeFailure(judged, { update, program, host, levels, isRun, isFirst });
      return { at, before: [], after, fresh: null };
    }
    const before: Judgement[] = [];
    if (levels.includes('valid') && program.wasFlushed) {
      const context = { facts: imageFacts, entryPointFault: entryPointFault(program) };
      before.push(judgeValid(result.image, host, context));
    }
    const after: (Judgement | null)[] = [];
    if (levels.includes('meaning')) after.push(judgeMeaning(program, result, host));
    if (levels.includes('runs')) {
      // Two linkers may put the same data into sections of other protection.
      const protection = isReference ? 'compared' : 'ignored';
      after.push(same.judge(program, result.image, host, { protection }));
    }
    let fresh: LinkResult | null = null;
    if (levels.includes('incremental')) {
      const linkFresh = async (): Promise<LinkResult> =>
        (fresh = await this.#linkFresh(program, host));
      after.push(await this.#judgePatch({ ...at, program }, result, linkFresh));
    }
    if (update.isWithoutGoldens !== true) after.push(...judgeGolden(golden, index, host, result));
    return { at, before, after: after.filter((judgement) => judgement !== null), fresh };
  }

  #linkFresh(program: ProgramState, host: HostName): Promise<LinkResult> {
    return this.#implementation.linkFresh(this.#stored.name, program, host, this.#context.stop);
  }

  #judgePatch(
    { index, program, handsOver, host, results }: UpdateOnHost,
    result: LinkedImage,
    linkFresh: () => Promise<LinkResult>,
  ): Promise<Judgement | null> {
    const last = results[index - 1];
    return judgeIncremental({
      ...{ program, host, result, handsOver },
      before: last?.kind === 'image' ? last.image : null,
      linkFresh: isComparedWithFresh(index, this.#stored.case.updates.length) ? linkFresh : null,
    });
  }
}

/** Ops that hand over nothing. */
const IDLE: ReadonlySet<string> = new Set(['idle', 'flush']);

/** The names of the ops of each update, without its snapshot. */
function opsOfUpdates(script: StoredCase['case']['script']): readonly (readonly string[])[] {
  const updates: string[][] = [[]];
  for (const { op } of script) {
    if (op === 'snapshot') updates.push([]);
    else if (op !== null) updates.at(-1)?.push(op);
  }
  return updates;
}
