import type { DumpedImage, LinkedImage } from '../image/linked-image';
import type { HostName } from '../../reference';
import { CaseError } from '../case/case-error';
import { isLinked } from '../case/case-script';
import { loadCase, type StoredCase } from '../case/case-store';
import type { Update } from '../case/case';
import { DigestsError } from '../golden/digests';
import { forgetExplanations } from '../golden/explain-failure';
import { GoldenCase } from '../golden/golden-case';
import type { Implementation, LinkFailure, LinkResult } from '../linker/implementation';
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
import { LoadedDlls } from './loaded-dlls';
import { judgeFailure } from './level/missing-image';
import { judgeGolden, type GoldenJudging } from './level/goldens';
import { isComparedWithFresh, judgeIncremental } from './level/incremental';
import { explainRun } from './level/explain-run';
import { judgeMeaning } from './level/meaning';
import { judgeRun, type Runner } from './level/runs';
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

/** By host: what a linker made of each update. A failure comes last. */
type LinkedHosts = ReadonlyMap<HostName, readonly LinkResult[]>;

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
  readonly dlls: LoadedDlls;
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
    if (!(error instanceof CaseError) && !(error instanceof DigestsError)) throw error;
    refusal = error.message;
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
  /** What a new process made of the update that is being judged; null if none was asked. */
  #fresh: LinkResult | null = null;

  constructor(stored: StoredCase, implementation: Implementation, context: RunContext) {
    this.#stored = stored;
    this.#implementation = implementation;
    this.#context = context;
  }

  async judge(): Promise<readonly UpdateResult[]> {
    const { stop } = this.#context;
    const { updates, script } = this.#stored.case;
    const keep = this.#context.repeating?.keep ?? null;
    if (keep !== null) forgetKept(keep, this.#stored);
    const linked = await this.#link();
    const dlls = new LoadedDlls(this.#stored, this.#implementation, stop);
    const golden = this.#golden(linked);
    const programs = snapshotPrograms(
      script.map(({ json }) => json),
      this.#stored.file,
    );
    const same = new SameJudge();
    const ops = opsOfUpdates(script);
    let wasFlushed = false;
    const judged: UpdateResult[] = [];
    for (const [index, update] of updates.entries()) {
      const { value: program } = programs.next();
      if (stop.aborted || program === undefined) break;
      same.nextUpdate();
      const handsOver = !wasFlushed || ops[index]?.every((op) => IDLE.has(op)) !== true;
      wasFlushed = program.isFlushed;
      const judgements: Judgement[] = [];
      for (const [host, results] of linked) {
        const at = { index, update, program, handsOver, host, results, golden, same, dlls };
        const found = await this.#judgeUpdate(at);
        if (found.some(isOwnFailure)) this.#tellFailure(at);
        judgements.push(...this.#repeatable(found, at));
      }
      judged.push({ update: update.name, judgements });
    }
    return judged;
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

  #tellFailure({ index, update, host, results, golden }: UpdateOnHost): void {
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
    { index, host, results }: UpdateOnHost,
  ): readonly Judgement[] {
    const isLast = index + 1 === this.#stored.case.updates.length;
    const { repeating } = this.#context;
    if (repeating === undefined) return judgements;
    const { lines = [], until = [] } = this.#said.get(host) ?? {};
    return repeatable(judgements, repeating, {
      stored: this.#stored,
      ...{ index, host, result: results[index], fresh: this.#fresh },
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
    return { golden, levels, hasPicture: isReference, reports };
  }

  async #judgeUpdate(at: UpdateOnHost): Promise<readonly Judgement[]> {
    const { index, update, program, host, results, golden, same, dlls } = at;
    this.#fresh = null;
    const { runner } = this.#context;
    const { levels, isReference } = this.#implementation;
    const isLast = index + 1 === this.#stored.case.updates.length;
    const afterLast = isLast ? results[index + 1] : undefined;
    const result = afterLast?.kind === 'failure' ? afterLast : results[index];
    if (result?.kind !== 'image') {
      const last = results.at(-1);
      const failure = last?.kind === 'failure' ? last : SILENT;
      const isFirst = result === failure || (failure === SILENT && index === results.length);
      const isRun = runner !== undefined;
      return judgeFailure(failure, { update, program, host, levels, isRun, isFirst });
    }
    const judgements: (Judgement | null)[] = [];
    if (levels.includes('valid') && program.wasFlushed) {
      judgements.push(judgeValid(result.image, host, this.#stored.case.imageFacts));
    }
    if (levels.includes('runs') && runner !== undefined) {
      const beside = await dlls.of(index, host, update);
      judgements.push(
        'reason' in beside
          ? { level: 'runs', variant: host, ...beside }
          : await explainRun(
              await judgeRun(update, host, result.image, runner, isReference, beside.files),
              ...([program, result.image, runner, beside.files] as const),
            ),
      );
    }
    if (levels.includes('meaning')) judgements.push(judgeMeaning(program, result, host));
    if (levels.includes('runs')) {
      // Two linkers may put the same data into sections of other protection.
      const protection = isReference ? 'compared' : 'ignored';
      judgements.push(same.judge(program, result.image, host, { protection }));
    }
    if (levels.includes('incremental')) judgements.push(await this.#judgePatch(at, result));
    if (update.isWithoutGoldens !== true) {
      judgements.push(...judgeGolden(golden, index, host, result));
    }
    return judgements.filter((judgement) => judgement !== null);
  }

  #judgePatch(
    { index, program, handsOver, host, results }: UpdateOnHost,
    result: LinkedImage,
  ): Promise<Judgement | null> {
    const { name, case: read } = this.#stored;
    const { stop } = this.#context;
    const last = results[index - 1];
    return judgeIncremental({
      ...{ program, host, result, handsOver },
      before: last?.kind === 'image' ? last.image : null,
      linkFresh: isComparedWithFresh(index, read.updates.length)
        ? async () =>
            (this.#fresh = await this.#implementation.linkFresh(name, program, host, stop))
        : null,
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
