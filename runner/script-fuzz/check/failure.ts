/** How a script fails. */
export interface Failure {
  /**
   * What failures of one kind have in common: the level and how it fails, without names and numbers. A
   * failure is shrunk as long as this stays the same.
   */
  readonly kind: string;
  /** In one line, with its place. */
  readonly what: string;
  /** Lines that explain it. */
  readonly details: readonly string[];
}

/** What became of one script. */
export interface Checked {
  /** Null if it holds. */
  readonly failure: Failure | null;
  /** How often each known finding explained a misfit, by the name of the finding. */
  readonly known: ReadonlyMap<string, number>;
  /** How many judgements were made, and how many could not be. */
  readonly judged: number;
  readonly unjudged: number;
}

/** Judges scripts, one at a time. */
export type Check<Script> = (script: Script) => Promise<Checked>;

/** A message without names and numbers, so that it is the same for the same mistake. */
export function kindOf(message: string): string {
  return message
    .replaceAll(/(undefined (?:symbol|reference)).*/gs, '$1')
    .replaceAll(/"(?:[^"\\]|\\.)*"/g, '""')
    .replaceAll(/\b(nav|uav|lazy code|lazy const_data|extern|global|import) \S+/g, '$1')
    .replaceAll(/[+-]?\b(0x[0-9a-f]+|\d+)\b/gi, 'N')
    .slice(0, 120);
}
