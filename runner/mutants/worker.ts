import * as fs from 'node:fs';
import * as path from 'node:path';
import { linkCase } from '../case/case-replay';
import { caseFolder, type StoredCase } from '../case/case-store';
import { freshLink } from '../case/replay/fresh-link';
import { judgeRun } from '../judge/level/runs';
import { VectorStore, type Vector } from '../oracle/vectors';
import { findRunner } from '../system/find-runner';
import { NO_WINE } from '../system/no-runner';
import type { ProvenRunner } from '../system/runner-probe';
import { CaseBaseline, judgingCases } from './case-baseline';
import { judgeCases, judgeRuns } from './judge-cases';
import { judgeSame, KnownFailures } from './judge-same';
import { judgeUnitTests } from './judge-unit-tests';
import { BEFORE_MUTANT, judgeVectors, type Begin } from './judge-vectors';
import type { Catches, Layer, LayerState } from './layer';
import type { Mutant } from './rows/mutant';
import { MutantTree, type MutatedLinker } from './mutant-tree';

/** How a worker judges every mutant. */
export interface WorkerOptions {
  /** Names of cases that judge nothing. */
  readonly without: readonly string[];
  /** Whether the first catch is enough. */
  readonly isFirst: boolean;
}

/** What a worker is asked: to judge a mutant by one layer. */
export interface Request {
  readonly mutant: Mutant;
  readonly layer: Layer;
  readonly known: LayerState;
}

/** What it says: that it lives and what it does now, what it found, or why it cannot. */
export type Answer =
  | { readonly kind: 'begin'; readonly place: string }
  | { readonly kind: 'done'; readonly state: LayerState }
  | { readonly kind: 'error'; readonly reason: string };

/** A program that does not end so often in turn does not end. */
const RUNS_OUT_OF_TIME = 3;

/** A process that judges mutants, one after another, in a folder of its own. */
class Worker {
  readonly #folder: string;
  readonly #options: WorkerOptions;
  readonly #tree: MutantTree;
  readonly #store = new VectorStore();
  #vectors: readonly Vector[] | null = null;
  #stored: readonly StoredCase[] | null = null;
  readonly #baselines: CaseBaseline[] = [];
  readonly #knownFailures = new KnownFailures({ linkCase, linkFresh });
  #runner: ProvenRunner | null = null;

  constructor(folder: string, options: WorkerOptions) {
    this.#folder = folder;
    this.#options = options;
    this.#tree = new MutantTree(path.join(folder, 'tree'));
  }

  async judge({ mutant, layer, known }: Request, begin: Begin): Promise<LayerState> {
    switch (layer) {
      case 'vectors':
        return withoutCases(
          judgeVectors(this.#tree.load(mutant), this.#store, this.#bySize(), begin),
        );
      case 'cases': {
        const baselines = this.#cases(begin);
        return judgeCases(this.#tree.load(mutant), baselines, known, begin, this.#options.isFirst);
      }
      case 'runs': {
        const baselines = this.#cases(begin);
        return this.#run(mutant, baselines, known, begin);
      }
      case 'same': {
        const baselines = this.#cases(begin);
        return judgeSame(this.#tree.load(mutant), baselines, this.#knownFailures, known, begin);
      }
      case 'unit':
        return withoutCases(await judgeUnitTests(mutant, path.join(this.#folder, 'unit'), begin));
    }
  }

  async stop(): Promise<void> {
    await this.#runner?.stop();
    fs.rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Small ones first, by script and images: most mutants fall early. */
  #bySize(): readonly Vector[] {
    const sizeOf = ({ script, expected }: Vector): number =>
      fs.statSync(script).size +
      Object.values(expected)
        .flat()
        .reduce((sum, { size }) => sum + size, 0);
    return (this.#vectors ??= [...this.#store.list()].sort((a, b) => sizeOf(a) - sizeOf(b)));
  }

  /** Made as they are asked for: most mutants need few. */
  *#cases(begin: Begin): Generator<CaseBaseline> {
    for (let index = 0; ; index += 1) {
      let baseline = this.#baselines[index];
      if (baseline === undefined) {
        const stored = this.#judging()[index];
        if (stored === undefined) return;
        begin(BEFORE_MUTANT);
        baseline = new CaseBaseline(stored);
        this.#baselines.push(baseline);
      }
      yield baseline;
    }
  }

  /** Where the first catch is enough, small ones come first. */
  #judging(): readonly StoredCase[] {
    if (this.#stored !== null) return this.#stored;
    const catalogue = fs.readFileSync(path.join(caseFolder(), 'catalogue.json'), 'utf8');
    const { cases } = JSON.parse(catalogue) as { cases: readonly { name: string }[] };
    const upstream = new Set(cases.map(({ name }) => name));
    const stored = judgingCases(upstream, this.#options.without);
    const sizeOf = ({ case: { script } }: StoredCase): number => script.length;
    this.#stored = this.#options.isFirst
      ? [...stored].sort((a, b) => sizeOf(a) - sizeOf(b))
      : stored;
    return this.#stored;
  }

  #run(
    mutant: Mutant,
    baselines: Iterable<CaseBaseline>,
    known: LayerState,
    begin: Begin,
  ): Promise<LayerState> {
    const runner = (this.#runner ??= findRunner());
    if (runner.kind === 'none') throw new Error(`${NO_WINE}; --wine off leaves \`runs\` out`);
    return judgeRuns(
      this.#tree.load(mutant),
      baselines,
      async ({ update, host, linked }, { stored }) => {
        const of = stored.case.updates[update];
        if (of === undefined) return true;
        // On a busy machine a right program may run out of time, and would count as caught.
        for (let tries = 1; ; tries += 1) {
          const judgement = await judgeRun(of, host, linked.image, runner, true);
          if (judgement?.verdict !== 'fail') return true;
          const isOutOfTime = judgement.run?.got.exitCode === null;
          if (!isOutOfTime || tries === RUNS_OUT_OF_TIME) return false;
        }
      },
      known,
      begin,
    );
  }
}

/** As {@link MutatedLinker} does, without a mutation. */
const linkFresh: MutatedLinker['linkFresh'] = (program, host) => {
  const linker = freshLink(program, host);
  return { image: Uint8Array.from(linker.image.contents()), symbols: linker.symbolMap() };
};

function withoutCases(catches: Catches): LayerState {
  return { catches, cases: [] };
}

function main(): void {
  const [, , folder = '', options = ''] = process.argv;
  const worker = new Worker(folder, JSON.parse(options) as WorkerOptions);
  const answer = (message: Answer): void => {
    process.send?.(message);
  };
  process.on('message', (request: Request) => {
    void (async () => {
      try {
        const state = await worker.judge(request, (place) => {
          answer({ kind: 'begin', place });
        });
        answer({ kind: 'done', state });
      } catch (error) {
        answer({ kind: 'error', reason: (error as Error).stack ?? String(error) });
      }
    })();
  });
  process.on('disconnect', () => {
    void worker.stop().finally(() => process.exit());
  });
}

main();
