import { compareEqualCode } from './equal-code';
import { CodeWalk } from './code-walk';
import { Comparison } from './comparison';
import { coverageOf } from './coverage';
import { DataJudgement } from './data-judgement';
import { DataPairs } from './data-pairs';
import { DataWalk } from './data-walk';
import { ErrorNames } from './error-names';
import { explainDifference } from './explain-difference';
import { Hints } from './hints';
import { ExtentEvidence } from './extent-evidence';
import { settleGuesses } from './guesses';
import { NotComparable } from './not-comparable';
import { ObjectEnds, settleEnds } from './object-ends';
import { compareOverlaps } from './overlaps';
import { compareRepeats } from './repeats';
import { readProgramImage } from './program-image';
import { compareResources } from './resources';
import { Roots } from './roots';
import type { SameJudgement, SameOptions, SameResult, SectionCoverage } from './same-result';
import { Seen } from './seen-bytes';
import { collectSoftStarts } from './soft-starts';
import { UnwindWalk } from './unwind-walk';

/**
 * Whether two PE images are the same program, wherever their code and data lie. Both are walked in
 * lockstep from paired roots (entry point, exports, TLS), without symbols: code must be the same
 * instructions and data the same bytes, but for addresses, which pair further places.
 *
 * PE32+ for AMD64 and PE32 for I386 can be compared. Time and memory are bounded by the sizes of
 * the files, whatever they hold. Nothing is thrown for bad images: they are not comparable.
 */
export function compareImages(a: Uint8Array, b: Uint8Array, options: SameOptions = {}): SameResult {
  return compareRead(a, b, options, resultOf);
}

/** As {@link compareImages}, for who asks for the verdict alone: nothing is counted, and nothing possible explained. */
export function judgeImages(
  a: Uint8Array,
  b: Uint8Array,
  options: SameOptions = {},
): SameJudgement {
  return compareRead(a, b, options, judgementOf);
}

/** What is told of a comparison when it is over. */
type Telling<T> = (comparison: Comparison, code: CodeWalk, data: DataPairs) => T;

function compareRead<T>(
  a: Uint8Array,
  b: Uint8Array,
  options: SameOptions,
  tell: Telling<T>,
): T | SameResult {
  try {
    const one = readProgramImage(a, 'the first image');
    const other = readProgramImage(b, 'the second image');
    if (one.machine !== other.machine) {
      throw new NotComparable('the images are for different machines, AMD64 and I386');
    }
    return walkAndTell(new Comparison(one, other, options), tell);
  } catch (error) {
    if (!(error instanceof NotComparable)) throw error;
    return notComparable(error.message);
  }
}

/**
 * As {@link compareImages}, of images that were read; afterwards, the comparison knows how each byte
 * was compared.
 * @throws NotComparable
 */
export function compareWithin(comparison: Comparison): SameResult {
  return walkAndTell(comparison, resultOf);
}

function walkAndTell<T>(comparison: Comparison, tell: Telling<T>): T {
  const errorNames = new ErrorNames(comparison);
  const data = new DataPairs(comparison, errorNames);
  const code = new CodeWalk(comparison, data, errorNames);
  try {
    const gaveUp = judgeAll(comparison, code, data, errorNames);
    comparison.objects = data.all;
    const evidence = new ExtentEvidence(comparison, data, code);
    settleGuesses(comparison, evidence);
    settleEnds(comparison, new ObjectEnds(comparison, data, evidence));
    // What was found before the work was given up stays found; else nothing can be said.
    if (gaveUp !== null && comparison.ledger.differences.length === 0) throw gaveUp;
    if (gaveUp !== null) comparison.ledger.note(gaveUp.message);
    return tell(comparison, code, data);
  } finally {
    comparison.free();
  }
}

/** @returns why the work was given up; null if all was compared */
function judgeAll(
  comparison: Comparison,
  code: CodeWalk,
  data: DataPairs,
  errorNames: ErrorNames,
): NotComparable | null {
  try {
    walkAll(comparison, code, data);
    errorNames.judge();
    new DataJudgement(comparison, data, code, errorNames).judge();
    comparison.importedData.judge();
    code.judgeLists();
    compareOverlaps(comparison, data.all);
    compareRepeats(comparison, data.all);
    compareResources(comparison);
    compareEqualCode(comparison, code);
    return null;
  } catch (error) {
    if (error instanceof NotComparable) return error;
    throw error;
  }
}

/** What is sure first, so that all that can be reached surely is. */
function walkAll(comparison: Comparison, code: CodeWalk, data: DataPairs): void {
  const walk = new DataWalk(comparison, data, code);
  const unwind = new UnwindWalk(comparison, code);
  new Roots(comparison, code, data).add();
  code.walk();
  collectSoftStarts(comparison, comparison.a);
  collectSoftStarts(comparison, comparison.b);
  for (;;) {
    code.walk();
    if (code.walkJumpTables() || walk.walkSure() || unwind.walk() || walk.walkOpen()) continue;
    if (data.addOthers()) continue;
    break;
  }
}

function resultOf(comparison: Comparison, code: CodeWalk, data: DataPairs): SameResult {
  const { a, b, ledger } = comparison;
  if (isEmpty(comparison)) return notComparable(NOTHING_TO_START_FROM);
  const hints = new Hints(comparison, code);
  if (code.procedures.neverReached > 0) {
    ledger.note(
      'calls after which nothing was compared, as none was seen to return',
      code.procedures.neverReached,
    );
  }
  const coverage = { a: coverageOf(a), b: coverageOf(b) };
  return {
    verdict: ledger.differences.length === 0 ? 'same' : 'different',
    reason: null,
    differences: ledger.differences.map((one) => explainDifference(comparison, hints, one)),
    possible: ledger.possible.map((one) => explainDifference(comparison, hints, one)),
    unlisted: ledger.unlisted,
    notes: ledger.notes,
    figures: {
      codeBytes: sum(coverage.a, ({ code: bytes }) => bytes),
      dataBytes: sum(coverage.a, ({ sure, likely }) => sure + likely),
      instructions: code.instructions,
      procedures: code.procedures.all.length,
      objects: data.all.length,
    },
    coverage,
  };
}

function judgementOf(comparison: Comparison, code: CodeWalk): SameJudgement {
  const { differences, unlisted } = comparison.ledger;
  if (isEmpty(comparison)) return notComparable(NOTHING_TO_START_FROM);
  if (differences.length === 0) {
    return { verdict: 'same', reason: null, differences: [], unlisted };
  }
  const hints = new Hints(comparison, code);
  return {
    verdict: 'different',
    reason: null,
    differences: differences.map((one) => explainDifference(comparison, hints, one)),
    unlisted,
  };
}

const NOTHING_TO_START_FROM =
  'there is nothing to start from: no entry point, export or TLS callback';

/** Whether no difference was found because nothing was compared. */
function isEmpty({ a, ledger }: Comparison): boolean {
  const isCompared = (how: number): boolean => how !== Seen.NOT && how !== Seen.BEYOND;
  return ledger.differences.length === 0 && !a.seen.bytes.some(isCompared);
}

/** The result for images of which nothing can be said, and why. */
export function notComparable(reason: string): SameResult {
  return {
    verdict: 'not-comparable',
    reason,
    differences: [],
    possible: [],
    unlisted: 0,
    notes: [],
    figures: { codeBytes: 0, dataBytes: 0, instructions: 0, procedures: 0, objects: 0 },
    coverage: null,
  };
}

function sum(
  sections: readonly SectionCoverage[],
  of: (section: SectionCoverage) => number,
): number {
  return sections.reduce((total, section) => total + of(section), 0);
}
