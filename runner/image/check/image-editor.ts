import { hex } from '../../text/numbers';
import { coff } from '../../../reference';
import type { FieldPlace } from '../../../reference/coff/layout';

/** Bytes: what memory is mapped in. */
const PAGE_SIZE = 0x1000;

/** A layout whose fields are written one by one. */
interface Fields {
  readonly FILE_SIZE: number;
  readonly fields: readonly FieldPlace[];
}

/** Changes single fields of a copy of an image, by upstream's names. */
export class ImageEditor {
  bytes: Uint8Array;
  readonly is64: boolean;
  readonly sectionNames: readonly string[];
  /** File offset of the PE signature. */
  readonly signature: number;
  /** File offset of the section table. */
  readonly sectionTable: number;
  readonly #optional: number;
  readonly #sections: readonly coff.SectionHeader[];

  constructor(original: Uint8Array) {
    this.bytes = new Uint8Array(original);
    const image = coff.Coff.init(original, false);
    this.#sections = image.getSectionHeaders();
    this.signature = image.coff_header_offset - 4;
    this.#optional = image.coff_header_offset + coff.Header.SIZE;
    this.sectionTable = this.#optional + image.getHeader().size_of_optional_header;
    const { magic } = image.getOptionalHeader();
    this.is64 = magic === coff.OptionalHeader.Magic['PE32+'];
    this.sectionNames = this.#sections.map(({ name }) =>
      Buffer.from(name).toString('latin1').replace(/\0.*$/s, ''),
    );
  }

  /** Bytes of an address of the image. */
  get wordSize(): 4 | 8 {
    return this.is64 ? 8 : 4;
  }

  get(offset: number, size: number): bigint {
    let value = 0n;
    for (let i = size - 1; i >= 0; i -= 1) {
      value = (value << 8n) | BigInt(this.bytes[offset + i] ?? 0);
    }
    return value;
  }

  /** Writes the low bytes of a number, little-endian. */
  set(offset: number, size: number, value: number | bigint): void {
    for (let i = 0; i < size; i += 1) {
      this.bytes[offset + i] = Number((BigInt(value) >> BigInt(8 * i)) & 0xffn);
    }
  }

  getField(layout: Fields, offset: number, field: string): bigint {
    const place = placeOf(layout, field);
    return this.get(offset + place.offset, place.size);
  }

  setField(layout: Fields, offset: number, field: string, value: number | bigint): void {
    const place = placeOf(layout, field);
    this.set(offset + place.offset, place.size, value);
  }

  getHeader(field: string): number {
    return Number(this.getField(coff.Header, this.signature + 4, field));
  }

  setHeader(field: string, value: number): void {
    this.setField(coff.Header, this.signature + 4, field, value);
  }

  getOptional(field: string): number {
    return Number(this.getField(this.#layoutOf(field), this.#optional, field));
  }

  setOptional(field: string, value: number | bigint): void {
    this.setField(this.#layoutOf(field), this.#optional, field, value);
  }

  /** File offset of a row of the section table. */
  sectionHeader(name: string): number {
    const index = this.sectionNames.indexOf(name);
    if (index === -1) throw new Error(`no section ${name}`);
    return this.sectionTable + index * coff.SectionHeader.FILE_SIZE;
  }

  getSection(name: string, field: string): number {
    return Number(this.getField(coff.SectionHeader, this.sectionHeader(name), field));
  }

  setSection(name: string, field: string, value: number): void {
    this.setField(coff.SectionHeader, this.sectionHeader(name), field, value);
  }

  /** RVA of a directory. */
  directory(index: coff.DirectoryEntry): number {
    return this.getDirectory(index, 'virtual_address');
  }

  getDirectory(index: number, field: 'virtual_address' | 'size'): number {
    return Number(this.getField(coff.ImageDataDirectory, this.#directoryRow(index), field));
  }

  setDirectory(index: number, field: 'virtual_address' | 'size', value: number): void {
    this.setField(coff.ImageDataDirectory, this.#directoryRow(index), field, value);
  }

  /** File offset of what is at an RVA of the original image. */
  at(rva: number): number {
    const section = this.#sectionAt(rva);
    return section.pointer_to_raw_data + rva - section.virtual_address;
  }

  /** File offset behind the raw data that has an RVA. */
  endAt(rva: number): number {
    const section = this.#sectionAt(rva);
    return section.pointer_to_raw_data + section.size_of_raw_data;
  }

  /**
   * Lets the last section have raw data up to the end of its page, so that no zeroes follow: what is
   * new is 1 in each byte.
   * @returns the RVA after the page, where nothing is mapped
   */
  fillLastPage(): number {
    const last = this.#sections.at(-1);
    const name = this.sectionNames.at(-1);
    if (last === undefined || name === undefined) throw new Error('no section');
    const { virtual_address, pointer_to_raw_data: from, size_of_raw_data: size } = last;
    const page = new Uint8Array(PAGE_SIZE).fill(1);
    page.set(this.bytes.subarray(from, from + size));
    page.fill(1, PAGE_SIZE - 0x100);
    const pointer = Math.ceil(this.bytes.length / PAGE_SIZE) * PAGE_SIZE;
    this.append(new Uint8Array(pointer - this.bytes.length));
    this.append(page);
    this.setSection(name, 'pointer_to_raw_data', pointer);
    this.setSection(name, 'size_of_raw_data', PAGE_SIZE);
    return virtual_address + PAGE_SIZE;
  }

  /** Leaves the first bytes of the file. */
  cut(length: number): void {
    this.bytes = this.bytes.slice(0, length);
  }

  append(more: Uint8Array): void {
    const longer = new Uint8Array(this.bytes.length + more.length);
    longer.set(this.bytes);
    longer.set(more, this.bytes.length);
    this.bytes = longer;
  }

  #sectionAt(rva: number): coff.SectionHeader {
    const section = this.#sections.find(({ virtual_address: start, size_of_raw_data }) => {
      return rva >= start && rva < start + size_of_raw_data;
    });
    if (section === undefined) throw new Error(`no raw data at ${hex(rva)}`);
    return section;
  }

  #directoryRow(index: number): number {
    const { PE32, 'PE32+': PE32Plus } = coff.OptionalHeader;
    const size = (this.is64 ? PE32Plus : PE32).SIZE;
    return this.#optional + size + index * coff.ImageDataDirectory.SIZE;
  }

  #layoutOf(field: string): Fields {
    const { PE32, 'PE32+': PE32Plus } = coff.OptionalHeader;
    const isStandard = coff.OptionalHeader.fields.some(({ name }) => name === field);
    return isStandard ? coff.OptionalHeader : this.is64 ? PE32Plus : PE32;
  }
}

function placeOf(layout: Fields, field: string): FieldPlace {
  const place = layout.fields.find(({ name }) => name === field);
  if (place === undefined) throw new Error(`no field ${field}`);
  return place;
}
