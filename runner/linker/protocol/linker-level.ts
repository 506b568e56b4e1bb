/**
 * The levels that a linker can claim, from what any linker must reach to what only Coff2's layout
 * gives:
 *
 * - valid: the image keeps the rules of the PE format
 * - runs: under Wine it prints and exits as expected
 * - meaning: it contains the program that was handed over, wherever the linker placed it
 * - incremental: it says what it wrote, writes nothing where nothing changed, and the patched image is
 *   the same program as one of a new process
 * - nodes: the node dump equals the golden
 * - bytes: the image equals the golden
 */
export const LINKER_LEVELS = ['valid', 'runs', 'meaning', 'incremental', 'nodes', 'bytes'] as const;

export type LinkerLevel = (typeof LINKER_LEVELS)[number];
