import * as fs from 'node:fs';
import * as path from 'node:path';
import type { HostName } from '../../../reference';
import { imageSuffix } from '../link-script/image-suffix';
import type { Replay } from './replay';
import type { SnapshotOutput } from './snapshot-output';
import { makeFolder } from '../../system/make-folder';

/** `--out DIR`: DIR/<script>.<host>.<snapshot>.exe, or .dll, and .nodes. */
export class DirectoryOutput implements SnapshotOutput {
  readonly #directory: string;
  readonly #script: string;
  readonly #files: string[] = [];
  /** The folders that were made for DIR, outermost first. */
  #made: readonly string[] = [];
  /** Holds the files until the script ends. It lies in DIR, so that renames are atomic. */
  #staging: string | null = null;

  constructor(directory: string, script: string) {
    this.#directory = path.resolve(directory);
    this.#script = script;
  }

  snapshot(host: HostName, { linker }: Replay, snapshot: number): void {
    const staging = this.#stage();
    const name = `${this.#script}.${host}.${snapshot}`;
    const image = `${name}${imageSuffix(linker.options)}`;
    this.#files.push(image, `${name}.nodes`);
    fs.writeFileSync(path.join(staging, image), linker.image.contents());
    const fd = fs.openSync(path.join(staging, `${name}.nodes`), 'wx');
    try {
      linker.dump((piece) => {
        fs.writeFileSync(fd, piece);
      });
    } finally {
      fs.closeSync(fd);
    }
  }

  /**
   * Renames all files to their final names, or none if one cannot be renamed. A file that is replaced is there
   * throughout: whenever the process is killed, each name has its old file or its new one.
   */
  commit(): void {
    const staging = this.#stage();
    const placed: string[] = [];
    try {
      for (const file of this.#files) {
        const place = path.join(this.#directory, file);
        placed.push(file);
        // Anything but a file stays, and the rename onto it fails.
        if (fs.statSync(place, { throwIfNoEntry: false })?.isFile() === true) {
          fs.copyFileSync(place, path.join(staging, `${file}.before`));
        }
        fs.renameSync(path.join(staging, file), place);
      }
    } catch (error) {
      for (const file of placed) this.#takeBack(staging, file);
      throw error;
    }
    fs.rmSync(staging, { recursive: true });
    this.#staging = null;
    this.#made = [];
  }

  discard(): void {
    if (this.#staging !== null) fs.rmSync(this.#staging, { recursive: true, force: true });
    this.#staging = null;
    for (const folder of [...this.#made].reverse()) {
      if (!fs.existsSync(folder)) continue;
      if (fs.readdirSync(folder).length > 0) return;
      fs.rmdirSync(folder);
    }
  }

  /** Restores the file that was there before. */
  #takeBack(staging: string, file: string): void {
    const place = path.join(this.#directory, file);
    const before = path.join(staging, `${file}.before`);
    if (fs.existsSync(before)) fs.renameSync(before, place);
    else if (!fs.existsSync(path.join(staging, file))) fs.rmSync(place, { force: true });
  }

  #stage(): string {
    if (this.#staging === null) {
      // Recorded first: if a folder cannot be made, those above it may exist already.
      this.#made = missingFolders(this.#directory);
      makeFolder(this.#directory);
      this.#staging = fs.mkdtempSync(path.join(this.#directory, '.coff2-'));
    }
    return this.#staging;
  }
}

/** The missing folders of a path, outermost first. */
function missingFolders(directory: string): string[] {
  const missing: string[] = [];
  for (let folder = directory; !fs.existsSync(folder); folder = path.dirname(folder)) {
    missing.unshift(folder);
  }
  return missing;
}
