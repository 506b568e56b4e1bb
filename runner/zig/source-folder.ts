import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Update } from '../case/case';

/**
 * Seconds since 1970 of the first file's time. A compiler tells by a file's time and size whether it
 * changed: here each write has a time of its own, however soon it comes after another.
 */
const FIRST_TIME = 1_500_000_000;

/** The sources of a program, as files that change from update to update. */
export class SourceFolder {
  #writes = 0;

  /** @param path made if it is not there */
  constructor(readonly path: string) {
    fs.mkdirSync(path, { recursive: true });
  }

  /** Makes of the files what an update says; what it does not name stays untouched. */
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
