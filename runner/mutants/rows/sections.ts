import type { MutatedFile } from './mutant';

/** Faults of `reference/link/sections.ts`. */
export const SECTIONS: MutatedFile = {
  file: 'sections.ts',
  mutations: [
    {
      name: 'section-rva-ignores-header',
      kind: 'sections',
      find: '? mf.nodes.size(headers.headerNode)',
      replace: '? 0',
    },
    {
      name: 'section-rva-by-page',
      kind: 'sections',
      find: ': this.#symbols.rva(before.symbol) + before.virtualSize',
      replace: ': this.#symbols.rva(before.symbol) + headers.sectionAlignment',
      equivalent: 'while sections are added, each has one section alignment of virtual size',
    },
    {
      name: 'section-table-one-short',
      kind: 'sections',
      find: 'mf.resize(headers.sectionTableNode, SectionHeader.SIZE * (index + 1));',
      replace: 'mf.resize(headers.sectionTableNode, SectionHeader.SIZE * index);',
      sameProgram:
        'the last header lies after the node of the table, in room of the headers that nothing else takes',
    },
    {
      name: 'section-headers-overwritten',
      kind: 'sections',
      find: '(table + SectionHeader.SIZE * index) as FileOffset, bytes',
      replace: 'table, bytes',
    },
    {
      name: 'section-names-of-7',
      kind: 'sections',
      find: "name.padEnd(8, '\\0')",
      replace: "name.slice(0, 4).padEnd(8, '\\0')",
      sameProgram: 'names are for people',
    },
    {
      name: 'section-number-from-zero',
      kind: 'sections',
      find: 'this.#symbols.setSection(symbol, index + 1);',
      replace: 'this.#symbols.setSection(symbol, index);',
      equivalent:
        'section numbers of symbols are kept as upstream keeps them, and nothing reads them',
    },
    {
      name: 'section-move-ignored',
      kind: 'sections',
      find: "this.#setField(index, 'pointer_to_raw_data', this.#mf.fileOffset(node));",
      replace: 'void node;',
    },
    {
      name: 'section-size-ignored',
      kind: 'sections',
      find: "this.#setField(index, 'size_of_raw_data', size);",
      replace: '',
    },
    {
      name: 'virtual-size-check-off-by-page',
      kind: 'sections',
      find: 'if (size <= section.virtualSize) return;',
      replace: 'if (size <= section.virtualSize + 0x1000) return;',
    },
    {
      name: 'virtual-size-check-strict',
      kind: 'sections',
      find: 'if (size <= section.virtualSize) return;',
      replace: 'if (size < section.virtualSize) return;',
      sameProgram: 'a section that is exactly full slides needlessly',
    },
    {
      name: 'virtual-size-not-written',
      kind: 'sections',
      find: "this.#setField(index, 'virtual_size', section.virtualSize);",
      replace: '',
    },
    {
      name: 'data-directory-size-not-updated',
      kind: 'sections',
      find: 'this.#headers.setDataDirectorySize(section.dataDirectory, section.virtualSize);',
      replace: '',
      sameProgram:
        'the loader reads the import directory up to its empty row, whatever its size is',
    },
    {
      name: 'slide-starts-one-later',
      kind: 'sections',
      find: 'this.#slide(index + 1, this.#symbols.rva(section.symbol) + section.virtualSize);',
      replace: 'this.#slide(index + 2, this.#symbols.rva(section.symbol) + section.virtualSize);',
    },
    {
      name: 'slide-missing',
      kind: 'sections',
      find: 'this.#slide(index + 1, this.#symbols.rva(section.symbol) + section.virtualSize);',
      replace: '',
    },
    {
      name: 'header-size-not-written',
      kind: 'sections',
      find: 'this.#headers.setSizeOfHeaders(size);',
      replace: '',
    },
    {
      name: 'header-slide-missing',
      kind: 'sections',
      find: 'this.#slide(0, this.#withSlack(size));',
      replace: '',
      equivalent:
        'the header has its size before the first section is added, and four sections never need more',
    },
    {
      name: 'slack-of-three',
      kind: 'sections',
      find: 'alignForward(size * 4,',
      replace: 'alignForward(size * 3,',
      sameProgram: 'sections only slide more often',
    },
    {
      name: 'slack-unaligned',
      kind: 'sections',
      find: "checkRva(alignForward(size * 4, this.#headers.sectionAlignment), 'a virtual size')",
      replace: "checkRva(size * 4 + 1, 'a virtual size')",
    },
    {
      name: 'slide-keeps-symbol',
      kind: 'sections',
      find: 'this.#symbols.setRva(symbol, address);',
      replace: '',
    },
    {
      name: 'slide-keeps-header',
      kind: 'sections',
      find: "this.#setField(index, 'virtual_address', address);",
      replace: '',
    },
    {
      name: 'slide-keeps-directory',
      kind: 'sections',
      find: 'if (dataDirectory !== null) this.#headers.setDataDirectoryAddress(dataDirectory, address);',
      replace: '',
    },
    {
      name: 'slide-tells-nobody',
      kind: 'sections',
      find: 'this.#mf.childrenMoved(node);',
      replace: 'void node;',
    },
    {
      name: 'slide-overlaps',
      kind: 'sections',
      find: 'rva += virtualSize;',
      replace: 'rva += Math.min(virtualSize, 0x1000);',
    },
    {
      name: 'slide-keeps-size-of-image',
      kind: 'sections',
      find: "this.#headers.setSizeOfImage(checkRva(rva, 'the size in memory'));",
      replace: '',
    },
    {
      name: 'rva-limit-of-16-mib',
      kind: 'sections',
      find: 'if (value <= 0xffff_ffff) return value;',
      replace: 'if (value <= 0xff_ffff) return value;',
    },
    {
      name: 'rva-limit-missing',
      kind: 'sections',
      find: 'if (value <= 0xffff_ffff) return value;',
      replace: 'if (value > 0) return value >>> 0;',
      sameProgram:
        'programs that fit are the same, for no address or size is 0; one that does not fit must be refused, which has no image',
    },
  ],
};
