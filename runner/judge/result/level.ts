import { LINKER_LEVELS } from '../../linker/protocol/linker-level';

/**
 * What is judged of an update, in the order of the table's columns:
 *
 * - outcome: a compiler says what the case expects: an image, or errors, notes and log; of a linker,
 *   only how it failed where an update has nothing else to judge
 * - the levels that a linker can claim, `LINKER_LEVELS`
 * - as-fresh: a compiler's incremental image prints, imports and exports what its fresh build does
 * - picture: the drawn layout equals the golden
 */
export const LEVELS = ['outcome', ...LINKER_LEVELS, 'as-fresh', 'picture'] as const;

export type Level = (typeof LEVELS)[number];
