import type { IndexStack } from './index-stack';
import { NodeIndex, RelocIndex, SymbolIndex, type FileOffset, type Rva } from './indices';
import { LinkError } from './link-error';
import type { LinkObserver } from './link-observer';
import type { MappedFile } from './mapped-file';
import { FieldValue, type RelocKinds } from './reloc-kind';
import type { RelocTable } from './reloc-table';
import type { SymbolTable } from './symbol-table';

const NONE_HELD_BACK: ReadonlySet<RelocIndex> = new Set();

/** Writes addresses into the fields of relocations. Upstream: `Coff2.Reloc.apply`. */
export class Relocator {
  readonly #mf: MappedFile;
  readonly #symbols: SymbolTable;
  readonly #relocs: RelocTable;
  readonly #kinds: RelocKinds;
  readonly #imageBase: number;
  /** Names a symbol in an error. */
  readonly #describe: (si: SymbolIndex) => string;

  constructor(
    mf: MappedFile,
    symbols: SymbolTable,
    relocs: RelocTable,
    kinds: RelocKinds,
    /** The preferred image base. */
    imageBase: number,
    describe: (si: SymbolIndex) => string,
  ) {
    this.#mf = mf;
    this.#symbols = symbols;
    this.#relocs = relocs;
    this.#kinds = kinds;
    this.#imageBase = imageBase;
    this.#describe = describe;
  }

  /**
   * Applies the relocations in a symbol, in the order in which they were added.
   *
   * A relocation is applied only if both ends are placed and at rest. If a moved event waits for one
   * of them, flushing that event applies it. The node of the field has content already, because its
   * writer took it, so writing sets no flag.
   * @param heldBack relocations that are not applied
   */
  applyLocationRelocs(si: SymbolIndex, heldBack: ReadonlySet<RelocIndex> = NONE_HELD_BACK): void {
    const relocs = this.#relocs;
    const { observer } = this.#mf;
    let ri = this.#symbols.locRelocs(si);
    if (ri === RelocIndex.NONE) return;
    if (!this.#isAtRest(si)) {
      if (observer !== null) this.#tellLocationWaits(si, observer);
      return;
    }
    const start = this.#mf.fileOffset(this.#symbols.node(si));
    const rva = this.#symbols.rva(si);
    while (ri !== RelocIndex.NONE) {
      const target = relocs.target(ri);
      if (this.#isAtRest(target) && (heldBack.size === 0 || !heldBack.has(ri))) {
        this.#apply(ri, start, rva, this.#symbols.rva(target));
        if (observer !== null) observer.relocationApplied(si, relocs.offset(ri), target);
      } else if (observer !== null) {
        observer.relocationPutOff(si, relocs.offset(ri), target, target);
      }
      ri = relocs.nextInLoc(ri);
    }
  }

