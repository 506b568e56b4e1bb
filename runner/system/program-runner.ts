import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { ProgramRun, Wine } from './wine';

/** Runs images from memory, each in a folder of its own. */
export class ProgramRunner {
  readonly #wine: Wine;
  readonly #folder = fs.mkdtempSync(path.join(os.tmpdir(), 'coff2-run-'));
  #runs = 0;

  constructor(wine: Wine) {
    this.#wine = wine;
  }

  /** @param beside paths of files that the image needs in its folder, such as DLLs */
  async run(image: Uint8Array, beside: readonly string[] = []): Promise<ProgramRun> {
    this.#runs += 1;
    const folder = path.join(this.#folder, String(this.#runs));
    fs.mkdirSync(folder);
    try {
      for (const file of beside) fs.copyFileSync(file, path.join(folder, path.basename(file)));
      const file = path.join(folder, 'main.exe');
      fs.writeFileSync(file, image);
      return await this.#wine.run(file);
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  }

  /** Ends Wine, and leaves nothing behind. */
  async stop(): Promise<void> {
    await this.#wine.stop();
    fs.rmSync(this.#folder, { recursive: true, force: true });
  }
}
