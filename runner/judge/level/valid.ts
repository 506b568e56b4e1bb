import type { ImageFact } from '../../case/image-fact';
import type { EntryPointFault } from '../../case/program/entry-point';
import { checkImage } from '../../image/check/check-image';
import { renderViolations } from '../../image/check/render-violations';
import { UnreadableImage } from '../../image/read/unreadable-image';
import type { Variant, Judgement } from '../result/case-result';
import { brokenFacts, EXPECTED_IMAGE } from './image-facts';

/** What is known of a program whose image is judged. */
interface ValidContext {
  readonly facts?: readonly ImageFact[];
  readonly entryPointFault?: EntryPointFault | null;
}

/** The rules that an image cannot keep because of what is wrong with the program's entry point. */
const NOT_KEPT: Readonly<Record<EntryPointFault['kind'], readonly string[]>> = {
  none: ['entry-point-present'],
  undefined: ['entry-point-present'],
  data: ['entry-point-executable', 'entry-point-in-file'],
};

/**
 * Judges an image by the rules of the PE format. It is strict: what is unusual fails too.
 * @param facts what the case expects of its image besides
 * @param entryPointFault what is wrong with the program's own entry point, which is no fault of whoever linked it
 */
export function judgeValid(
  image: Uint8Array,
  variant: Variant,
  { facts = [], entryPointFault = null }: ValidContext = {},
): Judgement {
  const common = { level: 'valid', variant } as const;
  try {
    const all = checkImage(image);
    const notKept = entryPointFault === null ? [] : NOT_KEPT[entryPointFault.kind];
    const violations = all.filter(({ rule }) => !notKept.includes(rule));
    // Without headers the rules above are broken, too.
    const unexpected = brokenFacts(image, facts) ?? [];
    if (violations.length === 0 && unexpected.length === 0) {
      if (entryPointFault !== null && violations.length < all.length) {
        const reason =
          `the program that was handed over ${entryPointFault.text}, so no image of it is valid; ` +
          'export a function as wWinMainCRTStartup, or make it a DLL';
        return { ...common, verdict: 'unsupported', reason, details: [] };
      }
      return { ...common, verdict: 'pass', reason: null, details: [] };
    }
    const rules = [
      ...new Set(violations.map(({ rule }) => rule)),
      ...(unexpected.length > 0 ? [EXPECTED_IMAGE] : []),
    ];
    return {
      ...common,
      verdict: 'fail',
      reason: `breaks ${rules.join(', ')}`,
      rules,
      details: [
        ...unexpected,
        ...(violations.length > 0 ? renderViolations(violations).trimEnd().split('\n') : []),
      ],
    };
  } catch (error) {
    if (!(error instanceof UnreadableImage)) throw error;
    return { ...common, verdict: 'fail', reason: error.message, details: [] };
  }
}
