import { byteArray, u16, u32, type Infer } from './codec';
import { CoffError } from './error';
import { Layout } from './layout';
import { Align, Flags } from './section-flags';
import { textUpToNul } from './text';

const layout = new Layout(
  'coff.SectionHeader',
  { size: 40, whenCut: 'MissingCoffSection' },
  {
    /** UTF-8, padded with NULs; or `/` and the decimal offset of a string in the string table. */
    name: byteArray(8),
    /** Bytes in memory; what goes beyond the raw data is zeroes. 0 in objects. */
    virtual_size: u32,
    /** RVA. */
    virtual_address: u32,
    /** Bytes in the file; in an image, a multiple of the file alignment. */
    size_of_raw_data: u32,
    /** File offset; 0 if all of the section is zeroes. */
    pointer_to_raw_data: u32,
    /** File offset; 0 in images. */
    pointer_to_relocations: u32,
    /** File offset; deprecated. */
    pointer_to_linenumbers: u32,
    number_of_relocations: u16,
    number_of_linenumbers: u16,
    flags: Flags,
  },
);

export type SectionHeader = Infer<typeof layout>;

const SLASH = 0x2f;

/**
 * The name, or null if it is too long for the header: then {@link getNameOffset} says where it is.
 */
function getName({ name }: SectionHeader): string | null {
  return name[0] === SLASH ? null : textUpToNul(name);
}

/**
 * Where in the string table the name starts, in bytes; null if the header holds the name itself.
 *
 * @param base file offset of the header, for errors
 * @throws CoffError `MissingStringTable` if the `/` is not followed by a decimal number
 */
function getNameOffset({ name }: SectionHeader, base = 0): number | null {
  if (name[0] !== SLASH) return null;
  const digits = /^\/(\d+)$/.exec(textUpToNul(name))?.[1];
  if (digits !== undefined) return Number(digits);
  throw new CoffError('MissingStringTable', {
    offset: base,
    field: 'SectionHeader.name',
    expected: "a decimal offset behind the '/'",
  });
}

/** The alignment in bytes that an object asks for, or null if its flags say nothing of it. */
function getAlignment({ flags }: SectionHeader): number | null {
  return flags.ALIGN === Align.NONE ? null : 2 ** (flags.ALIGN - 1);
}

/**
 * Sets the alignment that the flags ask for.
 *
 * @param alignment bytes; a power of two up to 8192
 * @throws RangeError for any other number
 */
function setAlignment(header: SectionHeader, alignment: number): void {
  const exponent = Math.log2(alignment);
  if (!Number.isInteger(exponent) || exponent < 0 || alignment > 8192) {
    throw new RangeError(`a section cannot be aligned to ${alignment} bytes`);
  }
  header.flags.ALIGN = Align.fromInt(exponent + 1);
}

/** Whether the section holds code. */
function isCode({ flags }: SectionHeader): boolean {
  return flags.CNT_CODE;
}

/** Whether the section holds COMDAT data, of which the linker keeps one copy. */
function isComdat({ flags }: SectionHeader): boolean {
  return flags.LNK_COMDAT;
}

/** A row of the section table. PE Format, 4 Section Table (Section Headers). */
export const SectionHeader = Object.assign(layout, {
  Flags,
  getName,
  getNameOffset,
  getAlignment,
  setAlignment,
  isCode,
  isComdat,
});
