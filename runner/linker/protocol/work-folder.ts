import * as fs from 'node:fs';
import * as path from 'node:path';
import { warnThatItStays } from '../../system/remove-folder';
import { forgetTemporary, makeTemporary } from '../../system/temporary-folder';

/** An adapter names a file that cannot be read. The message says which, and why. */
export class WorkFileError extends Error {
  override readonly name = 'WorkFileError';
}

/** The folder that an adapter may write to, for one case. */
export class WorkFolder {
  /** Absolute, without symbolic links. */
  readonly path: string;
  /** Folder for temporary files, beside the work folder. */
  readonly temporary: string;
  /** The folder that contains both, and nothing else. */
  readonly #parent: string;

  constructor() {
    this.#parent = makeTemporary('coff2-adapter-');
    this.path = path.join(this.#parent, 'work');
    this.temporary = path.join(this.#parent, 'tmp');
    fs.mkdirSync(this.path);
    fs.mkdirSync(this.temporary);
  }

  /**
   * The bytes of a file in the work folder.
   * @param name a path relative to the folder, or absolute; symbolic links are followed
   * @param max the most bytes that it may have
   * @throws WorkFileError if it lies elsewhere, is not a file, cannot be read or is too large
   */
  read(name: string, max: number): Buffer {
    const shown = JSON.stringify(name);
    let file: string;
    try {
      file = fs.realpathSync(path.resolve(this.path, name));
    } catch {
      // The adapter must not learn whether a file exists outside the folder.
      throw new WorkFileError(`there is no file ${shown} in the work folder`);
    }
    if (file === this.path) {
      throw new WorkFileError(`${shown} is the work folder itself; expected a file in it`);
    }
    if (!this.#holds(file)) throw new WorkFileError(`${shown} is outside the work folder`);
    let fd: number;
    try {
      const { O_RDONLY, O_NONBLOCK, O_NOFOLLOW } = fs.constants;
      fd = fs.openSync(file, O_RDONLY | O_NONBLOCK | O_NOFOLLOW);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new WorkFileError(`${shown} cannot be opened for reading (${code ?? 'no reason'})`);
    }
    try {
      // Its folder may have been replaced since the path was resolved.
      if (!this.#holds(openedPath(fd) ?? file)) {
        throw new WorkFileError(`${shown} is outside the work folder`);
      }
      const stat = fs.fstatSync(fd);
      if (stat.isDirectory()) throw new WorkFileError(`${shown} is a folder; expected a file`);
      if (!stat.isFile()) throw new WorkFileError(`${shown} is not a file`);
      if (stat.size > max) {
        throw new WorkFileError(
          `${shown} has ${stat.size} bytes, but only ${max} are allowed; see --max-image`,
        );
      }
      return readBytes(fd, stat.size);
    } finally {
      fs.closeSync(fd);
    }
  }

  /** Files beside the folder, where nothing should be, by paths relative to it. */
  strays(): readonly string[] {
    const own = [this.path, this.temporary].map((folder) => path.basename(folder));
    const beside = fs.readdirSync(this.#parent).filter((name) => !own.includes(name));
    const temporary = fs.readdirSync(this.temporary).map((name) => path.join('tmp', name));
    return [...beside, ...temporary].map((name) => path.join('..', name)).sort();
  }

  /**
   * Removes the folder and everything beside it. What the adapter started may outlive it and work in the
   * folder, which Windows then does not remove: the folder stays, and a warning names it. A verdict does
   * not depend on it.
   */
  remove(): void {
    try {
      removeAll(this.#parent);
    } catch (error) {
      warnThatItStays(this.#parent, error);
    }
    forgetTemporary(this.#parent);
  }

  #holds(file: string): boolean {
    return file.startsWith(this.path + path.sep);
  }
}

/** The real path of an open file; null if this system does not give it. */
function openedPath(fd: number): string | null {
  try {
    return fs.readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    return null;
  }
}

/** Up to so many bytes. There may be fewer, if the file changes meanwhile. */
function readBytes(fd: number, size: number): Buffer {
  const bytes = Buffer.alloc(size);
  let end = 0;
  while (end < size) {
    const count = fs.readSync(fd, bytes, end, size - end, end);
    if (count === 0) break;
    end += count;
  }
  return bytes.subarray(0, end);
}

function removeAll(folder: string): void {
  const options = { recursive: true, force: true, maxRetries: 8 } as const;
  try {
    fs.rmSync(folder, options);
  } catch {
    // The adapter may have removed the permissions of a folder.
    open(folder);
    fs.rmSync(folder, options);
  }
}

function open(folder: string): void {
  fs.chmodSync(folder, 0o700);
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) open(path.join(folder, entry.name));
  }
}
