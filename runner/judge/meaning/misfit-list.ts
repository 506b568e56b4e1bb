import { hex } from '../../text/numbers';
import { printable } from '../../text/printable';
import type { Misfit, MisfitKind } from './misfit';

/** How many misfits of one kind are kept. In garbage, everything is wrong. */
export const MISFITS_OF_A_KIND = 100;

/** The most characters of a name or value in a message. */
const SHOWN = 200;

/** The misfits of one image. */
export class MisfitList {
  readonly #misfits: Misfit[] = [];
  readonly #counts = new Map<MisfitKind, number>();

  /** Keeps a misfit, unless there are {@link MISFITS_OF_A_KIND} of its kind. */
  add(
    kind: MisfitKind,
    { symbol, offset = null }: { readonly symbol: string; readonly offset?: number | null },
    found: string,
    expected: string,
    relation: string | null = null,
  ): void {
    const count = this.#counts.get(kind) ?? 0;
    this.#counts.set(kind, count + 1);
    if (count >= MISFITS_OF_A_KIND) return;
    const place = offset === null ? symbol : `${symbol}+${hex(offset)}`;
    const where = place === '' ? '' : `${shortened(place)}: `;
    const text = `${kind}: ${where}${shortened(found)}; expected ${shortened(expected)}`;
    this.#misfits.push({ kind, symbol, offset, found, expected, relation, text });
  }

  /** In the order of their discovery. */
  get misfits(): readonly Misfit[] {
    return this.#misfits;
  }
}

/** Names come from scripts and images. They may be long and contain anything. */
function shortened(value: string): string {
  const line = printable(value);
  return line.length <= SHOWN ? line : `${line.slice(0, SHOWN)}...`;
}
