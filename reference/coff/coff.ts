import { u32 } from './codec';
import { ImageDataDirectory } from './data-directory';
import { CoffError, type ErrorCode } from './error';
import { Header } from './header';
import { OptionalHeader, type OptionalHeader32, type OptionalHeader64 } from './optional-header';
import { getPdb } from './pdb-path';
import { SectionHeader } from './section-header';
import { Strtab } from './strtab';
import { Symbol } from './symbol';
import { Symtab } from './symtab';
import { textUpToNul } from './text';

/** File offset of the 4 bytes that say where the signature is. PE Format, 3.1 MS-DOS Stub. */
const PE_POINTER_OFFSET = 0x3c;
/** `MZ`, little-endian: what an image starts with. */
const DOS_MAGIC = 0x5a4d;
/** `PE` and two NULs, little-endian. PE Format, 3.2 Signature (Image Only). */
const PE_SIGNATURE = 0x4550;

/**
 * An image or object in memory, and readers of what is in it. Readers copy what they read; nothing
 * is read before it is asked for.
 *
 * Any bytes give either what they hold or a `CoffError`: every reader checks that what it is about
 * to read is there before it reads or makes room for it.
 */
export class Coff {
  /** The PDB's identity, known once {@link getPdbPath} has found it. */
  guid = new Uint8Array(16);
  /** How often the PDB was written, known once {@link getPdbPath} has found it. */
  age = 0;

  private constructor(
    /** The file, or the image as the loader placed it. */
    readonly data: Uint8Array,
    /** Whether `data` is laid out as in memory: sections are at their RVAs. */
    readonly is_loaded: boolean,
    /** Whether there is a PE signature; else this is an object. */
    readonly is_image: boolean,
    /** Where the COFF header is in `data`, in bytes. */
    readonly coff_header_offset: number,
  ) {}

  /**
   * Finds the COFF header. In an image, it is after the PE signature. In an object, it is at the
   * start (upstream looks for it where the pointer to a signature would point, so that it finds
   * none in real objects; that remains so only for data that has the MS-DOS magic).
   *
   * @param data kept, not copied
   * @throws CoffError `MissingPEHeader` if the data ends before the place of the signature, or if
   * an image has no optional header; `InvalidPEHeader` if the COFF header is cut short
   */
  static init(data: Uint8Array, is_loaded: boolean): Coff {
    const pointer = uint32At(data, PE_POINTER_OFFSET);
    const signature = pointer === null ? null : uint32At(data, pointer);
    if (pointer !== null && signature === PE_SIGNATURE) {
      const coff = new Coff(data, is_loaded, true, pointer + 4);
      if (coff.getHeader().size_of_optional_header !== 0) return coff;
      throw new CoffError('MissingPEHeader', {
        offset: coff.coff_header_offset + Header.offsetOf('size_of_optional_header'),
        field: 'Header.size_of_optional_header',
        expected: 'an optional header in an image',
      });
    }
    const isDos = data[0] === (DOS_MAGIC & 0xff) && data[1] === DOS_MAGIC >> 8;
    if (isDos && signature === null) {
      throw new CoffError('MissingPEHeader', {
        offset: pointer ?? PE_POINTER_OFFSET,
        field: pointer === null ? 'e_lfanew' : 'PE signature',
        expected: `4 bytes, in ${data.length} bytes of data`,
      });
    }
    const coff = new Coff(data, is_loaded, false, isDos && pointer !== null ? pointer : 0);
    coff.getHeader();
    return coff;
  }

  /**
   * The path of the PDB that the CodeView record names; null if there is no such record, or no NUL
   * after the path. Sets {@link guid} and {@link age}.
   *
   * PE Format, 6.1.1 Debug Directory (Image Only).
   *
   * @throws CoffError `MissingPEHeader` in an object; `MissingCoffSection` if no section has the
   * debug directory, or if it or the record is not all there; `InvalidPEMagic` if the record is
   * not of the `RSDS` form; and what {@link getDataDirectories} and {@link getSectionHeaders} throw
   */
  getPdbPath(): string | null {
    const pdb = getPdb(this);
    if (pdb === null) return null;
    this.guid = pdb.guid;
    this.age = pdb.age;
    return pdb.path;
  }

  /** @throws CoffError `InvalidPEHeader` if it is cut short */
  getHeader(): Header {
    return Header.read(this.data, this.coff_header_offset);
  }

