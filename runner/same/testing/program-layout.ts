/** How a program is laid out; what it does stays the same. */
export interface ProgramLayout {
  /** Symbols in the reverse order. */
  readonly isReversed?: boolean;
  /** Bytes between symbols. */
  readonly gap?: number;
  readonly imageBase?: number;
}

/** Symbols in the order that a layout gives them. */
export function inOrder<T>(symbols: readonly T[], { isReversed }: ProgramLayout): readonly T[] {
  return isReversed === true ? symbols.toReversed() : symbols;
}
