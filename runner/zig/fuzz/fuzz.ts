import * as fs from 'node:fs';
import * as path from 'node:path';
import fc from 'fast-check';
import type { Level } from '../../judge/result/level';
import type { Subject } from '../../judge/subject';
import type { CaseResult, Variant } from '../../judge/result/case-result';
import type { ModeChoice } from '../zig-context';
import { fuzzCase } from './fuzz-case';
import { histories, type History } from './history';
import { shrunk } from './shrink';

/** What to try, and how long. */
export interface FuzzOptions {
  /** The seed of the first run. Each later run has the next number. */
  readonly seed: number;
  /** Ends after so many runs. */
  readonly runs: number;
  /** Starts no run after this time, in milliseconds of `performance.now()`. */
  readonly end: number;
  /** The most updates of a program. */
  readonly updates: number;
  /** Number of runs at a time. */
  readonly jobs: number;
  /** Ends after so many kinds of failures. */
  readonly kinds: number;
  /** The longest time to shrink a failure, in milliseconds. */
  readonly shrinkTime: number;
  /** Folder for the case files that are judged. The caller removes it. */
  readonly folder: string;
  readonly stop: AbortSignal;
  /** Called after each program that was judged. */
  readonly onProgress: (figures: FuzzFigures) => void;
}

/** What was done so far. */
export interface FuzzFigures {
  /** Number of random programs, with all their updates. */
  readonly runs: number;
  /** Number of judged updates, including those of shrinking. */
  readonly updates: number;
  /** Number of programs that failed. */
  readonly failures: number;
  /** Number of judgements that could not be made, without those of shrinking. */
  readonly unjudged: number;
}

/** A shrunk history that fails, the first of its kind. */
export interface FuzzFailure {
  /** The seed of its run, which finds the failure again. */
  readonly seed: number;
  readonly history: History;
  /** What is wrong with it, in one line. */
  readonly what: string;
  /** Number of smaller histories that failed in the same way. */
  readonly shrinks: number;
  /** Whether shrinking was ended early. */
  readonly isCutShort: boolean;
  /** Seeds of later runs that fail on the same level in the same way. They are not shrunk. */
  readonly alike: readonly number[];
}

export interface FuzzResult extends FuzzFigures {
  readonly found: readonly FuzzFailure[];
}

/** The levels that random programs are judged on. */
const JUDGED: readonly Level[] = ['outcome', 'valid', 'runs', 'same'];

/** How an update fails. Shrinking keeps to it, so that it does not end at another fault. */
interface Failure {
  /** From 0. */
  readonly update: number;
  readonly level: Level;
  readonly host: Variant;
  /** How the compiler failed, if it did. */
  readonly outcome: string | null;
  readonly what: string;
}

/**
 * Lets a compiler build random programs and random changes of them, until one fails.
 * @param judgeOf makes a judge for patched images, fresh ones, or both
 */
export async function fuzz(
  judgeOf: Readonly<Record<ModeChoice, Subject>>,
  options: FuzzOptions,
): Promise<FuzzResult> {
  const fuzzer = new Fuzzer(judgeOf, options);
  await Promise.all(Array.from({ length: options.jobs }, () => fuzzer.work()));
  return fuzzer.result;
}

class Fuzzer {
  readonly #judgeOf: Readonly<Record<ModeChoice, Subject>>;
  readonly #options: FuzzOptions;
  readonly #found: FuzzFailure[] = [];
  /** The first failure of each kind, and the seeds of similar ones. */
  readonly #kinds: { readonly first: Failure; readonly alike: number[] }[] = [];
  #failures = 0;
  #begun = 0;
  #ended = 0;
  #updates = 0;
  #unjudged = 0;
  #files = 0;

  constructor(judgeOf: Readonly<Record<ModeChoice, Subject>>, options: FuzzOptions) {
    this.#judgeOf = judgeOf;
    this.#options = options;
  }

