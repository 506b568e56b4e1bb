import type { LinkerLevel } from '../../linker/protocol/linker-level';

/**
 * What an update is judged on, in the order of the table's columns:
 *
 * - outcome: a compiler says what the case expects: an image, or errors, notes and log; of a linker,
 *   only how it failed where an update has nothing else to judge
 * - the levels that a linker can claim, `LINKER_LEVELS`
 * - same: the image is the same program as a fresh link of it, including what no run reaches
 * - as-fresh: a compiler's incremental image prints, imports and exports the same as its fresh build
 * - picture: the drawing of the layout equals the golden
 */
export const LEVELS = [
  'outcome',
  'valid',
  'runs',
  'meaning',
  'same',
  'incremental',
  'nodes',
  'bytes',
  'as-fresh',
  'picture',
] as const satisfies readonly (LinkerLevel | 'outcome' | 'same' | 'as-fresh' | 'picture')[];

export type Level = (typeof LEVELS)[number];
