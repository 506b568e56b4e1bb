import * as fs from 'node:fs';
import * as path from 'node:path';
import { removeFolder } from './remove-folder';
import { forgetTemporary, makeTemporary } from './temporary-folder';

/** Gives each image that is run a folder of its own, and removes it afterwards. */
export class RunFolder {
  readonly #root = makeTemporary('coff2-run-');
  #runs = 0;

  /**
   * Writes an image to a new folder, and removes that after the run.
   * @param beside paths of files that are copied beside it
   * @param run gets the absolute path of the image
   */
  async with<T>(
    image: Uint8Array,
    beside: readonly string[],
    run: (file: string) => Promise<T>,
  ): Promise<T> {
    this.#runs += 1;
    const folder = path.join(this.#root, String(this.#runs));
    fs.mkdirSync(folder);
    try {
      for (const file of beside) fs.copyFileSync(file, path.join(folder, path.basename(file)));
      const file = path.join(folder, 'main.exe');
      fs.writeFileSync(file, image);
      return await run(file);
    } finally {
      await removeFolder(folder);
    }
  }

  /** Removes the folder of all runs. */
  async remove(): Promise<void> {
    await removeFolder(this.#root);
    forgetTemporary(this.#root);
  }
}
