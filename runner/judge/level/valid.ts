import { checkImage } from '../../image/check/check-image';
import { renderViolations } from '../../image/check/render-violations';
import { UnreadableImage } from '../../image/read/unreadable-image';
import type { Variant, Judgement } from '../result/case-result';

/** Judges an image by the rules of the PE format. It is strict: what is unusual fails too. */
export function judgeValid(image: Uint8Array, variant: Variant): Judgement {
  const common = { level: 'valid', variant } as const;
  try {
    const violations = checkImage(image);
    if (violations.length === 0) return { ...common, verdict: 'pass', reason: null, details: [] };
    const rules = [...new Set(violations.map(({ rule }) => rule))];
    return {
      ...common,
      verdict: 'fail',
      reason: `breaks ${rules.join(', ')}`,
      rules,
      details: renderViolations(violations).trimEnd().split('\n'),
    };
  } catch (error) {
    if (!(error instanceof UnreadableImage)) throw error;
    return { ...common, verdict: 'fail', reason: error.message, details: [] };
  }
}
