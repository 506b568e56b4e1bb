import * as fs from 'node:fs';
import { CaseError } from '../case/case-error';
import { loadCase, type StoredCase } from '../case/case-store';
import { UnreadableCaseError } from '../case/unreadable-case-error';
import { linkText } from '../case/link-text';
import type { PageSource } from './page-data';

/** What an update hands the linker, and the link script up to it. */
export interface UpdateSource extends Omit<PageSource, 'script'> {
  /** The whole link script up to this update. */
  readonly script: string;
}

/** The source of a case that failed, as it is now; nothing if it is not here, or not readable. */
export class CaseSource {
  readonly #stored: StoredCase | null;
  readonly #text: string;

  /** @param file path of the case file */
  constructor(file: string) {
    this.#stored = storedCase(file);
    this.#text = this.#stored === null ? '' : fs.readFileSync(file, 'utf8');
  }

  /** The line of an update, from 1; null if the case has none of this name there. */
  lineOf(index: number, name: string): number | null {
    return this.#update(index, name)?.line ?? null;
  }

  /** What an update hands the linker; null if that is not known, or nothing. */
  of(index: number, name: string): UpdateSource | null {
    const update = this.#update(index, name);
    if (update === undefined || this.#stored === null) return null;
    const { script } = this.#stored.case;
    const ends = script.flatMap(({ op }, at) => (op === 'snapshot' ? [at + 1] : []));
    const start = index === 0 ? 0 : (ends[index - 1] ?? 0);
    const end = ends[index] ?? script.length;
    const lines = (from: number): string =>
      script
        .slice(from, end)
        .map(({ json }) => `${json}\n`)
        .join('');
    return { link: linkText(this.#text, update.line), ops: lines(start), script: lines(0) };
  }

  #update(index: number, name: string): StoredCase['case']['updates'][number] | undefined {
    const update = this.#stored?.case.updates[index];
    return update?.name === name ? update : undefined;
  }
}

function storedCase(file: string): StoredCase | null {
  if (!fs.existsSync(file) || !fs.statSync(file).isFile()) return null;
  try {
    return loadCase(file);
  } catch (error) {
    if (error instanceof CaseError || error instanceof UnreadableCaseError) return null;
    throw error;
  }
}
