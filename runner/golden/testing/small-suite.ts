import * as fs from 'node:fs';
import * as path from 'node:path';
import { linkCase } from '../../case/case-replay';
import { caseFile, loadCase, type StoredCase } from '../../case/case-store';
import { acceptUpdates, type Explain, type GoldenChange } from '../accept';
import { GoldenCase } from '../golden-case';
import type { TemporaryFolder } from '../../testing/temporary-folder';

/** A linked case and its goldens. */
export interface OpenCase {
  readonly stored: StoredCase;
  readonly golden: GoldenCase;
}

/** Cases and their goldens, in a folder of each test's own. */
export class SmallSuite {
  readonly #folder: TemporaryFolder;
  /** Goldens by the name and text of their case. */
  readonly #accepted = new Map<string, ReadonlyMap<string, Buffer>>();

  constructor(folder: TemporaryFolder) {
    this.#folder = folder;
  }

  get cases(): string {
    return this.#folder.path('cases');
  }

  get goldens(): string {
    return this.#folder.path('goldens');
  }

  /** Writes "hello.incr", or a block, "lib/print.link". @returns its path */
  write(file: string, text: string): string {
    const target = path.join(this.cases, file);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.writeFileSync(target, text);
    return target;
  }

  /** Links a case as its file says now. */
  open(name: string): OpenCase {
    const file = caseFile(name, this.cases) ?? name;
    const stored = loadCase(file);
    return { stored, golden: new GoldenCase(stored, linkCase(stored.case, file), this.goldens) };
  }

  /**
   * Accepts the goldens of a case as its file says now.
   * @param indices of the updates; all if none are named
   */
  accept(
    name: string,
    indices?: readonly number[],
    explain: Explain = () => ['explained'],
  ): readonly GoldenChange[] {
    const { stored, golden } = this.open(name);
    const all = stored.case.updates.map((_update, index) => index);
    return acceptUpdates(golden, stored, indices ?? all, explain);
  }

  /** Writes a case whose goldens are accepted. They are made once: drawing them takes a while. */
  given(name: string, text: string): void {
    this.write(`${name}.incr`, text);
    const key = `${name} ${text}`;
    const known = this.#accepted.get(key);
    if (known === undefined) {
      this.accept(name);
      const own = [...this.contents()].filter(([file]) => path.dirname(file) === name);
      this.#accepted.set(key, new Map(own));
      return;
    }
    fs.mkdirSync(path.join(this.goldens, name), { recursive: true });
    for (const [file, bytes] of known) fs.writeFileSync(this.golden(file), bytes);
  }

  /** Path of a golden, "hello/digests.json". */
  golden(file: string): string {
    return path.join(this.goldens, file);
  }

  /** All goldens of all cases, with what they contain. */
  contents(): ReadonlyMap<string, Buffer> {
    const files = fs.readdirSync(this.goldens, { recursive: true, withFileTypes: true });
    return new Map(
      files
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => {
          const file = path.join(parentPath, name);
          return [path.relative(this.goldens, file), fs.readFileSync(file)] as const;
        })
        .toSorted(([a], [b]) => a.localeCompare(b)),
    );
  }
}
