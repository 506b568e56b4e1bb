import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Update } from '../case/case';

/**
 * Time of the first file, in seconds since 1970. A compiler sees by the time and size of a file whether
 * it changed, so each write gets a time of its own.
 */
const FIRST_TIME = 1_500_000_000;

/** The sources of a program, as files that change from update to update. */
export class SourceFolder {
  #writes = 0;

  /** @param path created if it does not exist */
  constructor(readonly path: string) {
    fs.mkdirSync(path, { recursive: true });
  }

  /** Applies an update to the files. Other files stay untouched. */
  apply({ writes, removes }: Pick<Update, 'writes' | 'removes'>): void {
    for (const name of removes) fs.rmSync(this.#file(name), { force: true });
    for (const { name, text } of writes) this.#write(this.#file(name), text);
  }

  #write(file: string, text: string): void {
    this.#writes += 1;
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
    fs.utimesSync(file, FIRST_TIME, FIRST_TIME + this.#writes);
  }

  #file(name: string): string {
    return path.join(this.path, name);
  }
}
