import * as fs from 'node:fs';
import * as path from 'node:path';
import { goldenStem, isOwnCase } from '../golden/golden-files';
import { LEVELS } from '../judge/result/level';
import {
  isFailure,
  VARIANTS,
  type CaseResult,
  type Judgement,
  type UpdateResult,
} from '../judge/result/case-result';
import { caseArgument } from '../case/case-store';
import { shellText } from '../system/shell-text';
import { shownText } from '../text/lossless-text';
import { count } from '../text/numbers';
import type { FailedImages, MadeImage } from './failed-images';
import { goldenSteps } from './golden-steps';
import type {
  PageCase,
  PageData,
  PageFailed,
  PageGroup,
  PageImage,
  PageImplementation,
  PageJudgement,
  PageReason,
  PageResult,
  PageRun,
  PageUpdate,
} from './page-data';
import { pageGroups } from './page-groups';
import { RelativePaths } from './relative-paths';
import { VERDICTS } from './report-file';
import type { ReportedImplementation, RunReport } from './run-report';
import { textParts } from './text-parts';
import { CaseSource } from './update-source';

/** Folders beside the page: of pictures, of differences as text, and of link scripts. */
export const PICTURES = 'pictures';
export const DIFFERENCES = 'differences';
export const SCRIPTS = 'scripts';

/** How a line of a failure begins that has the command to repeat it. */
const REPEAT = 'repeat it: ';
/** How a line begins that names the file with all differences of a run: the page has its own. */
const WHOLE = 'everything, with both node dumps: ';

/** The files of a page. */
export interface ReportPage {
  readonly data: PageData;
  /** Files beside the page, by path relative to it. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** What a page shows besides a report and the goldens. */
export interface PageSources {
  /** Names of the cases that the explorer beside the page can open. */
  readonly explored?: readonly string[];
  /** The images that did not hold; absent if the run was not here. */
  readonly failed?: FailedImages | undefined;
}

/**
 * Makes the data of the page of a report.
 * @param goldens folder of the goldens, for the pictures and what each update changed
 */
export function makePageData(
  report: RunReport,
  goldens: string,
  sources: PageSources = {},
): ReportPage {
  return new PageMaker(report, goldens, sources).make();
}

class PageMaker {
  readonly #report: RunReport;
  readonly #goldens: string;
  readonly #explored: readonly string[];
  readonly #failed: FailedImages | undefined;
  readonly #paths = new RelativePaths();
  readonly #files = new Map<string, Uint8Array>();
  readonly #names = new Map<CaseResult, string>();
  readonly #reasons: PageReason[] = [];
  readonly #reasonIndices = new Map<string, number>();

  constructor(report: RunReport, goldens: string, { explored = [], failed }: PageSources) {
    this.#report = report;
    this.#goldens = goldens;
    this.#explored = explored;
    this.#failed = failed;
  }

