import { SectionHeader } from '../coff';
import { alignForward } from './alignment';
import type { Headers } from './headers';
import { NodeIndex, type FileOffset, type Rva, type SymbolIndex } from './indices';
import { LinkError } from './link-error';
import type { MappedFile } from './mapped-file';
import type { NodeKinds } from './node-kinds';
import type { SymbolTable } from './symbol-table';

/** One row of the section table. */
export interface Section {
  /** Up to 8 bytes. */
  readonly name: string;
  readonly symbol: SymbolIndex;
  readonly node: NodeIndex;
  /** Index of the data directory that covers the whole section, or null. */
  readonly dataDirectory: number | null;
  /** Bytes reserved in memory, a multiple of the section alignment. */
  virtualSize: number;
}

type SectionField = 'virtual_size' | 'virtual_address' | 'size_of_raw_data' | 'pointer_to_raw_data';

/**
 * The section table, and the places of sections in memory. There they follow each other. A section
 * that outgrows its memory gets four times its size. The mapped file decides the places in the file.
 *
 * Upstream: `Coff2.addSection`, `virtualSlide`, and the section arms of `flushMoved`, `flushResized`.
 */
export class Sections {
  #sections: Section[] = [];
  readonly #mf: MappedFile;
  readonly #kinds: NodeKinds;
  readonly #symbols: SymbolTable;
  readonly #headers: Headers;

  constructor(mf: MappedFile, kinds: NodeKinds, symbols: SymbolTable, headers: Headers) {
    this.#mf = mf;
    this.#kinds = kinds;
    this.#symbols = symbols;
    this.#headers = headers;
  }

  at(index: number): Section {
    const section = this.#sections[index];
    if (section === undefined) throw new LinkError('misuse', `no section has index ${index}`);
    return section;
  }

  /** Makes these sections those of another linker with the same headers, as they are now. */
  copyFrom(other: Sections): void {
    this.#sections = other.#sections.map((section) => ({ ...section }));
  }

  /** Adds a section with no bytes in the file and one section alignment in memory. */
  add(
    name: string,
    dataDirectory: number | null,
    flags: Parameters<typeof SectionHeader.Flags.init>[0],
  ): Section {
    const mf = this.#mf;
    const headers = this.#headers;
    const index = this.#sections.length;
    headers.setNumberOfSections(index + 1);
    mf.resize(headers.sectionTableNode, SectionHeader.SIZE * (index + 1));
    const node = mf.addLastChild(NodeIndex.ROOT, {
      alignment: mf.host.blockSize,
      moved: true,
      bubblesMoved: false,
    });
    const symbol = this.#symbols.add();
    this.#kinds.set(node, 'section', index);

    const before = this.#sections.at(-1);
    const rva = (
      before === undefined
        ? mf.nodes.size(headers.headerNode)
        : this.#symbols.rva(before.symbol) + before.virtualSize
    ) as Rva;
    const virtualSize = headers.sectionAlignment;
    this.#symbols.setNode(symbol, node);
    this.#symbols.setRva(symbol, rva);
    this.#symbols.setSection(symbol, index + 1);

    const bytes = new Uint8Array(SectionHeader.SIZE);
    SectionHeader.write(bytes, 0, {
      name: new TextEncoder().encode(name.padEnd(8, '\0')),
      virtual_size: virtualSize,
      virtual_address: rva,
      size_of_raw_data: 0,
      pointer_to_raw_data: 0,
      pointer_to_relocations: 0,
      pointer_to_linenumbers: 0,
      number_of_relocations: 0,
      number_of_linenumbers: 0,
      flags: SectionHeader.Flags.init(flags),
    });
    const table = mf.slice(headers.sectionTableNode);
    mf.image.write((table + SectionHeader.SIZE * index) as FileOffset, bytes);
    if (dataDirectory !== null) {
      headers.setDataDirectoryAddress(dataDirectory, rva);
      headers.setDataDirectorySize(dataDirectory, virtualSize);
    }
    headers.setSizeOfImage(rva + virtualSize);
    const section: Section = { name, symbol, node, dataDirectory, virtualSize };
    this.#sections.push(section);
    return section;
  }

  /** A section moved in the file. In memory, it and its contents stay. */
  flushMoved(index: number): void {
    const { node } = this.at(index);
    this.#setField(index, 'pointer_to_raw_data', this.#mf.fileOffset(node));
    this.#mf.observer?.decided({
      kind: 'section_moved',
      section: index,
      to: this.#mf.fileOffset(node),
    });
  }

  /** A section has another size in the file. If it outgrows its memory, later sections slide. */
  flushResized(index: number): void {
    const section = this.at(index);
    const size = this.#mf.nodes.size(section.node);
    this.#setField(index, 'size_of_raw_data', size);
    if (size <= section.virtualSize) return;
    const from = section.virtualSize;
    section.virtualSize = this.#withSlack(size);
    const to = section.virtualSize;
    this.#mf.observer?.decided({ kind: 'section_reserved', section: index, size, from, to });
    this.#setField(index, 'virtual_size', section.virtualSize);
    if (section.dataDirectory !== null) {
      this.#headers.setDataDirectorySize(section.dataDirectory, section.virtualSize);
    }
    this.#slide(index + 1, this.#symbols.rva(section.symbol) + section.virtualSize);
  }

  /** The header has another size. If it reaches the first section, all sections slide. */
  flushHeaderResized(): void {
    const size = this.#mf.nodes.size(this.#headers.headerNode);
    this.#headers.setSizeOfHeaders(size);
    if (size > this.#symbols.rva(this.at(0).symbol)) {
      this.#mf.observer?.decided({ kind: 'header_outgrown', size });
      this.#slide(0, this.#withSlack(size));
    }
  }

  /** Four times the size in the file, so that sections rarely slide. */
  #withSlack(size: number): number {
    return checkRva(alignForward(size * 4, this.#headers.sectionAlignment), 'a virtual size');
  }

  /**
   * Places section `start` and all later ones in memory, one after the other, from `startRva` on.
   * Upstream: `virtualSlide`.
   */
  #slide(start: number, startRva: number): void {
    let rva = startRva;
    for (let index = start; index < this.#sections.length; index += 1) {
      const { symbol, node, dataDirectory, virtualSize } = this.at(index);
      const address = checkRva(rva, 'a section address') as Rva;
      const from = this.#symbols.rva(symbol);
      this.#mf.observer?.decided({ kind: 'section_slid', section: index, from, to: address });
      this.#symbols.setRva(symbol, address);
      this.#setField(index, 'virtual_address', address);
      if (dataDirectory !== null) this.#headers.setDataDirectoryAddress(dataDirectory, address);
      this.#mf.childrenMoved(node);
      rva += virtualSize;
    }
    this.#headers.setSizeOfImage(checkRva(rva, 'the size in memory'));
  }

  #setField(index: number, field: SectionField, value: number): void {
    const row = SectionHeader.SIZE * index + SectionHeader.offsetOf(field);
    this.#mf.image.setUint32(
      (this.#mf.slice(this.#headers.sectionTableNode) + row) as FileOffset,
      value,
    );
  }
}

/** @throws LinkError `overflow` if `value` does not fit the 32 bits of an RVA */
function checkRva(value: number, what: string): number {
  if (value <= 0xffff_ffff) return value;
  throw new LinkError(
    'overflow',
    `${what} of ${value} bytes does not fit the 32 bits of its field`,
  );
}