  /** Applies the relocations that target a symbol, newest first. Like {@link applyLocationRelocs}. */
  applyTargetRelocs(si: SymbolIndex): void {
    const relocs = this.#relocs;
    const symbols = this.#symbols;
    const { observer } = this.#mf;
    let ri = symbols.targetRelocs(si);
    if (ri === RelocIndex.NONE || !this.#isAtRest(si)) return;
    const rva = symbols.rva(si);
    while (ri !== RelocIndex.NONE) {
      const loc = relocs.loc(ri);
      if (this.#isAtRest(loc)) {
        this.#apply(ri, this.#mf.fileOffset(symbols.node(loc)), symbols.rva(loc), rva);
        if (observer !== null) observer.relocationApplied(loc, relocs.offset(ri), si);
      } else if (observer !== null) observer.relocationPutOff(loc, relocs.offset(ri), si, loc);
      ri = relocs.nextOfTarget(ri);
    }
  }

  /**
   * Applies the relocations that lie in symbols that moved or target one. Like {@link applyLocationRelocs} and
   * {@link applyTargetRelocs} of each of them, but each field is written once, and rows and fields are read as they
   * lie in memory. No observer is told.
   * @param moved the symbols that moved, the first one last
   * @param events by symbol: its event, counted from 1; 0 if it did not move
   * @param heldBack relocations that none of the events applies
   * @returns false if any two fields share bytes: then their order counts, and all of them are to be applied anew
   */
  applyRelocsOfMoved(
    moved: IndexStack<SymbolIndex>,
    events: Uint32Array,
    heldBack: ReadonlySet<RelocIndex>,
  ): boolean {
    for (const si of this.#relocs.outOfOrder) if (this.#hasSharedBytes(si)) return false;
    for (let i = moved.length - 1; i >= 0; i -= 1) {
      this.applyLocationRelocs(moved.at(i), heldBack);
    }
    this.#applyRelocsAtRest(events);
    return true;
  }

  /** Applies the relocations in symbols that did not move to those that did. */
  #applyRelocsAtRest(events: Uint32Array): void {
    const relocs = this.#relocs;
    const symbols = this.#symbols;
    for (let ri = 0 as RelocIndex; ri < relocs.count; ri = (ri + 1) as RelocIndex) {
      const loc = relocs.loc(ri);
      if (events[loc] !== 0) continue;
      const target = relocs.target(ri);
      if (events[target] === 0 || !this.#isAtRest(loc)) continue;
      const start = this.#mf.fileOffset(symbols.node(loc));
      this.#apply(ri, start, symbols.rva(loc), symbols.rva(target));
    }
  }

  /** Whether any two fields in a symbol have bytes in common. */
  #hasSharedBytes(si: SymbolIndex): boolean {
    const relocs = this.#relocs;
    const fields: { readonly offset: number; readonly end: number }[] = [];
    for (let ri = this.#symbols.locRelocs(si); ri !== RelocIndex.NONE; ri = relocs.nextInLoc(ri)) {
      const offset = relocs.offset(ri);
      fields.push({ offset, end: offset + this.#kinds.width(relocs.type(ri)) });
    }
    fields.sort((a, b) => a.offset - b.offset);
    return fields.some(({ offset }, index) => offset < (fields[index - 1]?.end ?? 0));
  }

  #tellLocationWaits(si: SymbolIndex, observer: LinkObserver): void {
    const relocs = this.#relocs;
    for (let ri = this.#symbols.locRelocs(si); ri !== RelocIndex.NONE; ri = relocs.nextInLoc(ri)) {
      observer.relocationPutOff(si, relocs.offset(ri), relocs.target(ri), si);
    }
  }

  #isAtRest(si: SymbolIndex): boolean {
    const ni = this.#symbols.node(si);
    return ni !== NodeIndex.NONE && !this.#mf.hasMoved(ni);
  }

  /** Stores the value of a relocation whose ends are at rest. Upstream: `Coff2.Reloc.apply`. */
  #apply(ri: RelocIndex, locStart: FileOffset, locRva: Rva, targetBaseRva: Rva): void {
    const { image } = this.#mf;
    const relocs = this.#relocs;
    const type = relocs.type(ri);
    const offset = relocs.offset(ri);
    const at = (locStart + offset) as FileOffset;
    const targetRva = targetBaseRva + relocs.addend(ri);
    switch (this.#kinds.value(type)) {
      case FieldValue.NONE:
        return;
      case FieldValue.RELATIVE: {
        const value = targetRva - (locRva + offset + this.#kinds.origin(type));
        if (this.#kinds.width(type) === 4) {
          if (value !== (value | 0)) this.#overflow(ri, value);
          image.setUint32(at, value);
        } else {
          if (value < -0x8000 || value > 0x7fff) this.#overflow(ri, value);
          image.setUint16(at, value);
        }
        return;
      }
      case FieldValue.RVA:
        if (targetRva !== targetRva >>> 0) this.#overflow(ri, targetRva);
        image.setUint32(at, targetRva);
        return;
      case FieldValue.VIRTUAL_ADDRESS:
        this.#storeAddress(ri, at, targetRva);
        return;
      default:
        throw new LinkError(
          'unsupported',
          `${this.#where(ri)}: the real linker does not apply relocations of this type`,
        );
    }
  }

  #storeAddress(ri: RelocIndex, at: FileOffset, targetRva: number): void {
    const { image } = this.#mf;
    const address = this.#imageBase + targetRva;
    // A target below the image base wraps around 64 bits, and upstream's checked sum panics.
    if (targetRva < 0) this.#overflow(ri, targetRva);
    switch (this.#kinds.width(this.#relocs.type(ri))) {
      case 8:
        this.#checkWithinNode(ri);
        if (this.#mf.observer !== null) this.#tellPassesContent(ri, this.#mf.observer);
        if (Number.isSafeInteger(address)) image.setUint64(at, address);
        else {
          const rva = BigInt(this.#symbols.rva(this.#relocs.target(ri)));
          const addend = BigInt(this.#relocs.addend(ri));
          image.setBigUint64(at, BigInt(this.#imageBase) + rva + addend);
        }
        return;
      case 4:
        if (address !== address >>> 0) this.#overflow(ri, address);
        image.setUint32(at, address);
        return;
      default:
        if (address > 0xffff) this.#overflow(ri, address);
        image.setUint16(at, address);
    }
  }

  /**
   * Quirk field-bounded-by-node: upstream slices the node at the field. So the last bytes of an
   * address may lie after the content, but upstream panics if the field passes the end of the node.
   */
  #checkWithinNode(ri: RelocIndex): void {
    const size = this.#mf.nodes.size(this.#symbols.node(this.#relocs.loc(ri)));
    if (this.#relocs.offset(ri) + this.#kinds.width(this.#relocs.type(ri)) <= size) return;
    throw new LinkError(
      'out_of_content',
      `${this.#where(ri)}: the field passes the end of its node, which has ${size} bytes`,
    );
  }

  #tellPassesContent(ri: RelocIndex, observer: LinkObserver): void {
    const symbol = this.#relocs.loc(ri);
    const from = this.#symbols.size(symbol);
    const to = this.#relocs.offset(ri) + this.#kinds.width(this.#relocs.type(ri));
    if (to <= from) return;
    const about = { symbol, otherSymbol: this.#relocs.target(ri), from, to };
    observer.decided({ kind: 'quirk', quirk: 'field-bounded-by-node', about });
  }

  #overflow(ri: RelocIndex, value: number): never {
    const sign = value < 0 ? '-' : '';
    const bits = this.#kinds.width(this.#relocs.type(ri)) * 8;
    throw new LinkError(
      'overflow',
      `${this.#where(ri)}: the value ${sign}0x${Math.abs(value).toString(16)} does not fit ` +
        `its field of ${bits} bits`,
    );
  }

  #where(ri: RelocIndex): string {
    const relocs = this.#relocs;
    return (
      `${this.#kinds.name(relocs.type(ri))} relocation at ${this.#describe(relocs.loc(ri))}` +
      `+0x${relocs.offset(ri).toString(16)} to ${this.#describe(relocs.target(ri))}`
    );
  }
}
