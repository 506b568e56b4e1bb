import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { Case, Update } from '../case/case';
import { CaseError } from '../case/case-error';
import { caseFile, loadCase } from '../case/case-store';
import type { Subject } from '../judge/subject';
import type { CaseResult, Variant, Judgement, UpdateResult } from '../judge/result/case-result';
import { judgeRun, NO_WINE, type Runner } from '../judge/level/runs';
import { judgeValid } from '../judge/level/valid';
import { goldenStem } from '../golden/golden-files';
import type { ProgramRunner } from '../system/program-runner';
import type { ProgramRun } from '../system/wine';
import { startsByItself } from './compile-flags';
import type { CompileResult } from './compile-result';
import { CompilerSession, type SessionOptions } from './compiler-session';
import { buildFresh } from './fresh-build';
import { judgeOutcome } from './judge-outcome';
import { protocolOf } from './server-protocol';
import { differencesToFresh, type Built } from './same-as-fresh';
import { SourceFolder } from './source-folder';
import type { Zig } from './zig';

/** How a compiler makes its images: patched update after update, built whole each time, or both. */
export type Mode = 'incremental' | 'fresh' | 'both';

/** What judging a compiler needs besides cases. */
export interface ZigContext {
  readonly mode: Mode;
  /** Null if images are not to be run: Wine is missing. Undefined if that was not asked for. */
  readonly runner: Pick<ProgramRunner, 'run'> | null | undefined;
  /** Folder in which each update's image is kept; null if none is. */
  readonly keep: string | null;
  /** Number of the only update that is judged, from 1; null if all are. Those before it are just built. */
  readonly only: number | null;
  /** Milliseconds for one update. */
  readonly timeLimit: number;
  /** Words of a command that judges as this does, to be followed by an update and a case file. */
  readonly repeat: string;
  /** Ends the run before the next update. */
  readonly stop: AbortSignal;
}

const HOSTS: Readonly<Record<Mode, readonly Variant[]>> = {
  incremental: ['incremental'],
  fresh: ['fresh'],
  both: ['incremental', 'fresh'],
};

/** Judges a Zig compiler with its linker, by the sources of cases. */
export class ZigJudge implements Subject {
  readonly name: string;
  readonly identity: string;
  readonly variants: readonly Variant[];
  readonly isPartial: boolean;
  readonly #zig: Zig;
  readonly #context: ZigContext;
  readonly #scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'coff2-zig-'));
  #cases = 0;

  constructor(zig: Zig, context: ZigContext) {
    this.#zig = zig;
    this.#context = context;
    this.name = `zig-${zig.version}`;
    const { guess } = protocolOf(zig.version);
    this.identity = [`Zig ${zig.version}`, ...(guess === null ? [] : [guess])].join(', ');
    this.variants = HOSTS[context.mode];
    this.isPartial = context.only !== null;
  }

