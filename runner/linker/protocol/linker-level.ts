/**
 * How far an image conforms, from what any linker must reach to what only the same linker does:
 *
 * - valid: it is a PE image by the format's rules
 * - runs: under Wine it prints and exits as expected
 * - meaning: it holds what the script says, wherever it lies
 * - nodes: the node dump equals the golden
 * - bytes: the image equals the golden
 */
export const LINKER_LEVELS = ['valid', 'runs', 'meaning', 'nodes', 'bytes'] as const;

export type LinkerLevel = (typeof LINKER_LEVELS)[number];
