import type { SymbolAddress } from '../../image/linked-image';
import type { Fault } from './fault';

/** What the linker says of its image. */
export const SYMBOL_MAP_FAULTS: readonly Fault[] = [
  map('map-addresses-absolute', 'writes addresses with the image base', (one) => ({
    ...one,
    rva: (one.rva + 0x40_0000) >>> 0,
  })),
  map('map-sizes-short', 'says that a symbol is 1 byte shorter than it is', (one) => ({
    ...one,
    size: Math.max(0, one.size - 1),
  })),
  map('map-sizes-long', 'says that a symbol is 8 bytes longer than it is', (one) => ({
    ...one,
    size: one.size + 8,
  })),
  {
    name: 'map-without-constants',
    kind: 'symbol map',
    what: 'leaves constants out',
    hooks: { symbols: (all) => all.filter(({ symbol }) => !('uav' in symbol)) },
  },
  {
    name: 'map-two-addresses',
    kind: 'symbol map',
    what: 'keeps the old address of a symbol beside the new one',
    hooks: {
      symbols: (all) => [...all, ...all.slice(0, 1).map((one) => ({ ...one, rva: one.rva + 16 }))],
    },
  },
];

function map(name: string, what: string, change: (one: SymbolAddress) => SymbolAddress): Fault {
  return { name, kind: 'symbol map', what, hooks: { symbols: (all) => all.map(change) } };
}