  async judge(file: string): Promise<CaseResult> {
    const start = performance.now();
    const name = path.basename(file, '.incr');
    this.#cases += 1;
    const folder = path.join(this.#scratch, `${this.#cases}`);
    let updates: readonly UpdateResult[] = [];
    let refusal: string | null;
    let others = { compiler: 0, wine: 0 };
    try {
      const read = loadCase(file).case;
      refusal = missing(this.#context.only, read);
      if (refusal === null) {
        const judging = new JudgedCase(read, file, this.#zig, {
          ...this.#context,
          folder,
          globalCache: path.join(this.#scratch, 'global'),
        });
        updates = await judging.judge(name);
        others = judging.others;
      }
    } catch (error) {
      if (!(error instanceof CaseError)) throw error;
      refusal = error.message;
    } finally {
      fs.rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    }
    return { name, file, updates, refusal, milliseconds: performance.now() - start, others };
  }

  close(): void {
    fs.rmSync(this.#scratch, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Why the only update to judge cannot be; null if it can. */
function missing(only: number | null, { updates }: Case): string | null {
  if (only === null || only <= updates.length) return null;
  return `has no update ${only}: expected 1 to ${updates.length} behind --update`;
}

interface JudgedCaseContext extends ZigContext {
  /** For the sources and caches of this case. */
  readonly folder: string;
  readonly globalCache: string;
}

/** One case, from its first update to its last. */
class JudgedCase {
  readonly #case: Case;
  readonly #file: string;
  readonly #zig: Zig;
  readonly #context: JudgedCaseContext;
  readonly #sources: SourceFolder;
  #compiler = 0;
  #wine = 0;

  constructor(read: Case, file: string, zig: Zig, context: JudgedCaseContext) {
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
    const judged: UpdateResult[] = [];
    let hasFailed = false;
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
          const result = await this.#buildFresh(index);
          built.push(await this.#judge(update, 'fresh', result, stem, judgements, true));
        }
        if (this.#isStopped()) break;
        const [incremental, fresh] = built;
        if (incremental !== undefined && fresh !== undefined && !hasFailed) {
          judgements.push(this.#compare(incremental, fresh));
        }
        judged.push({
          update: update.name,
          judgements: judgements.map((one) => this.#repeated(one, index)),
        });
      }
    } finally {
      await session?.stop();
    }
    return judged;
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

  async #buildFresh(index: number): Promise<CompileResult> {
    return this.#timed(buildFresh(this.#zig, this.#options(`fresh-${index + 1}`)));
  }

  async #timed(compiling: Promise<CompileResult>): Promise<CompileResult> {
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
    judgements.push(judgeOutcome(update.outcome, result, variant, isFirstFailure));
    if (result.kind !== 'image') return { result, image: null, run: null };
    const image = fs.readFileSync(result.image);
    const beside = dllsBeside(result.image);
    if (stem !== null) keepImage(`${stem}.${variant}`, image, beside);
    judgements.push(judgeValid(image, variant));
    const { runner, mode } = this.#context;
    let run: ProgramRun | null = null;
    const timed = async (): Promise<ProgramRun> => {
      const start = performance.now();
      run = await (runner as Pick<ProgramRunner, 'run'>).run(image, beside);
      this.#wine += performance.now() - start;
      return run;
    };
    if (runner !== undefined) {
      const asked: Runner = runner === null ? null : { run: timed };
      const ran = await judgeRun(update, variant, image, asked, false);
      if (ran !== null) judgements.push(ran);
      else if (runner !== null && mode === 'both') await timed();
    }
    return { result, image, run };
  }

  #compare(incremental: Built, fresh: Built): Judgement {
    const common = { level: 'as-fresh', variant: 'incremental' } as const;
    const [first, ...details] = differencesToFresh(incremental, fresh);
    if (first !== undefined) {
      return { ...common, verdict: 'fail', reason: `not the same as fresh: ${first}`, details };
    }
    if (this.#context.runner === null && incremental.image !== null) {
      return { ...common, verdict: 'unsupported', reason: NO_WINE, details };
    }
    return { ...common, verdict: 'pass', reason: null, details };
  }

  /** How the case is named on a command line. */
  get #argument(): string {
    const name = path.basename(this.#file, '.incr');
    return caseFile(name) === this.#file ? name : path.relative('', this.#file);
  }

  /** A failure of an update (from 0), with the command that repeats just that. */
  #repeated(judgement: Judgement, index: number): Judgement {
    if (judgement.verdict !== 'fail') return judgement;
    const command = `repeat it: ${this.#context.repeat} --update ${index + 1} ${this.#argument}`;
    return { ...judgement, details: [...judgement.details, command] };
  }
}

/** DLLs that the compiler left beside an image. */
function dllsBeside(image: string): readonly string[] {
  const folder = path.dirname(image);
  return fs
    .readdirSync(folder)
    .filter((name) => name.toLowerCase().endsWith('.dll'))
    .map((name) => path.join(folder, name));
}

function keepImage(stem: string, image: Uint8Array, beside: readonly string[]): void {
  const folder = path.dirname(stem);
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(`${stem}.exe`, image);
  for (const file of beside) fs.copyFileSync(file, path.join(folder, path.basename(file)));
}
