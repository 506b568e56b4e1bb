import { coff } from '../../../../reference';

/** A section of an image to build. */
export interface SmallSection {
  /** 8 bytes at most; ".text" is code, and what has another name is data. */
  readonly name: string;
  /** RVA. */
  readonly start: number;
  readonly virtualSize: number;
  readonly data: Uint8Array;
}

/** An image to build. */
export interface SmallImage {
  readonly sections: readonly SmallSection[];
  /** RVA and size by directory. */
  readonly directories?: ReadonlyMap<number, readonly [rva: number, size: number]>;
  readonly is64?: boolean;
  /** What the headers have after the section table. */
  readonly afterHeaders?: Uint8Array;
}

const NO_DIRECTORIES: ReadonlyMap<number, readonly [rva: number, size: number]> = new Map();
const PE_OFFSET = 0x40;
const FILE_ALIGNMENT = 0x200;
const PAGE_SIZE = 0x1000;
const IMAGE_BASE = 0x40_0000;
/** CNT_CODE, MEM_EXECUTE and MEM_READ. */
const CODE_FLAGS = 0x6000_0020;
/** CNT_INITIALIZED_DATA, MEM_READ and MEM_WRITE. */
const DATA_FLAGS = 0xc000_0040;

/** File offset of the bytes after the section table of an image of so many sections. */
export function smallHeadersEnd(sections: number, is64 = true): number {
  return PE_OFFSET + 4 + coff.Header.SIZE + optionalSize(is64) + sections * coff.SectionHeader.SIZE;
}

/** Builds an image: as little as the loader needs, and no more than it is given. */
export function smallImage(image: SmallImage): Uint8Array {
  const { sections, directories = NO_DIRECTORIES, is64 = true, afterHeaders } = image;
  const end = smallHeadersEnd(sections.length, is64) + (afterHeaders?.length ?? 0);
  const headersSize = roundUp(end, FILE_ALIGNMENT);
  const pointers: number[] = [];
  let size = headersSize;
  for (const { data } of sections) {
    pointers.push(data.length === 0 ? 0 : size);
    size += roundUp(data.length, FILE_ALIGNMENT);
  }
  const bytes = Buffer.alloc(size);
  bytes.write('MZ', 0, 'latin1');
  bytes.writeUInt32LE(PE_OFFSET, 0x3c);
  bytes.write('PE\0\0', PE_OFFSET, 'latin1');
  const header = PE_OFFSET + 4;
  bytes.writeUInt16LE(is64 ? coff.IMAGE.FILE.MACHINE.AMD64 : coff.IMAGE.FILE.MACHINE.I386, header);
  bytes.writeUInt16LE(sections.length, header + 2);
  bytes.writeUInt16LE(optionalSize(is64), header + 16);
  bytes.writeUInt16LE(0x22, header + 18);
  const optional = header + coff.Header.SIZE;
  const last = sections.reduce(
    (most, { start, virtualSize }) => Math.max(most, start + virtualSize),
    0,
  );
  writeOptional(bytes, optional, is64, headersSize, roundUp(last, PAGE_SIZE));
  for (const [index, [rva, length]] of directories) {
    const row = optional + optionalSize(is64) - 16 * 8 + index * 8;
    bytes.writeUInt32LE(rva, row);
    bytes.writeUInt32LE(length, row + 4);
  }
  sections.forEach(({ name, start, virtualSize, data }, i) => {
    const row = optional + optionalSize(is64) + i * coff.SectionHeader.SIZE;
    bytes.write(name, row, 'latin1');
    bytes.writeUInt32LE(virtualSize, row + 8);
    bytes.writeUInt32LE(start, row + 12);
    bytes.writeUInt32LE(roundUp(data.length, FILE_ALIGNMENT), row + 16);
    bytes.writeUInt32LE(pointers[i] ?? 0, row + 20);
    bytes.writeUInt32LE(name === '.text' ? CODE_FLAGS : DATA_FLAGS, row + 36);
    bytes.set(data, pointers[i] ?? 0);
  });
  if (afterHeaders !== undefined) bytes.set(afterHeaders, end - afterHeaders.length);
  return Uint8Array.from(bytes);
}

/** A writer of numbers and texts at offsets. */
export class Data {
  readonly bytes: Buffer;

  constructor(size: number) {
    this.bytes = Buffer.alloc(size);
  }

  u16(at: number, ...values: readonly number[]): this {
    values.forEach((value, i) => this.bytes.writeUInt16LE(value, at + 2 * i));
    return this;
  }

  u32(at: number, ...values: readonly number[]): this {
    values.forEach((value, i) => this.bytes.writeUInt32LE(value, at + 4 * i));
    return this;
  }

  u64(at: number, ...values: readonly bigint[]): this {
    values.forEach((value, i) => this.bytes.writeBigUInt64LE(value, at + 8 * i));
    return this;
  }

  text(at: number, text: string): this {
    this.bytes.write(`${text}\0`, at, 'utf8');
    return this;
  }
}

function writeOptional(
  bytes: Buffer,
  at: number,
  is64: boolean,
  headersSize: number,
  imageSize: number,
): void {
  const { Magic, PE32, 'PE32+': PE32Plus } = coff.OptionalHeader;
  const layout = is64 ? PE32Plus : PE32;
  bytes.writeUInt16LE(is64 ? Magic['PE32+'] : Magic.PE32, at);
  bytes.writeUInt32LE(IMAGE_BASE, at + (is64 ? 24 : 28));
  bytes.writeUInt32LE(PAGE_SIZE, at + 32);
  bytes.writeUInt32LE(FILE_ALIGNMENT, at + 36);
  bytes.writeUInt32LE(imageSize, at + 56);
  bytes.writeUInt32LE(headersSize, at + 60);
  bytes.writeUInt32LE(16, at + layout.SIZE - 4);
}

function optionalSize(is64: boolean): number {
  const { PE32, 'PE32+': PE32Plus } = coff.OptionalHeader;
  return (is64 ? PE32Plus : PE32).SIZE + 16 * coff.ImageDataDirectory.SIZE;
}

function roundUp(value: number, alignment: number): number {
  return Math.ceil(value / alignment) * alignment;
}
