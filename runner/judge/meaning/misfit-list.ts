import { hex } from '../../text/numbers';
import type { Misfit, MisfitKind } from './misfit';

/** Misfits of one kind that are kept: in garbage, everything is wrong. */
export const MISFITS_OF_A_KIND = 100;

/** Characters of a name or value in a text. */
const SHOWN = 200;

/** The misfits of one image. */
export class MisfitList {
  readonly #misfits: Misfit[] = [];
  readonly #counts = new Map<MisfitKind, number>();

  /** Keeps a misfit, unless its kind has {@link MISFITS_OF_A_KIND} already. */
  add(
    kind: MisfitKind,
    { symbol, offset = null }: { readonly symbol: string; readonly offset?: number | null },
    found: string,
    expected: string,
  ): void {
    const count = this.#counts.get(kind) ?? 0;
    this.#counts.set(kind, count + 1);
    if (count >= MISFITS_OF_A_KIND) return;
    const place = offset === null ? symbol : `${symbol}+${hex(offset)}`;
    const where = place === '' ? '' : `${shortened(place)}: `;
    const text = `${kind}: ${where}${shortened(found)}; expected ${shortened(expected)}`;
    this.#misfits.push({ kind, symbol, offset, found, expected, text });
  }

  /** In the order of their discovery. */
  get misfits(): readonly Misfit[] {
    return this.#misfits;
  }
}

/** Names come from scripts and images: they may be long, and hold anything. */
function shortened(value: string): string {
  // eslint-disable-next-line no-control-regex -- a line must stay one line
  const line = value.replace(/[\0-\x1f\x7f]/g, (c) => `\\x${hexByte(c.charCodeAt(0))}`);
  return line.length <= SHOWN ? line : `${line.slice(0, SHOWN)}...`;
}

function hexByte(value: number): string {
  return value.toString(16).padStart(2, '0');
}