  /** @throws CoffError `MissingPEHeader` in an object, `InvalidPEHeader` if it is cut short */
  getOptionalHeader(): OptionalHeader {
    return OptionalHeader.read(this.data, this.#optionalHeaderOffset());
  }

  /**
   * The optional header read as PE32, whatever its magic.
   *
   * @throws CoffError as {@link getOptionalHeader}
   */
  getOptionalHeader32(): OptionalHeader32 {
    return OptionalHeader.PE32.read(this.data, this.#optionalHeaderOffset());
  }

  /**
   * The optional header read as PE32+, whatever its magic.
   *
   * @throws CoffError as {@link getOptionalHeader}
   */
  getOptionalHeader64(): OptionalHeader64 {
    return OptionalHeader['PE32+'].read(this.data, this.#optionalHeaderOffset());
  }

  /**
   * The preferred address of the image.
   *
   * @throws CoffError as {@link getOptionalHeader}, and `InvalidPEMagic` if it is neither form
   */
  getImageBase(): bigint {
    return BigInt(this.#windowsHeader().image_base);
  }

  /**
   * What the header claims, 0 to 2^32 - 1; it can be more than there are.
   *
   * @throws CoffError as {@link getImageBase}
   */
  getNumberOfDataDirectories(): number {
    return this.#windowsHeader().number_of_rva_and_sizes;
  }

  /**
   * All that the header claims, index by `DirectoryEntry`.
   *
   * @throws CoffError as {@link getImageBase}, and `InvalidPEHeader` if they are not all there
   */
  getDataDirectories(): ImageDataDirectory[] {
    const count = this.getNumberOfDataDirectories();
    const headerSize = this.#windowsLayout().SIZE;
    return this.#readAll(ImageDataDirectory, this.#optionalHeaderOffset() + headerSize, count, {
      code: 'InvalidPEHeader',
      field: 'OptionalHeader.number_of_rva_and_sizes',
    });
  }

  /**
   * Null if there is none, as in most images.
   *
   * @throws CoffError `InvalidPEHeader` if it is not all there
   */
  getSymtab(): Symtab | null {
    const { pointer_to_symbol_table: offset, number_of_symbols } = this.getHeader();
    if (offset === 0) return null;
    const size = Symbol.sizeOf() * number_of_symbols;
    this.#check(offset, size, 'InvalidPEHeader', 'Header.pointer_to_symbol_table');
    return new Symtab(this.data.subarray(offset, offset + size), offset);
  }

  /**
   * The string table, which lies after the symbol table; null if there is no symbol table.
   *
   * @throws CoffError `MissingStringTable` if it is not all there (upstream has an
   * `error.InvalidStrtabSize` for it)
   */
  getStrtab(): Strtab | null {
    const { pointer_to_symbol_table, number_of_symbols } = this.getHeader();
    if (pointer_to_symbol_table === 0) return null;
    const offset = pointer_to_symbol_table + Symbol.sizeOf() * number_of_symbols;
    this.#check(offset, u32.size, 'MissingStringTable', 'Strtab.size');
    const size = uint32At(this.data, offset) ?? 0;
    this.#check(offset, size, 'MissingStringTable', 'Strtab.size');
    return new Strtab(this.data.subarray(offset, offset + size), offset);
  }

  /**
   * Whether a section's name is in the string table.
   *
   * @throws CoffError as {@link getSectionHeaders}
   */
  strtabRequired(): boolean {
    return this.getSectionHeaders().some((header) => SectionHeader.getName(header) === null);
  }

  /** @throws CoffError `MissingCoffSection` if they are not all there */
  getSectionHeaders(): SectionHeader[] {
    const { number_of_sections } = this.getHeader();
    return this.#readAll(SectionHeader, this.#sectionTableOffset(), number_of_sections, {
      code: 'MissingCoffSection',
      field: 'Header.number_of_sections',
    });
  }

  /** The same: what is read is a copy here in any case. */
  getSectionHeadersAlloc(): SectionHeader[] {
    return this.getSectionHeaders();
  }