  get result(): FuzzResult {
    return { ...this.#figures, found: this.#found.toSorted((a, b) => a.seed - b.seed) };
  }

  get #figures(): FuzzFigures {
    return {
      runs: this.#ended,
      updates: this.#updates,
      failures: this.#failures,
      unjudged: this.#unjudged,
    };
  }

  /** One run after the other. */
  async work(): Promise<void> {
    const { seed, runs, end, kinds, stop } = this.#options;
    while (
      this.#begun < runs &&
      performance.now() < end &&
      this.#kinds.length < kinds &&
      !stop.aborted
    ) {
      const own = seed + this.#begun;
      this.#begun += 1;
      await this.#run(own);
      this.#ended += 1;
      this.#options.onProgress(this.#figures);
    }
  }

  async #run(seed: number): Promise<void> {
    const [history] = fc.sample(histories(this.#options.updates), { seed, numRuns: 1 });
    if (history === undefined) throw new TypeError('no history');
    const found = await this.#firstFailure(history, 'both', (unjudged) => {
      this.#unjudged += unjudged;
    });
    if (found === null) return;
    this.#failures += 1;
    const kind = this.#kinds.find(({ first }) => isAlike(first, found));
    if (kind !== undefined) {
      kind.alike.push(seed);
      return;
    }
    const alike: number[] = [];
    this.#kinds.push({ first: found, alike });
    let last = found;
    let shrinks = 0;
    const end = performance.now() + this.#options.shrinkTime;
    const isOver = (): boolean => this.#options.stop.aborted || performance.now() > end;
    const mode = shrinkingMode(found);
    const smallest = await shrunk(
      history.slice(0, found.update + 1),
      async (smaller) => {
        const failure = await this.#firstFailure(smaller, mode);
        if (failure === null || !isAlike(failure, found)) return false;
        last = failure;
        shrinks += 1;
        return true;
      },
      isOver,
    );
    const isCutShort = isOver();
    this.#found.push({ seed, history: smallest, what: last.what, shrinks, isCutShort, alike });
  }

  async #firstFailure(
    history: History,
    mode: ModeChoice,
    onUnjudged: (count: number) => void = () => undefined,
  ): Promise<Failure | null> {
    const { stop, folder, onProgress } = this.#options;
    const text = fuzzCase(history);
    if (text === null) return null;
    this.#files += 1;
    const file = path.join(folder, `${this.#files}.incr`);
    fs.writeFileSync(file, text);
    const result = await this.#judgeOf[mode].judge(file);
    fs.rmSync(file);
    this.#updates += result.updates.length;
    onUnjudged(unjudgedIn(result));
    onProgress(this.#figures);
    // An interrupted run proves nothing.
    return stop.aborted ? null : failureOf(result);
  }
}

function unjudgedIn({ updates }: CaseResult): number {
  const judgements = updates.flatMap((update) => update.judgements);
  return judgements.filter(
    ({ level, verdict }) => verdict === 'unsupported' && JUDGED.includes(level),
  ).length;
}

function failureOf({ refusal, updates }: CaseResult): Failure | null {
  if (refusal !== null) throw new TypeError(`a case that cannot be read: ${refusal}`);
  for (const [update, { judgements }] of updates.entries()) {
    for (const { level, variant: host, verdict, outcome, reason } of judgements) {
      if (verdict !== 'fail' || !JUDGED.includes(level)) continue;
      const what = `update ${update + 1}, ${level} on ${host}: ${reason ?? 'fails'}`;
      return { update, level, host, outcome: outcome ?? null, what };
    }
  }
  return null;
}

/** The builds that show a failure: the level `same` needs both, any other only its own. */
function shrinkingMode({ level, host }: Failure): ModeChoice {
  if (level === 'same') return 'both';
  return host === 'fresh' ? 'fresh' : 'incremental';
}

function isAlike(one: Failure, other: Failure): boolean {
  return one.level === other.level && one.host === other.host && one.outcome === other.outcome;
}
