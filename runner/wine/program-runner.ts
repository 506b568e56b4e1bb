import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { ProgramRun, Wine } from './wine';

/** Runs images that are in memory: from a file of its own, each. */
export class ProgramRunner {
  readonly #wine: Wine;
  readonly #folder = fs.mkdtempSync(path.join(os.tmpdir(), 'coff2-run-'));
  #runs = 0;

  constructor(wine: Wine) {
    this.#wine = wine;
  }

  async run(image: Uint8Array): Promise<ProgramRun> {
    this.#runs += 1;
    const file = path.join(this.#folder, `${this.#runs}.exe`);
    fs.writeFileSync(file, image);
    try {
      return await this.#wine.run(file);
    } finally {
      fs.rmSync(file, { force: true });
    }
  }

  /** Ends Wine, and leaves nothing behind. */
  async stop(): Promise<void> {
    await this.#wine.stop();
    fs.rmSync(this.#folder, { recursive: true, force: true });
  }
}
