/**
 * Milliseconds that a suite waits for the kept Wine prefix while another suite has it. To make one for itself takes a
 * processor some seconds, and 700 MB of the disk.
 */
export const WINE_PATIENCE = 120_000;
