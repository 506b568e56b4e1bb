import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Case, Update } from '../case/case';
import { caseArgument } from '../case/case-store';
import {
  isFailure,
  type Variant,
  type Judgement,
  type UpdateResult,
} from '../judge/result/case-result';
import { judgeRun, type Runner } from '../judge/level/runs';
import { judgeValid } from '../judge/level/valid';
import { goldenStem } from '../golden/golden-files';
import { makeFolder } from '../system/make-folder';
import { NO_WINE } from '../system/no-runner';
import { writeOutputFile } from '../system/output-file';
import type { ProgramRun, ProgramRunner } from '../system/program-runner';
import { RunnerUnable } from '../system/runner-unable';
import { startsByItself } from './compile-flags';
import type { CompileResult, CompilerFailure } from './compile-result';
import { CompilerSession, type SessionOptions } from './compiler-session';
import { buildFresh, type FreshBuild } from './fresh-build';
import { judgeSame } from '../judge/level/same';
import { failureAfterwards, judgeOutcome } from './judge-outcome';
import { differencesToFresh, whyNotCompared, type Built } from './same-as-fresh';
import { SourceFolder } from './source-folder';
import { shellText } from '../system/shell-text';
import type { Zig } from './zig';
import type { ZigContext } from './zig-context';

/** What judging one case needs. */
export interface ZigCaseContext extends ZigContext {
  /** For the sources and caches of this case. */
  readonly folder: string;
  readonly globalCache: string;
}

/** Judges a Zig compiler by one case, from its first update to its last. */
export class ZigCaseJudge {
  readonly #case: Case;
  readonly #file: string;
  readonly #zig: Zig;
  readonly #context: ZigCaseContext;
  readonly #sources: SourceFolder;
  /** Why this host runs no such images; null as long as it runs them. */
  #unable: string | null = null;
  #compiler = 0;
  #wine = 0;

  constructor(read: Case, file: string, zig: Zig, context: ZigCaseContext) {
    this.#case = read;
    this.#file = file;
    this.#zig = zig;
    this.#context = context;
    this.#sources = new SourceFolder(path.join(context.folder, 'sources'));
  }