  /**
   * The name of a section, from the string table if it is a long one.
   *
   * @throws CoffError `MissingStringTable` if a long name has no place in a string table
   */
  getSectionName(header: SectionHeader): string {
    const offset = SectionHeader.getNameOffset(header, this.#sectionTableOffset());
    return offset === null ? textUpToNul(header.name) : this.#strtab().get(offset);
  }

  /**
   * The first section of this name, or null. Sections whose names are in a string table that is cut
   * short are passed over, as upstream does.
   *
   * @throws CoffError as {@link getSectionHeaders}, and `MissingStringTable` if a long name before
   * it has no place in the string table, or there is none
   */
  getSectionByName(name: string): SectionHeader | null {
    const text = new TextEncoder().encode(name);
    const table = this.#sectionTableOffset();
    const strtab = once(() => this.#strtab());
    const readable = once(() => this.#isStrtabReadable());
    const found = this.getSectionHeaders().find((header, i) => {
      const offset = SectionHeader.getNameOffset(header, table + SectionHeader.SIZE * i);
      if (offset === null) return textUpToNul(header.name) === name;
      return readable() && strtab().has(text, offset);
    });
    return found ?? null;
  }

  /**
   * The `virtual_size` bytes of a section: no copy. In an object, where that size is 0, that is
   * nothing; where it is more than the raw data, what follows in the file is in it, as upstream.
   *
   * @throws CoffError `MissingCoffSection` if they are not all there
   */
  getSectionData(section: SectionHeader): Uint8Array {
    const field = this.is_loaded ? 'virtual_address' : 'pointer_to_raw_data';
    const offset = section[field];
    const size = section.virtual_size;
    this.#check(offset, size, 'MissingCoffSection', `SectionHeader.${field}`);
    return this.data.subarray(offset, offset + size);
  }

  /**
   * A copy of {@link getSectionData}.
   *
   * @throws CoffError as that
   */
  getSectionDataAlloc(section: SectionHeader): Uint8Array {
    return new Uint8Array(this.getSectionData(section));
  }

  #optionalHeaderOffset(): number {
    const offset = this.coff_header_offset + Header.SIZE;
    if (this.is_image) return offset;
    throw new CoffError('MissingPEHeader', {
      offset,
      field: 'OptionalHeader',
      expected: 'an image: an object has none',
    });
  }

  #sectionTableOffset(): number {
    return this.coff_header_offset + Header.SIZE + this.getHeader().size_of_optional_header;
  }

  #windowsLayout(): (typeof OptionalHeader)['PE32'] | (typeof OptionalHeader)['PE32+'] {
    const { Magic, PE32, 'PE32+': PE32Plus } = OptionalHeader;
    const { magic } = this.getOptionalHeader();
    if (magic === Magic.PE32) return PE32;
    if (magic === Magic['PE32+']) return PE32Plus;
    throw new CoffError('InvalidPEMagic', {
      offset: this.#optionalHeaderOffset(),
      field: 'OptionalHeader.magic',
      expected: `${Magic.PE32} or ${Magic['PE32+']} instead of ${magic}`,
    });
  }

  #windowsHeader(): OptionalHeader32 | OptionalHeader64 {
    return this.#windowsLayout().read(this.data, this.#optionalHeaderOffset());
  }

  #strtab(): Strtab {
    const strtab = this.getStrtab();
    if (strtab !== null) return strtab;
    throw new CoffError('MissingStringTable', {
      offset: this.coff_header_offset + Header.offsetOf('pointer_to_symbol_table'),
      field: 'Header.pointer_to_symbol_table',
      expected: 'a symbol table, and the string table after it',
    });
  }

  /**
   * False if the string table says that it is longer than the file: its strings are not to be had.
   */
  #isStrtabReadable(): boolean {
    try {
      this.getStrtab();
      return true;
    } catch (error) {
      if (error instanceof CoffError) return false;
      throw error;
    }
  }

  #check(offset: number, size: number, code: ErrorCode, field: string): void {
    if (offset + size <= this.data.length) return;
    throw new CoffError(code, {
      offset,
      field,
      expected: `${size} bytes from there, in ${this.data.length} bytes of data`,
    });
  }

  #readAll<T>(
    layout: { readonly FILE_SIZE: number; read(bytes: Uint8Array, offset: number): T },
    offset: number,
    count: number,
    { code, field }: { code: ErrorCode; field: string },
  ): T[] {
    const size = layout.FILE_SIZE;
    this.#check(offset, size * count, code, field);
    return Array.from({ length: count }, (_, i) => layout.read(this.data, offset + size * i));
  }
}

function uint32At(data: Uint8Array, offset: number): number | null {
  if (offset + u32.size > data.length) return null;
  return u32.decode(new DataView(data.buffer, data.byteOffset, data.byteLength), offset);
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
