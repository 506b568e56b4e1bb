import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

/** A folder that each test of a file has for itself. */
export class TemporaryFolder {
  #path = '';

  /** Called once in a describe block or file: each test then starts with an empty folder. */
  static forEachTest(): TemporaryFolder {
    const folder = new TemporaryFolder();
    beforeEach(() => {
      folder.#path = fs.mkdtempSync(path.join(os.tmpdir(), 'coff2-test-'));
    });
    afterEach(() => {
      fs.rmSync(folder.#path, { recursive: true, force: true });
    });
    return folder;
  }

  /** Absolute path of something in the folder, there or not. */
  path(...names: readonly string[]): string {
    return path.join(this.#path, ...names);
  }

  /** Writes a file. @returns its absolute path */
  write(name: string, contents: string | Uint8Array): string {
    const file = this.path(name);
    fs.writeFileSync(file, contents);
    return file;
  }

  /** Everything in the folder, or in one that lies in it, sorted. */
  list(...names: readonly string[]): readonly string[] {
    return fs.readdirSync(this.path(...names)).sort();
  }
}
