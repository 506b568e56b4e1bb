import { fork, type ChildProcess } from 'node:child_process';
import * as path from 'node:path';
import { computedSeconds } from './computing-limit';
import { BEFORE_MUTANT } from './judge-vectors';
import type { Catcher, Layer, LayerState } from './layer';
import type { Mutant } from './rows/mutant';
import type { Answer, Request, WorkerOptions } from './worker';

/** Milliseconds without a word after which a worker is looked at. */
const SILENCE_LIMIT = 20_000;
/** Seconds of computing without a word after which a mutant hangs. The slowest vector takes a tenth. */
const COMPUTING_LIMIT = 40;
/** Milliseconds without a word after which nobody can say whether it hangs. */
const WAITING_LIMIT = 900_000;

/** Megabytes: a mutant that grows without end falls soon. */
const MEMORY_LIMIT = 1024;

/** What catches a mutant that hangs or ends the process, by layer. */
const CATCHERS: Readonly<Record<Layer, readonly Catcher[]>> = {
  vectors: ['vector'],
  cases: ['valid', 'meaning', 'nodes', 'bytes'],
  runs: ['runs'],
  same: ['same'],
  unit: ['unit'],
};

/** A worker, started anew whenever a mutant hangs it or ends it. */
export class WorkerProcess {
  readonly #folder: string;
  readonly #options: WorkerOptions;
  #process: ChildProcess | null = null;

  /**
   * @param folder of its own
   */
  constructor(folder: string, options: WorkerOptions) {
    this.#folder = folder;
    this.#options = options;
  }

  /** @throws Error if the mutant cannot be judged: its row is wrong, or the layer cannot work */
  judge(mutant: Mutant, layer: Layer, known: LayerState): Promise<LayerState> {
    const worker = (this.#process ??= fork(
      path.join(__dirname, 'worker.js'),
      [this.#folder, JSON.stringify(this.#options)],
      {
        execArgv: [`--max-old-space-size=${MEMORY_LIMIT}`],
        // What V8 says of memory that runs out is a catch, not the user's concern.
        stdio: ['ignore', 'inherit', 'ignore', 'ipc'],
      },
    ));
    return new Promise<LayerState>((resolve, reject) => {
      let place: string = BEFORE_MUTANT;
      let timer: NodeJS.Timeout | undefined;
      const settle = (): void => {
        clearTimeout(timer);
        worker.removeAllListeners();
      };
      let since = performance.now();
      let computed: number | null = null;
      const end = (): void => {
        settle();
        this.#process = null;
        worker.kill('SIGKILL');
      };
      const caught = (how: string): void => {
        end();
        if (place === BEFORE_MUTANT) {
          reject(
            new Error(`${mutant.name}, ${layer}: the worker ${how} before it judged anything`),
          );
        } else {
          const where = `${place} (it ${how})`;
          const catches = Object.fromEntries(CATCHERS[layer].map((catcher) => [catcher, where]));
          resolve({ catches: { ...catches, ...known.catches }, cases: known.cases });
        }
      };
      // On a busy machine a worker may be silent for long and well.
      const look = (): void => {
        const { pid } = worker;
        const seconds = pid === undefined ? 0 : computedSeconds(pid);
        computed ??= seconds;
        if (seconds - computed > COMPUTING_LIMIT) caught('hangs');
        else if (performance.now() - since < WAITING_LIMIT) timer = setTimeout(look, SILENCE_LIMIT);
        else {
          end();
          reject(new Error(`${mutant.name}, ${layer}: no word for 15 minutes about ${place}`));
        }
      };
      const listen = (): void => {
        clearTimeout(timer);
        since = performance.now();
        computed = null;
        timer = setTimeout(look, SILENCE_LIMIT);
      };
      listen();
      worker.on('exit', () => {
        caught('ends the process');
      });
      worker.on('message', (answer: Answer) => {
        if (answer.kind === 'begin') {
          ({ place } = answer);
          listen();
          return;
        }
        settle();
        if (answer.kind === 'done') resolve(answer.state);
        else reject(new Error(`${mutant.name}, ${layer}: ${answer.reason}`));
      });
      const request: Request = { mutant, layer, known };
      worker.send(request);
    });
  }

  /** Ends the process, which removes its folder. */
  async stop(): Promise<void> {
    const worker = this.#process;
    if (worker === null) return;
    this.#process = null;
    const ended = new Promise((resolve) => worker.once('exit', resolve));
    if (worker.connected) worker.disconnect();
    await ended;
  }

  /** Has the process end by itself, as soon as it listens. */
  disconnect(): void {
    if (this.#process?.connected === true) this.#process.disconnect();
  }

  /** Ends the process at once: a mutant in an endless loop hears nothing else. */
  kill(): void {
    this.#process?.kill('SIGKILL');
  }
}
