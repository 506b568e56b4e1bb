import type { SymbolAddress } from '../../image/linked-image';
import { hex } from '../../text/numbers';
import { flattenContent, type FlatContent } from '../../case/program/content-bytes';
import {
  symbolKey,
  type ProgramState,
  type SymbolDefinition,
} from '../../case/program/program-state';
import type { FieldTarget } from './field-value';
import type { LoadedImage } from '../../image/read/loaded-image';
import { mapKey } from './map-key';
import type { MisfitList } from './misfit-list';

/** A symbol of the program that was found in the image. */
export interface PlacedSymbol extends FieldTarget {
  /** Its name, by `symbolKey`. */
  readonly key: string;
  readonly definition: SymbolDefinition;
  readonly content: FlatContent;
  /** Bytes that the symbol has by its content, or more by the symbol map. */
  readonly size: number;
}

/**
 * Finds the program's symbols by the addresses of a symbol map, and checks their section, their
 * alignment, and that none overlaps another.
 *
 * Symbols that only older content referred to are not judged.
 *
 * @returns the symbols whose bytes all lie in one section, by `symbolKey`
 */
export function checkPlacement(
  program: ProgramState,
  loaded: LoadedImage,
  addresses: readonly SymbolAddress[],
  list: MisfitList,
): ReadonlyMap<string, PlacedSymbol> {
  const known = knownAddresses(addresses, list);
  const placed = new Map<string, PlacedSymbol>();
  for (const definition of program.live()) {
    const symbol = symbolKey(definition.symbol);
    const address = known.get(symbol);
    if (address === undefined) {
      list.add('missing-symbol', { symbol }, 'no address', 'an address in the symbol map');
      continue;
    }
    const content = flattenContent(definition.content, program.options.machine);
    const target = place(symbol, definition, content.bytes.length, address, loaded, list);
    if (target === null) continue;
    const size = Math.max(content.bytes.length, address.size);
    placed.set(symbol, { key: symbol, definition, content, size, ...target });
  }
  checkOverlaps([...placed.values()], list);
  return placed;
}

/** Navs, uavs and lazy symbols. Globals are checked by the references to them. */
function knownAddresses(
  addresses: readonly SymbolAddress[],
  list: MisfitList,
): ReadonlyMap<string, SymbolAddress> {
  const known = new Map<string, SymbolAddress>();
  for (const address of addresses) {
    const symbol = mapKey(address.symbol);
    if (symbol === null) continue;
    const before = known.get(symbol);
    if (before === undefined) known.set(symbol, address);
    else if (before.rva !== address.rva) {
      list.add('two-addresses', { symbol }, hex(address.rva), `only ${hex(before.rva)}`);
    }
  }
  return known;
}

function place(
  symbol: string,
  { symbol: { kind }, alignment, isCode }: SymbolDefinition,
  size: number,
  address: SymbolAddress,
  loaded: LoadedImage,
  list: MisfitList,
): FieldTarget | null {
  const { rva } = address;
  if (address.size < size) {
    list.add('size-too-small', { symbol }, `${hex(address.size)} bytes`, `${hex(size)} bytes`);
  }
  if (rva % alignment !== 0) {
    const multiple = `a multiple of ${hex(alignment)}`;
    list.add('misaligned', { symbol }, hex(rva), multiple, `not ${multiple}`);
  }
  const section = loaded.sectionAt(rva, size);
  if (section === null) {
    const found = `${hex(rva)} to ${hex(rva + size)}`;
    list.add('outside-sections', { symbol }, found, 'addresses in one section');
    return null;
  }
  const { flags } = section.header.value;
  const where = `${hex(rva)} in ${section.name}`;
  if (isCode && size > 0 && !flags.MEM_EXECUTE) {
    list.add('not-executable', { symbol }, where, 'a section with MEM_EXECUTE');
  }
  if (!isCode && size > 0 && !flags.MEM_READ) {
    list.add('not-readable', { symbol }, where, 'a section with MEM_READ');
  }
  if (kind === 'nav' && !isCode && size > 0 && !flags.MEM_WRITE) {
    list.add('not-writable', { symbol }, where, 'a section with MEM_WRITE');
  }
  if (kind === 'nav' && !isCode && size > 0 && flags.MEM_SHARED) {
    list.add('not-private', { symbol }, where, 'a section without MEM_SHARED');
  }
  return { rva, section: section.number, sectionStart: section.start };
}

/** In order of address; remembers the earlier symbol that ends last. */
function checkOverlaps(placed: PlacedSymbol[], list: MisfitList): void {
  const endOf = ({ rva, size }: PlacedSymbol): number => rva + size;
  const sized = placed.filter(({ content }) => content.bytes.length > 0);
  sized.sort((a, b) => a.rva - b.rva || (a.key < b.key ? -1 : 1));
  let before: PlacedSymbol | null = null;
  for (const symbol of sized) {
    if (before !== null && symbol.rva < endOf(before)) {
      const found = `${hex(symbol.rva)} in ${before.key} at ${hex(before.rva)}`;
      const expected = `an address from ${hex(endOf(before))}`;
      list.add('overlap', { symbol: symbol.key }, found, expected);
    }
    if (before === null || endOf(symbol) > endOf(before)) before = symbol;
  }
}
