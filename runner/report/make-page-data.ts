import * as fs from 'node:fs';
import * as path from 'node:path';
import { goldenStem, isOwnCase } from '../golden/golden-files';
import { LEVELS } from '../judge/result/level';
import { VARIANTS, type CaseResult, type Judgement } from '../judge/result/case-result';
import { goldenSteps } from './golden-steps';
import type {
  PageCase,
  PageData,
  PageJudgement,
  PageReason,
  PageResult,
  PageRun,
  PageUpdate,
} from './page-data';
import { VERDICTS } from './report-file';
import type { RunReport } from './run-report';
import { textParts } from './text-parts';

/** Folder of the pictures, beside the page. */
export const PICTURES = 'pictures';

/** The files of a page. */
export interface ReportPage {
  readonly data: PageData;
  /** Pictures, by path relative to the page. */
  readonly pictures: ReadonlyMap<string, Uint8Array>;
}

/**
 * Makes the data of the page of a report.
 * @param goldens folder of the goldens, for the pictures and what each update changed
 * @param explored names of the cases that the explorer beside the page can open
 */
export function makePageData(
  report: RunReport,
  goldens: string,
  explored: readonly string[] = [],
): ReportPage {
  return new PageMaker(report, goldens, explored).make();
}

class PageMaker {
  readonly #report: RunReport;
  readonly #goldens: string;
  readonly #explored: readonly string[];
  readonly #pictures = new Map<string, Uint8Array>();
  readonly #reasons: PageReason[] = [];
  readonly #reasonIndices = new Map<string, number>();

  constructor(report: RunReport, goldens: string, explored: readonly string[]) {
    this.#report = report;
    this.#goldens = goldens;
    this.#explored = explored;
  }

  make(): ReportPage {
    const { suite, linker, holds, implementations } = this.#report;
    const byName = new Map<string, (CaseResult | null)[]>();
    for (const [index, { cases }] of implementations.entries()) {
      const taken = new Set<string>();
      for (const result of cases) {
        // A run may judge two files with the same name.
        const name = taken.has(result.name) ? `${result.name} (${result.file})` : result.name;
        taken.add(name);
        const results = byName.get(name) ?? implementations.map(() => null);
        results[index] = result;
        byName.set(name, results);
      }
    }
    const cases = [...byName].map(([name, results]) => this.#case(name, results));
    const data: PageData = {
      suite,
      linker,
      holds,
      levels: LEVELS,
      hosts: VARIANTS,
      verdicts: VERDICTS,
      implementations: implementations.map((one) => ({
        name: one.implementation,
        identity: one.identity,
        hosts: one.variants.map((host) => VARIANTS.indexOf(host)),
        holds: one.holds,
        stale: one.stale,
        milliseconds: one.milliseconds,
      })),
      cases,
      reasons: this.#reasons,
      explored: this.#explored,
    };
    return { data, pictures: this.#pictures };
  }

  #case(name: string, results: readonly (CaseResult | null)[]): PageCase {
    const present = results.filter((result) => result !== null);
    // An interrupted case has fewer.
    const longest = present.reduce<CaseResult | null>(
      (best, one) => (best === null || one.updates.length > best.updates.length ? one : best),
      null,
    );
    return {
      name,
      file: longest?.file ?? '',
      updates: this.#updates(
        name,
        longest?.file ?? '',
        longest?.updates.map(({ update }) => update) ?? [],
      ),
      results: results.map((result) => (result === null ? null : this.#result(result))),
    };
  }

  #updates(name: string, file: string, updates: readonly string[]): readonly PageUpdate[] {
    // A report may have been made elsewhere: only a case that is here has its goldens beside it.
    const isOther = fs.existsSync(file) && !isOwnCase(file);
    const steps = isOther
      ? goldenSteps(path.dirname(file), `${name}.goldens`, updates)
      : goldenSteps(this.#goldens, name, updates);
    return steps.map(({ picture, change }, index) => {
      const update = updates[index] ?? '';
      if (picture === null) return { name: update, picture: null, change };
      const target = `${PICTURES}/${name}/${goldenStem(index, update)}${picture.suffix}`;
      this.#pictures.set(target, picture.bytes);
      return { name: update, picture: target, change };
    });
  }

  #result({ refusal, milliseconds, updates }: CaseResult): PageResult {
    return {
      refusal,
      milliseconds,
      updates: updates.map(({ judgements }) => judgements.map((one) => this.#judgement(one))),
    };
  }

  #judgement(judgement: Judgement): PageJudgement {
    const indices = [
      LEVELS.indexOf(judgement.level),
      VARIANTS.indexOf(judgement.variant),
      VERDICTS.indexOf(judgement.verdict),
    ] as const;
    return judgement.verdict === 'pass' ? indices : [...indices, this.#reason(judgement)];
  }

  #reason({ reason, details, outcome, run, link }: Judgement): number {
    const key = JSON.stringify([reason, details, outcome, run, link]);
    const known = this.#reasonIndices.get(key);
    if (known !== undefined) return known;
    const index = this.#reasons.length;
    this.#reasonIndices.set(key, index);
    this.#reasons.push({
      reason: reason ?? '',
      details,
      outcome: outcome ?? null,
      run: run === undefined ? null : pageRun(run),
      link: link ?? null,
    });
    return index;
  }
}

function pageRun({ expected, got }: NonNullable<Judgement['run']>): PageRun {
  const printed = got.stdout ?? '';
  return {
    parts: expected.stdout === null ? null : textParts(expected.stdout, printed),
    printed,
    expectedExitCode: expected.exitCode,
    exitCode: got.exitCode,
  };
}
