import { LEVELS } from '../linker/protocol/levels';

/**
 * What is judged of an update, in the order of the table's columns:
 *
 * - outcome: what a compiler says is what the case expects: an image, or errors, notes and log
 * - the levels of conformance, `LEVELS`
 * - fresh: the image does what one that was built whole from the same sources does
 * - picture: the drawn layout equals the golden
 */
export const ASPECTS = ['outcome', ...LEVELS, 'fresh', 'picture'] as const;

export type Aspect = (typeof ASPECTS)[number];
