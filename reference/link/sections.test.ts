import { Headers } from './headers';
import { HOST_PROFILES } from './host-profile';
import { LinkError } from './link-error';
import { MappedFile } from './mapped-file';
import { NodeKinds } from './node-kinds';
import { DEFAULT_LINK_OPTIONS } from './options';
import { Sections, type Section } from './sections';
import { SymbolTable } from './symbol-table';

/** Sections whose sizes in the file are only said, and not filled: a GiB takes no memory. */
class SaidSections {
  readonly #mf = new MappedFile(HOST_PROFILES['linux-tmpfs']);
  readonly #symbols = new SymbolTable();
  readonly #sections: Sections;

  constructor() {
    const kinds = new NodeKinds();
    const headers = new Headers(this.#mf, kinds, DEFAULT_LINK_OPTIONS);
    this.#sections = new Sections(this.#mf, kinds, this.#symbols, headers);
  }

  add(name: string): Section {
    return this.#sections.add(name, null, { MEM_READ: true });
  }

  /** @param size of the section in the file, in bytes */
  resize(index: number, size: number): void {
    const { node } = this.#sections.at(index);
    this.#mf.nodes.setLocation(node, this.#mf.nodes.offset(node), size);
    this.#sections.flushResized(index);
  }

  rva({ symbol }: Section): number {
    return this.#symbols.rva(symbol);
  }
}

const GIB = 0x4000_0000;

describe('the places of sections in memory', () => {
  it('take four times the size in the file, and later sections slide', () => {
    const sections = new SaidSections();
    const [data, text] = [sections.add('.data'), sections.add('.text')];
    sections.resize(0, 0x1000_0000);
    expect(data.virtualSize).toBe(GIB);
    expect(sections.rva(text)).toBe(sections.rva(data) + GIB);
  });

  it('end before 4 GiB: a section of a GiB, of which memory has four, is refused', () => {
    const sections = new SaidSections();
    sections.add('.data');
    expect(() => {
      sections.resize(0, GIB);
    }).toThrow(
      new LinkError(
        'overflow',
        'a virtual size of 4294967296 bytes does not fit the 32 bits of its field',
      ),
    );
  });

  it('end before 4 GiB: so does what slides', () => {
    const sections = new SaidSections();
    sections.add('.data');
    sections.add('.text');
    sections.resize(1, (3 * GIB) / 4);
    expect(() => {
      sections.resize(0, GIB / 4);
    }).toThrow(
      expect.objectContaining({
        code: 'overflow',
        message: expect.stringContaining('the size in memory') as string,
      }) as Error,
    );
  });
});
