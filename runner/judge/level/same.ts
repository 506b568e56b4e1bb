import { LineError } from '../../case/link-script/script-error';
import type { ProgramState } from '../../case/program/program-state';
import { untraceableReference } from '../../case/program/untraceable-reference';
import { freshLink } from '../../case/replay/fresh-link';
import { compareImages } from '../../same/compare-images';
import type { SameOptions } from '../../same/same-result';
import { differenceLines } from '../../same/show/difference-lines';
import type { Judgement, Variant } from '../result/case-result';

/** Columns of the details: reports fold them no further. */
const WIDTH = 100;

/** Compares images with fresh links of the same programs; a program is linked once for all hosts. */
export class SameJudge {
  #program: ProgramState | null = null;
  #fresh: Uint8Array | string = '';

  /**
   * Whether an image is the same program as one that the reference linker makes from nothing.
   * @param program the same object for all images of one update
   * @returns null if the program is not flushed: its image need not hold it yet
   */
  judge(
    program: ProgramState,
    image: Uint8Array,
    variant: Variant,
    options: SameOptions,
  ): Judgement | null {
    if (!program.isFlushed) return null;
    const fresh = this.#freshOf(program);
    const unsupported = (reason: string): Judgement => {
      return { level: 'same', variant, verdict: 'unsupported', reason, details: [] };
    };
    if (typeof fresh === 'string') {
      return unsupported(`the reference links no image to compare with: ${fresh}`);
    }
    const judgement = judgeSame(fresh, image, variant, options);
    // Without symbols a difference in what such a reference leads to means nothing.
    const reason =
      judgement.verdict === 'fail'
        ? (untraceableReference(program) ?? missingInReference(program))
        : null;
    return reason === null ? judgement : unsupported(`not comparable: ${reason}`);
  }

  /** To be called before the program changes: it is one object for all updates. */
  nextUpdate(): void {
    this.#program = null;
  }

  #freshOf(program: ProgramState): Uint8Array | string {
    if (this.#program === program) return this.#fresh;
    this.#program = program;
    try {
      this.#fresh = Uint8Array.from(freshLink(program));
    } catch (error) {
      if (!(error instanceof LineError)) throw error;
      this.#fresh = error.message;
    }
    return this.#fresh;
  }
}

/**
 * What a fresh link lacks because the real linker lacks it, so that a right image is another program;
 * null if nothing is missing. See docs/upstream-findings.md: dll-entry-point, dll-without-exports.
 */
function missingInReference({ options, exports }: ProgramState): string | null {
  if (options.outputMode !== 'Lib' || exports.length === 0) return null;
  return 'the reference gives a DLL no entry point and no export table, as the real linker does';
}

/**
 * Whether two images are the same program, wherever things lie.
 * @param expected the image that is known to be right
 */
export function judgeSame(
  expected: Uint8Array,
  image: Uint8Array,
  variant: Variant,
  options: SameOptions,
): Judgement {
  const common = { level: 'same', variant } as const;
  const result = compareImages(expected, image, options);
  switch (result.verdict) {
    case 'same':
      return { ...common, verdict: 'pass', reason: null, details: [] };
    case 'not-comparable':
      return {
        ...common,
        verdict: 'unsupported',
        reason: `not comparable: ${result.reason ?? ''}`,
        details: [],
      };
    case 'different': {
      const [first] = result.differences;
      const more = result.differences.length - 1 + result.unlisted;
      return {
        ...common,
        verdict: 'fail',
        reason: `another program than a fresh link: ${first?.what ?? 'it differs'}${more > 0 ? `, and ${more} more` : ''}`,
        details: first === undefined ? [] : differenceLines(first, WIDTH),
      };
    }
  }
}
