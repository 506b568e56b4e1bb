/** Bytes that both images have, and where: a node's, a section's, those at the end of the file. */
export interface ContentPair {
  /** What the bytes are of: "nav(main.f)", "section.text", "overlay". */
  readonly key: string;
  readonly old: Uint8Array;
  readonly now: Uint8Array;
  /** RVAs of the first byte; null for what is not in memory. */
  readonly oldRva: number | null;
  readonly newRva: number | null;
}
