import type { ImageFact } from '../../case/image-fact';
import { checkImage } from '../../image/check/check-image';
import { renderViolations } from '../../image/check/render-violations';
import { UnreadableImage } from '../../image/read/unreadable-image';
import type { Variant, Judgement } from '../result/case-result';
import { brokenFacts, EXPECTED_IMAGE } from './image-facts';

/** What is known of a program whose image is judged. */
interface ValidContext {
  readonly facts?: readonly ImageFact[];
  readonly lacksEntryPoint?: boolean;
}

/** The rule that no image of a program without an entry point can keep. */
const NEEDS_ENTRY_POINT = 'entry-point-present';

/** Why such an image cannot be judged. */
const NO_ENTRY_POINT =
  'the program that was handed over has no entry point, so no image of it is valid; export one as wWinMainCRTStartup, or make it a DLL';

/**
 * Judges an image by the rules of the PE format. It is strict: what is unusual fails too.
 * @param facts what the case expects of its image besides
 * @param lacksEntryPoint whether the program itself has none, which is no fault of whoever linked it
 */
export function judgeValid(
  image: Uint8Array,
  variant: Variant,
  { facts = [], lacksEntryPoint = false }: ValidContext = {},
): Judgement {
  const common = { level: 'valid', variant } as const;
  try {
    const all = checkImage(image);
    const violations = lacksEntryPoint ? all.filter(({ rule }) => rule !== NEEDS_ENTRY_POINT) : all;
    // Without headers the rules above are broken, too.
    const unexpected = brokenFacts(image, facts) ?? [];
    if (violations.length === 0 && unexpected.length === 0) {
      if (violations.length < all.length) {
        return { ...common, verdict: 'unsupported', reason: NO_ENTRY_POINT, details: [] };
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
