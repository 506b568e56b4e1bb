import type { ImageFact } from '../../case/image-fact';
import { checkImage } from '../../image/check/check-image';
import { renderViolations } from '../../image/check/render-violations';
import { UnreadableImage } from '../../image/read/unreadable-image';
import type { Variant, Judgement } from '../result/case-result';
import { brokenFacts, EXPECTED_IMAGE } from './image-facts';

/**
 * Judges an image by the rules of the PE format. It is strict: what is unusual fails too.
 * @param facts what the case expects of its image besides
 */
export function judgeValid(
  image: Uint8Array,
  variant: Variant,
  facts: readonly ImageFact[] = [],
): Judgement {
  const common = { level: 'valid', variant } as const;
  try {
    const violations = checkImage(image);
    // Without headers the rules above are broken, too.
    const unexpected = brokenFacts(image, facts) ?? [];
    if (violations.length === 0 && unexpected.length === 0) {
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