  make(): ReportPage {
    const { suite, linker, holds, implementations } = this.#report;
    const byName = new Map<string, (CaseResult | null)[]>();
    for (const [index, { cases }] of implementations.entries()) {
      const taken = new Set<string>();
      for (const result of cases) {
        // A run may judge two files with the same name.
        const name = taken.has(result.name)
          ? `${result.name} (${this.#paths.file(result.file)})`
          : result.name;
        taken.add(name);
        this.#names.set(result, name);
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
      implementations: implementations.map((one) => this.#implementation(one)),
      cases,
      groups: implementations.flatMap((one, index) => this.#groups(one, index)),
      reasons: this.#reasons,
      explored: this.#explored,
    };
    return { data, files: this.#files };
  }

  #implementation(one: ReportedImplementation): PageImplementation {
    return {
      name: one.implementation,
      identity: one.identity,
      hosts: one.variants.map((host) => VARIANTS.indexOf(host)),
      holds: one.holds,
      stale: one.stale.map((entry) => this.#paths.text(entry)),
      milliseconds: one.milliseconds,
      started: one.started ?? null,
      versions: Object.fromEntries(
        Object.entries(one.versions ?? {}).map(([key, value]) => [key, this.#paths.text(value)]),
      ),
      ended: endedText(one),
    };
  }

  #groups({ cases }: ReportedImplementation, index: number): readonly PageGroup[] {
    return pageGroups(index, cases, {
      nameOf: (result) => this.#names.get(result) ?? result.name,
      reasonOf: (judgement) => this.#reason(judgement),
    });
  }

  #case(name: string, results: readonly (CaseResult | null)[]): PageCase {
    const present = results.filter((result) => result !== null);
    // An interrupted case has fewer.
    const longest = present.reduce<CaseResult | null>(
      (best, one) => (best === null || one.updates.length > best.updates.length ? one : best),
      null,
    );
    const updates = longest?.updates.map(({ update }) => update) ?? [];
    const failing = updates.map((_update, index) =>
      present.some((result) => isFailing(result.updates[index])),
    );
    return {
      name,
      file: longest === null ? '' : this.#paths.file(longest.file),
      updates: this.#updates(name, longest?.file ?? '', updates, failing),
      results: results.map((result, index) =>
        result === null ? null : this.#result(result, name, index),
      ),
    };
  }

  #updates(
    name: string,
    file: string,
    updates: readonly string[],
    failing: readonly boolean[],
  ): readonly PageUpdate[] {
    // A report may have been made elsewhere: only a case that is here has its goldens beside it.
    const isOther = fs.existsSync(file) && !isOwnCase(file);
    const steps = isOther
      ? goldenSteps(path.dirname(file), `${name}.goldens`, updates)
      : goldenSteps(this.#goldens, name, updates);
    const source = failing.includes(true) ? new CaseSource(file) : null;
    return steps.map(({ picture, change }, index): PageUpdate => {
      const update = updates[index] ?? '';
      const stem = `${folderName(name)}/${goldenStem(index, update)}`;
      const handed = failing[index] === true ? (source?.of(index, update) ?? null) : null;
      return {
        name: update,
        picture:
          picture === null
            ? null
            : this.#file(`${PICTURES}/${stem}${picture.suffix}`, picture.bytes),
        change,
        line: source?.lineOf(index, update) ?? null,
        source:
          handed === null
            ? null
            : { ...handed, script: this.#file(`${SCRIPTS}/${stem}.jsonl`, handed.script) },
      };
    });
  }

  #file(target: string, contents: Uint8Array | string): string {
    this.#files.set(target, Buffer.from(contents));
    return target;
  }

  #result(result: CaseResult, name: string, implementation: number): PageResult {
    const { refusal, milliseconds, updates } = result;
    const failed = updates.flatMap((update, index) =>
      isFailing(update)
        ? [[index, this.#failedUpdate(result, index, name, implementation)] as const]
        : [],
    );
    return {
      refusal: refusal === null ? null : this.#paths.text(refusal),
      milliseconds,
      updates: updates.map(({ judgements }) => judgements.map((one) => this.#judgement(one))),
      failed: Object.fromEntries(failed),
    };
  }

  #failedUpdate(
    { file, updates }: CaseResult,
    index: number,
    name: string,
    implementation: number,
  ): PageFailed {
    const { implementation: linker = '', command } =
      this.#report.implementations[implementation] ?? {};
    const { update = '', judgements = [] } = updates[index] ?? {};
    const told = judgements
      .flatMap(({ details }) => details)
      .find((line) => line.startsWith(REPEAT));
    const repeated = command === undefined ? null : `${command} ${shellText([caseArgument(file)])}`;
    const whole = told?.slice(REPEAT.length) ?? repeated;
    const images = this.#failed?.of(linker, file, index) ?? [];
    return {
      command: whole === null ? null : this.#paths.text(whole),
      images: images.map((image) =>
        this.#image(
          image,
          `${folderName(name)}/${goldenStem(index, update)}.${folderName(linker)}`,
        ),
      ),
      without: images.length > 0 ? '' : this.#whyNoImage(linker, file, judgements),
    };
  }

  #whyNoImage(linker: string, file: string, judgements: readonly Judgement[]): string {
    if (judgements.some(({ outcome }) => outcome !== undefined)) return 'It made no image.';
    if (this.#failed === undefined) {
      return 'The report from which this page was made has no images. `coff2 run --html` shows them.';
    }
    if (this.#failed.isFull(linker, file)) {
      return 'So many updates of this case fail that only the images of the first ones are shown.';
    }
    return 'There is no image of it.';
  }

  #image({ variants, picture, difference, note }: MadeImage, stem: string): PageImage {
    const own = `${stem}.${variants.join('.')}`;
    return {
      hosts: variants.map((variant) => VARIANTS.indexOf(variant)),
      picture: picture === null ? null : this.#file(`${PICTURES}/${own}.svg`, picture),
      difference:
        difference === null ? null : this.#file(`${DIFFERENCES}/${own}.diff.txt`, difference),
      note,
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
    // The command stands beside the update, and so does the page's own file with all differences.
    const isElsewhere = (line: string): boolean =>
      line.startsWith(REPEAT) || (this.#failed !== undefined && line.startsWith(WHOLE));
    const lines = details.filter((line) => !isElsewhere(line));
    const key = JSON.stringify([reason, lines, outcome, run, link]);
    const known = this.#reasonIndices.get(key);
    if (known !== undefined) return known;
    const index = this.#reasons.length;
    this.#reasonIndices.set(key, index);
    this.#reasons.push({
      reason: this.#paths.text(reason ?? ''),
      details: lines.map((line) => this.#paths.text(line)),
      outcome: outcome ?? null,
      run: run === undefined ? null : pageRun(run),
      link: link ?? null,
    });
    return index;
  }
}

function isFailing(update: UpdateResult | undefined): boolean {
  return update?.judgements.some(({ verdict }) => isFailure(verdict)) === true;
}

/** "interrupted: 3 cases were not judged" */
function endedText({ unjudged, ended }: ReportedImplementation): string | null {
  if (unjudged === undefined) return null;
  const were = `${count(unjudged, 'case')} ${unjudged === 1 ? 'was' : 'were'} not judged`;
  return `${ended === 'bail' ? 'ended by --bail' : 'interrupted'}: ${were}`;
}

/** A name as that of one folder, whatever stands in it: names come from files of other people. */
function folderName(name: string): string {
  return name.replaceAll(
    /[^\p{L}\p{N}_+.-]|^\.|\.$/gu,
    (other) => `~${(other.codePointAt(0) ?? 0).toString(16)}`,
  );
}

function pageRun({ expected, got }: NonNullable<Judgement['run']>): PageRun {
  const printed = got.stdout ?? '';
  return {
    parts: expected.stdout === null ? null : textParts(expected.stdout, printed),
    printed: shownText(printed),
    expectedExitCode: expected.exitCode,
    exitCode: got.exitCode,
  };
}
