import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

/** What an adapter says of a file is wrong: the place, what was expected. */
export class WorkFileError extends Error {
  override readonly name = 'WorkFileError';
}

/** The folder that an adapter may write to, for one case. */
export class WorkFolder {
  /** Absolute, without symbolic links. */
  readonly path: string;

  constructor() {
    this.path = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'coff2-adapter-')));
  }

  /**
   * The bytes of a file in it.
   * @param name relative to the folder, or absolute; symbolic links count as what they lead to
   * @param max bytes that it may have
   * @throws WorkFileError if it lies elsewhere, is no file, is missing or too large
   */
  read(name: string, max: number): Buffer {
    let file: string;
    try {
      file = fs.realpathSync(path.resolve(this.path, name));
    } catch {
      throw new WorkFileError(`there is no file ${name} in the work folder`);
    }
    if (!file.startsWith(this.path + path.sep)) {
      throw new WorkFileError(`${name} is outside of the work folder`);
    }
    // Opened once, so that what was checked is what is read.
    const fd = fs.openSync(file, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
    try {
      const stat = fs.fstatSync(fd);
      if (!stat.isFile()) throw new WorkFileError(`${name} is no file`);
      if (stat.size > max) {
        throw new WorkFileError(`${name} has ${stat.size} bytes, and ${max} are allowed`);
      }
      return fs.readFileSync(fd);
    } finally {
      fs.closeSync(fd);
    }
  }

  remove(): void {
    fs.rmSync(this.path, { recursive: true, force: true, maxRetries: 5 });
  }
}