  /** Milliseconds of the compiler and of Wine so far. */
  get others(): { readonly compiler: number; readonly wine: number } {
    return { compiler: this.#compiler, wine: this.#wine };
  }

  async judge(name: string): Promise<readonly UpdateResult[]> {
    const { mode, keep, only } = this.#context;
    const updates = this.#case.updates.slice(0, only ?? undefined);
    const kept = keep === null ? null : path.join(keep, name);
    const session =
      mode === 'fresh'
        ? null
        : await CompilerSession.start(this.#zig, {
            ...this.#options('incremental'),
            isIncremental: true,
          });
    const judged: { readonly index: number; readonly update: Update; judgements: Judgement[] }[] =
      [];
    let hasFailed = false;
    let afterwards: CompilerFailure | null;
    try {
      for (const [index, update] of updates.entries()) {
        if (this.#isStopped()) break;
        this.#sources.apply(update);
        const stem = kept === null ? null : path.join(kept, goldenStem(index, update.name));
        const judgements: Judgement[] = [];
        const built: Built[] = [];
        const isJudged = only === null || index + 1 === only;
        if (session !== null) {
          const result = await this.#timed(session.update());
          if (isJudged) {
            const isFirst = !hasFailed || only !== null;
            built.push(await this.#judge(update, 'incremental', result, stem, judgements, isFirst));
          }
          hasFailed = result.kind === 'failure';
        }
        if (!isJudged) continue;
        if (mode !== 'incremental') {
          const { result, afterwards } = await this.#buildFresh(index);
          built.push(await this.#judge(update, 'fresh', result, stem, judgements, true));
          if (afterwards !== null) failOutcome(judgements, 'fresh', afterwards);
        }
        if (this.#isStopped()) break;
        const incremental = session === null ? undefined : built[0];
        const fresh = session === null ? built[0] : built[1];
        if (incremental !== undefined && fresh !== undefined && !hasFailed) {
          judgements.push(...sameProgram(incremental, fresh), this.#compare(incremental, fresh));
        }
        this.#tellFailures(name, index, judgements, { incremental, fresh });
        judged.push({ index, update, judgements });
      }
    } finally {
      afterwards = (await session?.stop()) ?? null;
    }
    const last = judged.at(-1);
    // What was interrupted may end in any way.
    if (last !== undefined && afterwards !== null && !this.#isStopped()) {
      failOutcome(last.judgements, 'incremental', afterwards);
    }
    return judged.map(({ index, update, judgements }) => {
      return {
        update: update.name,
        judgements: judgements.map((one) => this.#repeated(one, index)),
      };
    });
  }

  #tellFailures(
    name: string,
    index: number,
    judgements: readonly Judgement[],
    built: { readonly incremental: Built | undefined; readonly fresh: Built | undefined },
  ): void {
    for (const variant of ['incremental', 'fresh'] as const) {
      const image = built[variant]?.image;
      const hasFailed = judgements.some((one) => one.variant === variant && isFailure(one.verdict));
      if (image == null || !hasFailed) continue;
      this.#context.onFailure?.({
        linker: `zig-${this.#zig.version}`,
        stored: { name, file: this.#file },
        ...{ index, update: this.#case.updates[index]?.name ?? '', variant },
        image: { image, nodes: null },
        ...{ previous: null, golden: null },
      });
    }
  }

  /** What the compiler says of an update that was cut off is no outcome. */
  #isStopped(): boolean {
    return this.#context.stop.aborted;
  }

  #options(cache: string): Omit<SessionOptions, 'isIncremental'> {
    const { updates, modules } = this.#case;
    const { timeLimit, folder, globalCache, stop } = this.#context;
    return {
      modules,
      startsByItself: startsByItself(updates.flatMap(({ writes }) => writes)),
      folder: this.#sources.path,
      cacheFolder: path.join(folder, cache),
      globalCache,
      timeLimit,
      stop,
    };
  }

  async #buildFresh(index: number): Promise<FreshBuild> {
    return this.#timed(buildFresh(this.#zig, this.#options(`fresh-${index + 1}`)));
  }

  async #timed<T>(compiling: Promise<T>): Promise<T> {
    const start = performance.now();
    try {
      return await compiling;
    } finally {
      this.#compiler += performance.now() - start;
    }
  }

  async #judge(
    update: Update,
    variant: Variant,
    result: CompileResult,
    stem: string | null,
    judgements: Judgement[],
    isFirstFailure: boolean,
  ): Promise<Built> {
    const { spellings } = this.#context;
    judgements.push(judgeOutcome(update.outcome, result, variant, isFirstFailure, spellings));
    if (result.kind !== 'image') return { result, image: null, run: null };
    const image = fs.readFileSync(result.image);
    const beside = dllsBeside(result.image);
    if (stem !== null) keepImage(`${stem}.${variant}`, image, beside);
    judgements.push(judgeValid(image, variant, { facts: this.#case.imageFacts }));
    const { runner, mode } = this.#context;
    let run: ProgramRun | null = null;
    const timed = async (): Promise<ProgramRun> => {
      const start = performance.now();
      try {
        run = await (runner as Pick<ProgramRunner, 'run'>).run(image, beside);
        return run;
      } catch (error) {
        if (error instanceof RunnerUnable) this.#unable = error.message;
        throw error;
      } finally {
        this.#wine += performance.now() - start;
      }
    };
    if (runner !== undefined) {
      const asked: Runner = runner === null ? null : { run: timed };
      const ran = await judgeRun(update, variant, image, asked, false);
      if (ran !== null) judgements.push(ran);
      else if (runner !== null && mode === 'both') await timed().catch(ignoreUnable);
    }
    return { result, image, run };
  }

  #compare(incremental: Built, fresh: Built): Judgement {
    const common = { level: 'as-fresh', variant: 'incremental' } as const;
    const [first, ...details] = differencesToFresh(incremental, fresh);
    if (first !== undefined) {
      return { ...common, verdict: 'fail', reason: `not the same as fresh: ${first}`, details };
    }
    const unable =
      whyNotCompared(incremental, fresh) ?? (incremental.image === null ? null : this.#notRun());
    if (unable !== null) return { ...common, verdict: 'unsupported', reason: unable, details };
    return { ...common, verdict: 'pass', reason: null, details };
  }

  /** Why it is not known what the images print; null if they were run. */
  #notRun(): string | null {
    const { runner } = this.#context;
    if (runner === undefined) return NOT_ASKED_TO_RUN;
    return runner === null ? NO_WINE : this.#unable;
  }

  /** How the case is named on a command line. */
  get #argument(): string {
    return shellText([caseArgument(this.#file)]);
  }

  /** A failure of an update (from 0), with the command that repeats just that. */
  #repeated(judgement: Judgement, index: number): Judgement {
    if (judgement.verdict !== 'fail') return judgement;
    const command = `repeat it: ${this.#context.repeat} --update ${index + 1} ${this.#argument}`;
    return { ...judgement, details: [...judgement.details, command] };
  }
}

/** Fails the outcome of an update after whose answer the compiler failed, unless it fails already. */
function failOutcome(judgements: Judgement[], variant: Variant, failure: CompilerFailure): void {
  const index = judgements.findIndex((one) => one.level === 'outcome' && one.variant === variant);
  if (judgements[index]?.verdict !== 'pass') return;
  judgements[index] = failureAfterwards(failure, variant);
}

/** Why what two images print was not compared, although nothing else of them differs. */
const NOT_ASKED_TO_RUN = '--wine off: what the images print was not compared';

/** The comparison of the two images tells it. */
function ignoreUnable(error: unknown): void {
  if (!(error instanceof RunnerUnable)) throw error;
}

/** DLLs that the compiler left beside an image. */
function dllsBeside(image: string): readonly string[] {
  const folder = path.dirname(image);
  return fs
    .readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !entry.isDirectory() && entry.name.toLowerCase().endsWith('.dll'))
    .map(({ name }) => path.join(folder, name));
}

function keepImage(stem: string, image: Uint8Array, beside: readonly string[]): void {
  const folder = path.dirname(stem);
  makeFolder(folder);
  writeOutputFile(`${stem}.exe`, image);
  for (const file of beside) fs.copyFileSync(file, path.join(folder, path.basename(file)));
}

/**
 * Whether the patched image is the program of the fresh build, including what no run reaches. Zig
 * 0.16.0 numbers unnamed types anew in each build, so these numbers may differ.
 */
function sameProgram(incremental: Built, fresh: Built): readonly Judgement[] {
  if (incremental.image === null || fresh.image === null) return [];
  const options = { unnamedTypes: 'tolerated' } as const;
  return [judgeSame(fresh.image, incremental.image, 'incremental', options)];
}
