import type { HostName } from '../../reference';
import type { Update } from '../case/case';
import { loadDllCases, type StoredCase } from '../case/case-store';
import type { Implementation, LinkResult } from '../linker/implementation';
import type { BesideFile } from '../system/program-runner';
import type { Judgement } from './result/case-result';

/** The DLLs beside a program, or the judgement of a program that cannot be run without them. */
export type DllsOfUpdate =
  | { readonly files: readonly BesideFile[] }
  | (Pick<Judgement, 'verdict' | 'details'> & { readonly reason: string });

/**
 * The DLLs that a case's program loads, as the linker under test makes them. Each is a case of its own,
 * linked when it is first needed, once for each host.
 */
export class LoadedDlls {
  readonly #names: readonly string[];
  readonly #cases: readonly StoredCase[];
  readonly #implementation: Implementation;
  readonly #stop: AbortSignal;
  readonly #linked = new Map<string, Promise<readonly LinkResult[]>>();

  /** @throws CaseError if the case of a DLL is missing or wrong; UnreadableCaseError */
  constructor(stored: StoredCase, implementation: Implementation, stop: AbortSignal) {
    this.#cases = loadDllCases(stored);
    this.#names = stored.case.dlls.map(({ name }) => name);
    this.#implementation = implementation;
    this.#stop = stop;
  }

  /**
   * The DLLs for an update: those of the update with the same number in their cases, or of the last one.
   * @param index of the update, from 0
   */
  async of(index: number, host: HostName, { outcome }: Update): Promise<DllsOfUpdate> {
    if (outcome?.kind !== 'run') return { files: [] };
    const files: BesideFile[] = [];
    for (const [at, name] of this.#names.entries()) {
      const stored = this.#cases[at];
      if (stored === undefined) throw new RangeError(`no case for ${name}`);
      const results = await this.#resultsOf(stored, host);
      const failed = results.find(({ kind }) => kind === 'failure');
      const result = failed ?? results[Math.min(index, stored.case.updates.length - 1)];
      if (result?.kind === 'image') {
        files.push({ name: `${name}.dll`, bytes: result.image });
        continue;
      }
      const { outcome: how, reason, details } = result ?? SILENT;
      return {
        verdict: how === 'unsupported' ? 'unsupported' : 'fail',
        reason: `there is no ${name}.dll to load, of the case ${stored.name}: ${how}: ${reason}`,
        details,
      };
    }
    return { files };
  }

  #resultsOf(stored: StoredCase, host: HostName): Promise<readonly LinkResult[]> {
    const key = `${host} ${stored.name}`;
    const known = this.#linked.get(key);
    if (known !== undefined) return known;
    const results = this.#link(stored, host);
    this.#linked.set(key, results);
    return results;
  }

  async #link(stored: StoredCase, host: HostName): Promise<readonly LinkResult[]> {
    const results: LinkResult[] = [];
    for await (const one of this.#implementation.link(stored, host, this.#stop)) results.push(one);
    return results;
  }
}

/** What stands for an answer that was not given. */
const SILENT = { outcome: 'protocol', reason: 'it gave no answer', details: [] } as const;
