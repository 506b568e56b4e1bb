import type { Check, Failure } from './check/failure';
import type { FuzzScript } from './script/fuzz-script';
import type { Limits } from './make/temper';
import { shrunk } from './shrink';

/** What to try, and how long. */
export interface ScriptFuzzOptions {
  /** The seed of the first script. Each later one has the next number. */
  readonly seed: number;
  /** Ends after so many scripts. */
  readonly runs: number;
  /** Starts no script after this time, in milliseconds of `performance.now()`. */
  readonly end: number;
  /** Number of scripts at a time. */
  readonly jobs: number;
  /** Ends after so many kinds of failures. */
  readonly kinds: number;
  /** The longest time to shrink a failure, in milliseconds. */
  readonly shrinkTime: number;
  readonly limits: Limits;
  /** Makes the script of a seed, which is an integer of 32 bits. */
  readonly make: (seed: number, limits: Limits) => FuzzScript;
  readonly stop: AbortSignal;
  /** Called after each script. */
  readonly onProgress: (figures: ScriptFuzzFigures) => void;
}

/** What was done so far. */
export interface ScriptFuzzFigures {
  /** Number of random scripts. */
  readonly runs: number;
  /** Number of scripts that failed. */
  readonly failures: number;
  /** Number of judgements, and of those that could not be made; without those of shrinking. */
  readonly judged: number;
  readonly unjudged: number;
}

/** A kind of failure: the first script that failed so, as small as it got, and the seeds of its like. */
export interface FoundFailure {
  readonly seed: number;
  readonly script: FuzzScript;
  readonly failure: Failure;
  readonly isCutShort: boolean;
  readonly alike: readonly number[];
}

export interface ScriptFuzzResult extends ScriptFuzzFigures {
  readonly found: readonly FoundFailure[];
  /** How often each known finding explained a misfit. */
  readonly known: ReadonlyMap<string, number>;
}

/** Tries random scripts until it is time to stop. @param check judges one, while `jobs` are judged */
export async function fuzzScripts(
  check: Check<FuzzScript>,
  options: ScriptFuzzOptions,
): Promise<ScriptFuzzResult> {
  const fuzzer = new ScriptFuzzer(check, options);
  await Promise.all(Array.from({ length: options.jobs }, () => fuzzer.work()));
  return fuzzer.result;
}

class ScriptFuzzer {
  readonly #check: Check<FuzzScript>;
  readonly #options: ScriptFuzzOptions;
  readonly #known = new Map<string, number>();
  readonly #kinds = new Map<string, { readonly alike: number[] }>();
  readonly #found: FoundFailure[] = [];
  #begun = 0;
  #runs = 0;
  #failures = 0;
  #judged = 0;
  #unjudged = 0;

  constructor(check: Check<FuzzScript>, options: ScriptFuzzOptions) {
    this.#check = check;
    this.#options = options;
  }

  get result(): ScriptFuzzResult {
    const found = this.#found.toSorted((a, b) => a.seed - b.seed);
    return { ...this.#figures, found, known: this.#known };
  }

  get #figures(): ScriptFuzzFigures {
    const [runs, failures] = [this.#runs, this.#failures];
    return { runs, failures, judged: this.#judged, unjudged: this.#unjudged };
  }

  async work(): Promise<void> {
    const { seed, runs, end, kinds, stop, onProgress } = this.#options;
    while (
      this.#begun < runs &&
      performance.now() < end &&
      this.#kinds.size < kinds &&
      !stop.aborted
    ) {
      const own = seed + this.#begun;
      this.#begun += 1;
      await this.#try(own);
      onProgress(this.#figures);
      // Signals are heard only between scripts.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  async #try(seed: number): Promise<void> {
    const { limits, make, stop, shrinkTime } = this.#options;
    const script = make(seed | 0, limits);
    const { failure, known, judged, unjudged } = await this.#check(script);
    // What was interrupted proves nothing.
    if (stop.aborted) return;
    this.#runs += 1;
    this.#judged += judged;
    this.#unjudged += unjudged;
    for (const [name, count] of known) this.#known.set(name, (this.#known.get(name) ?? 0) + count);
    if (failure === null) return;
    this.#failures += 1;
    const like = this.#kinds.get(failure.kind);
    if (like !== undefined) {
      like.alike.push(seed);
      return;
    }
    const alike: number[] = [];
    this.#kinds.set(failure.kind, { alike });
    const last = performance.now() + shrinkTime;
    const isOver = (): boolean => stop.aborted || performance.now() > last;
    const small = await shrunk(script, failure, this.#check, isOver);
    this.#found.push({ seed, ...small, alike });
  }
}
