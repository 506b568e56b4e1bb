import * as fs from 'node:fs';
import * as path from 'node:path';
import { namingFile } from './output-file';
import type { BesideFile } from './program-runner';
import { removeFolder } from './remove-folder';
import { forgetTemporary, makeTemporary } from './temporary-folder';

/** The name of the file that an image is run from. */
export const RUN_IMAGE = 'main.exe';

/** Gives each image that is run a folder of its own, and removes it afterwards. */
export class RunFolder {
  readonly #root = makeTemporary('coff2-run-');
  #runs = 0;

  /**
   * Writes an image to a new folder, and removes that after the run.
   * @param beside files that are written beside it
   * @param run gets the absolute path of the image
   */
  async with<T>(
    image: Uint8Array,
    beside: readonly BesideFile[],
    run: (file: string) => Promise<T>,
  ): Promise<T> {
    this.#runs += 1;
    const folder = path.join(this.#root, String(this.#runs));
    fs.mkdirSync(folder);
    try {
      const file = path.join(folder, RUN_IMAGE);
      namingFile(folder, () => {
        for (const one of beside) {
          if (typeof one === 'string') fs.copyFileSync(one, path.join(folder, path.basename(one)));
          else fs.writeFileSync(path.join(folder, one.name), one.bytes);
        }
        fs.writeFileSync(file, image);
      });
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
