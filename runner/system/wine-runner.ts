import type { BesideFile, RunnableMachine, ProgramRun, ProgramRunner } from './program-runner';
import { loaderMessages, type NotFound } from './loader-messages';
import { RunFolder } from './run-folder';
import type { Wine } from './wine';
import { wineMessages } from './wine-crash';

/** WINEDEBUG with which the loader names the DLLs and functions that it does not find. */
const LOADER_SPEAKS = '-all,err+module,warn+module';

/** Runs images under Wine. */
export class WineRunner implements ProgramRunner {
  readonly kind = 'wine';
  /** 32-bit images need Wine's 32-bit half too, which a distribution may leave out. */
  readonly machines: readonly RunnableMachine[] = ['AMD64', 'I386'];
  readonly #wine: Wine;
  readonly #folder = new RunFolder();

  constructor(wine: Wine) {
    this.#wine = wine;
  }

  version(): Promise<string> {
    return this.#wine.version();
  }

  start(): Promise<void> {
    return this.#wine.start();
  }

  renew(machine: RunnableMachine): Promise<boolean> {
    return this.#wine.renew(machine);
  }

  async run(image: Uint8Array, beside: readonly BesideFile[] = []): Promise<ProgramRun> {
    const run = await this.#folder.with(image, beside, (file) => this.#wine.run(file));
    return { ...run, exitCodeBits: 8, ...wineMessages(run.stderr) };
  }

  async notFound(
    image: Uint8Array,
    beside: readonly BesideFile[] = [],
  ): Promise<readonly NotFound[]> {
    const { stderr } = await this.#folder.with(image, beside, (file) =>
      this.#wine.run(file, LOADER_SPEAKS),
    );
    return loaderMessages(stderr.split('\n'));
  }

  /** Ends Wine, and leaves nothing behind. */
  async stop(): Promise<void> {
    await this.#wine.stop();
    await this.#folder.remove();
  }
}
