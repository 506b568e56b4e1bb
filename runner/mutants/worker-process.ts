import { fork, type ChildProcess } from 'node:child_process';
import * as path from 'node:path';
import type { Catcher, Layer, LayerState } from './layer';
import type { Mutant } from './rows/mutant';
import type { Answer, Request } from './worker';

/** Milliseconds without a word after which a mutant counts as hanging; it may run one image. */
const SILENCE_LIMIT = 60_000;
/** As it is where jest says nothing until its end. */
const UNIT_SILENCE_LIMIT = 330_000;

/** Megabytes: a mutant that grows without end falls soon. */
const MEMORY_LIMIT = 1024;

/** What catches a mutant that hangs or ends the process, by layer. */
const CATCHERS: Readonly<Record<Layer, readonly Catcher[]>> = {
  vectors: ['vector'],
  cases: ['valid', 'meaning', 'nodes', 'bytes'],
  runs: ['runs'],
  unit: ['unit'],
};

/** A worker, started anew whenever a mutant hangs it or ends it. */
export class WorkerProcess {
  readonly #folder: string;
  #process: ChildProcess | null = null;

  /** @param folder of its own */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @throws Error if the mutant cannot be judged: its row is wrong, or the layer cannot work */
  judge(mutant: Mutant, layer: Layer, known: LayerState): Promise<LayerState> {
    const worker = (this.#process ??= fork(path.join(__dirname, 'worker.js'), [this.#folder], {
      execArgv: [`--max-old-space-size=${MEMORY_LIMIT}`],
      // What V8 says of memory that runs out is a catch, not the user's concern.
      stdio: ['ignore', 'inherit', 'ignore', 'ipc'],
    }));
    return new Promise<LayerState>((resolve, reject) => {
      let place = 'its start';
      let timer: NodeJS.Timeout | undefined;
      const settle = (): void => {
        clearTimeout(timer);
        worker.removeAllListeners();
      };
      const caught = (how: string): void => {
        settle();
        this.#process = null;
        worker.kill('SIGKILL');
        if (place === 'its start') {
          reject(
            new Error(`${mutant.name}, ${layer}: the worker ${how} before it judged anything`),
          );
        } else {
          const where = `${place} (it ${how})`;
          const catches = Object.fromEntries(CATCHERS[layer].map((catcher) => [catcher, where]));
          resolve({ catches: { ...catches, ...known.catches }, cases: known.cases });
        }
      };
      const listen = (): void => {
        clearTimeout(timer);
        timer = setTimeout(
          () => {
            caught('hangs');
          },
          layer === 'unit' ? UNIT_SILENCE_LIMIT : SILENCE_LIMIT,
        );
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
    worker.disconnect();
    await ended;
  }
}
