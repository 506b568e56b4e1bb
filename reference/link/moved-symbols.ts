import { IndexStack } from './index-stack';
import { NodeIndex, RelocIndex, type SymbolIndex } from './indices';
import { LinkError } from './link-error';
import type { LinkState } from './link-state';

/** With fewer events, one after the other is as fast. */
const MIN_EVENTS = 256;

/** How many rows of the relocation table may be read for each event: a row that is not applied costs little. */
const ROWS_PER_EVENT = 8;

/**
 * Flushes the moved events of many symbols at once: after a cold link, or when a section slides.
 *
 * One after the other, each symbol applies the relocations in it and those that target it, if the other
 * end is at rest. So each relocation of a sliding section is visited twice, mostly where nothing is in a
 * cache. Here all symbols get their addresses first. Then each applies the relocations in it, as an update
 * does; those in symbols that did not move are found in one pass over the table of relocations. So each is
 * applied once. The bytes are the same: a symbol that moved has no children and raises no event, so only the
 * last time that a relocation is applied counts, and then both of its ends are at rest. The exception is an
 * export (see the quirk exports-do-not-follow): its symbol shares the node of what is exported, and no event is
 * its own. So a relocation that targets it is applied by the event of the field's symbol alone, and only if that
 * comes after the event of the node. Where two fields share bytes, the order in which they are written counts, so there
 * the events are flushed one after the other.
 *
 * Upstream has no such pass. It stands for as many calls of `idle`.
 */
export class MovedSymbols {
  readonly #state: LinkState;
  /** How many events waited when a pass for them was refused, less those that were flushed since then; or 0. */
  #refused = 0;

  constructor(state: LinkState) {
    this.#state = state;
  }

  /**
   * Whether so many events wait that {@link flush} may be worth its pass. Not if it was refused for them: a pass for
   * each of them would take a time that grows with the square of their number.
   */
  areMany(): boolean {
    const { mf, relocs } = this.#state;
    const { length } = mf.updates;
    const areMany = length >= MIN_EVENTS && length * ROWS_PER_EVENT >= relocs.count;
    const wereRefused = length < this.#refused;
    if (wereRefused || !areMany) this.#refused = areMany ? length : 0;
    return areMany && !wereRefused;
  }

  /**
   * Flushes the events on top of the stack up to the first that is not of a symbol.
   * @returns whether there were any, and they are flushed
   */
  flush(): boolean {
    const { mf, symbols } = this.#state;
    const flushed = new IndexStack<SymbolIndex>();
    const events = new Uint32Array(symbols.count);
    for (;;) {
      const ni = mf.updates.top;
      const si = ni === undefined ? null : this.#symbolAt(ni);
      if (ni === undefined || si === null) break;
      mf.updates.pop();
      mf.cleanResized(ni);
      if (!mf.cleanMoved(ni)) continue;
      flushed.push(si);
      events[si] = flushed.length;
      this.#setAddress(si, ni);
    }
    if (flushed.length === 0) return false;
    if (this.#apply(flushed, events)) return true;
    for (let si = flushed.pop(); si !== undefined; si = flushed.pop()) mf.moved(symbols.node(si));
    this.#refused = mf.updates.length;
    return false;
  }

  /** @returns whether it applied all that is to be applied, and in whatever order makes the same bytes */
  #apply(moved: IndexStack<SymbolIndex>, events: Uint32Array): boolean {
    try {
      return this.#state.relocator.applyRelocsOfMoved(moved, events, this.#heldBack(events));
    } catch (error) {
      if (!(error instanceof LinkError)) throw error;
      // A value does not fit. Flushed one after the other, another relocation may be the first that fails, and an
      // error must not depend on how many symbols moved.
      return false;
    }
  }

  /** The relocations that target an export, and lie in a symbol whose event comes before that of what is exported. */
  #heldBack(events: Uint32Array): ReadonlySet<RelocIndex> {
    const { globals, symbols, relocs } = this.#state;
    const heldBack = new Set<RelocIndex>();
    for (let i = 0; i < globals.count; i += 1) {
      const si = globals.symbol(i);
      const ni = symbols.node(si);
      const owner = ni === NodeIndex.NONE ? null : this.#symbolAt(ni);
      if (owner === null || owner === si) continue;
      let ri = symbols.targetRelocs(si);
      for (; ri !== RelocIndex.NONE; ri = relocs.nextOfTarget(ri)) {
        if ((events[relocs.loc(ri)] as number) < (events[owner] as number)) heldBack.add(ri);
      }
    }
    return heldBack;
  }

  /** The symbol of a node, or null where an event is more than an address of one symbol. */
  #symbolAt(ni: NodeIndex): SymbolIndex | null {
    const tag = this.#state.kinds.tag(ni);
    // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check -- no other node has a symbol of a map
    switch (tag) {
      case 'global':
      case 'nav':
      case 'uav':
      case 'lazy_code':
      case 'lazy_const_data':
        return this.#state.symbolOf(tag, this.#state.kinds.index(ni));
      default:
        return null;
    }
  }

  #setAddress(si: SymbolIndex, ni: NodeIndex): void {
    const { symbols, addresses, headers, entry } = this.#state;
    const rva = addresses.rvaOf(ni);
    symbols.setRva(si, rva);
    if (si === entry) headers.setAddressOfEntryPoint(rva);
  }
}
