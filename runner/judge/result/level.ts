import type { LinkerLevel } from '../../linker/protocol/linker-level';

/**
 * What is judged of an update, in the order of the table's columns:
 *
 * - outcome: a compiler says what the case expects: an image, or errors, notes and log
 * - the levels that a linker can claim, `LINKER_LEVELS`
 * - same: the image is the same program as a fresh link of it, code and data that no run reaches included
 * - as-fresh: a compiler's incremental image prints, imports and exports what its fresh build does
 * - picture: the drawn layout equals the golden
 */
export const LEVELS = [
  'outcome',
  'valid',
  'runs',
  'meaning',
  'same',
  'nodes',
  'bytes',
  'as-fresh',
  'picture',
] as const satisfies readonly (LinkerLevel | 'outcome' | 'same' | 'as-fresh' | 'picture')[];

export type Level = (typeof LEVELS)[number];
