import type { ObjectSection, ObjectSymbol } from './object';

/** A part of a section from one symbol to the next. */
export interface Piece {
  /** Bytes from the section's start. */
  readonly start: number;
  /** Bytes from the section's start to just past the last byte. */
  readonly end: number;
  /** The symbols at its start. */
  readonly at: readonly ObjectSymbol[];
}

/** Why pieces are kept together, and where: what an error says. */
export interface Tie {
  /** Bytes from the section's start to what ties them. */
  readonly offset: number;
  /** "a jump without relocation leads from one to the other". */
  readonly reason: string;
}

/** The pieces of a section, and what ties neighbours together. */
export class Pieces {
  readonly section: ObjectSection;
  /** By ascending offset; they cover the section but for zeros before the first symbol. */
  readonly all: readonly Piece[];
  /** By index of a piece: how it is tied to the one before it. */
  readonly #ties = new Map<number, Tie>();
  /** Ties of distant pieces, which tie all between them: from the first to the last index. */
  readonly #spans: { readonly from: number; readonly to: number; readonly tie: Tie }[] = [];

  /** @param symbols of the section, none of them a section's symbol */
  constructor(section: ObjectSection, symbols: readonly ObjectSymbol[]) {
    this.section = section;
    this.all = cut(section, symbols);
  }

  /** Index of the piece that holds a place; -1 if none does. */
  indexAt(offset: number): number {
    let low = 0;
    let high = this.all.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.all[middle]?.start ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    const piece = this.all[low - 1];
    return piece !== undefined && offset < piece.end ? low - 1 : -1;
  }

  isStart(offset: number): boolean {
    return this.all[this.indexAt(offset)]?.start === offset;
  }

  /** Keeps the pieces that hold two places together, and all between them. */
  tie(one: number, other: number, tie: Tie): void {
    const a = this.indexAt(one);
    const b = this.indexAt(other);
    if (a >= 0 && b >= 0 && a !== b) {
      this.#spans.push({ from: Math.min(a, b), to: Math.max(a, b), tie });
    }
  }

  /** Keeps a piece together with the one before it. */
  tieToPrevious(index: number, tie: Tie): void {
    if (index > 0 && index < this.all.length) this.#spans.push({ from: index - 1, to: index, tie });
  }

  /** What is kept together, as runs of pieces, each piece with what ties it to the one before. */
  runs(): readonly (readonly (Piece & { readonly tie: Tie | null })[])[] {
    // With one symbol a section, as compilers have it that want unused ones dropped, nothing can be tied.
    const [only] = this.all;
    if (this.all.length === 1 && only !== undefined) return [[{ ...only, tie: null }]];
    this.#spread();
    const runs: (Piece & { readonly tie: Tie | null })[][] = [];
    this.all.forEach((piece, index) => {
      const tie = this.#ties.get(index) ?? null;
      const last = runs.at(-1);
      if (tie !== null && last !== undefined) last.push({ ...piece, tie });
      else runs.push([{ ...piece, tie: null }]);
    });
    return runs;
  }

  /** Turns spans into ties of neighbours, in time that does not depend on how far they reach. */
  #spread(): void {
    const spans = this.#spans.splice(0).sort((x, y) => x.from - y.from || y.to - x.to);
    let tied = 0;
    for (const { from, to, tie } of spans) {
      for (let index = Math.max(tied, from) + 1; index <= to; index += 1) {
        if (!this.#ties.has(index)) this.#ties.set(index, tie);
      }
      tied = Math.max(tied, to);
    }
  }
}

function cut(section: ObjectSection, symbols: readonly ObjectSymbol[]): readonly Piece[] {
  const size = section.data.length;
  const starts = new Map<number, ObjectSymbol[]>();
  for (const symbol of symbols) {
    if (symbol.value >= size) continue;
    const others = starts.get(symbol.value);
    if (others === undefined) starts.set(symbol.value, [symbol]);
    else others.push(symbol);
  }
  const sorted = [...starts].sort(([a], [b]) => a - b);
  const first = sorted[0]?.[0] ?? size;
  if (first > 0 && (sorted.length === 0 || isUsed(section, first))) sorted.unshift([0, []]);
  return sorted.map(([start, at], i) => ({ start, end: sorted[i + 1]?.[0] ?? size, at }));
}

/** Whether a section has anything before its first symbol that is not padding. */
function isUsed({ data, relocations, kind }: ObjectSection, first: number): boolean {
  if (kind === 'data' || (relocations[0]?.offset ?? first) < first) return true;
  return data.subarray(0, first).some((byte) => byte !== 0);
}
