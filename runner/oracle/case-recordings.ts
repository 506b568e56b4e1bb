import * as fs from 'node:fs';
import * as path from 'node:path';
import { packageRoot } from '../system/package-root';
import { readExpectedDigests, type ExpectedDigests } from './expected-digests';

/** A case as the real linker was given it, and what the real linker made of it. */
export interface CaseRecording {
  /** The lines of the case's link script, each parsed as JSON. */
  readonly script: readonly unknown[];
  readonly expected: ExpectedDigests;
}

/** The cases that the real linker has linked, in the folder `oracle`. */
export class CaseRecordings {
  readonly #folder: string;
  #expected: Readonly<Record<string, ExpectedDigests>> | null = null;

  constructor(folder = path.join(packageRoot(), 'oracle')) {
    this.#folder = folder;
  }

  /** Names of the recorded cases, in order. */
  names(): readonly string[] {
    return Object.keys(this.#all()).sort();
  }

  /**
   * What was recorded of a case; null if nothing was.
   * @throws the file system's error or SyntaxError if the recording is broken
   */
  find(name: string): CaseRecording | null {
    const all = this.#all();
    const expected = Object.hasOwn(all, name) ? all[name] : undefined;
    if (expected === undefined) return null;
    const text = fs.readFileSync(path.join(this.#folder, 'cases', `${name}.jsonl`), 'utf8');
    const lines = text.split('\n').filter((line) => line !== '');
    return { script: lines.map((line) => JSON.parse(line) as unknown), expected };
  }

  #all(): Readonly<Record<string, ExpectedDigests>> {
    this.#expected ??= readExpectedDigests(path.join(this.#folder, 'cases-expected.json'));
    return this.#expected;
  }
}
