import { symbolKey } from '../../case/program/program-state';
import type { SymbolAddress } from '../../image/linked-image';

/** The `symbolKey` of a row of a symbol map; null for a global, and for a lazy symbol of no known kind. */
export function mapKey(symbol: SymbolAddress['symbol']): string | null {
  if ('nav' in symbol) return symbolKey({ kind: 'nav', nav: symbol.nav });
  if ('uav' in symbol) return symbolKey({ kind: 'uav', uav: symbol.uav });
  if ('global' in symbol) return null;
  const [lazy, type] = symbol.lazy;
  if (lazy !== 'code' && lazy !== 'const_data') return null;
  return symbolKey({ kind: 'lazy', lazy, type });
}
