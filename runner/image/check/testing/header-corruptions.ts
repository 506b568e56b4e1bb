import { coff } from '../../../../reference';
import { corruptions, type Corruption } from './corruption';
import type { ImageEditor } from '../image-editor';

const { DirectoryEntry } = coff;
const PE_POINTER = 0x3c;

/** Sets a field of the COFF header. */
function header(field: string, value: number | ((old: number) => number)): Corruption['corrupt'] {
  return (image) => {
    image.setHeader(field, typeof value === 'function' ? value(image.getHeader(field)) : value);
  };
}

/** Sets a field of the optional header. */
function optional(field: string, value: number | ((old: number) => number)): Corruption['corrupt'] {
  return (image) => {
    image.setOptional(field, typeof value === 'function' ? value(image.getOptional(field)) : value);
  };
}

/** Sets a field of a data directory. */
function directory(
  index: number,
  field: 'virtual_address' | 'size',
  value: number,
): Corruption['corrupt'] {
  return (image) => {
    image.setDirectory(index, field, value);
  };
}

/** A CLR runtime header with metadata in place of code, of which something is then changed. */
function cliHeader(change: (image: ImageEditor, at: number) => void): Corruption['corrupt'] {
  return (image) => {
    const rva = image.getSection('.text', 'virtual_address');
    const at = image.at(rva);
    image.setDirectory(DirectoryEntry.COM_DESCRIPTOR, 'virtual_address', rva);
    image.setDirectory(DirectoryEntry.COM_DESCRIPTOR, 'size', 72);
    image.set(at, 4, 72);
    image.set(at + 8, 4, rva + 72);
    image.set(at + 12, 4, 16);
    image.set(at + 72, 4, 0x424a_5342);
    change(image, at);
  };
}

/** Leaves so many bytes from the PE signature on. */
function cutBehindSignature(length: number): Corruption['corrupt'] {
  return (image) => {
    image.cut(image.signature + length);
  };
}

/** Signatures, the COFF header, the optional header and what ends in them. */
export const HEADER_CORRUPTIONS: readonly Corruption[] = [
  ...corruptions(
    ['golden', 'features.dll', 'program.exe'],
    [
      [
        'dos-signature',
        'no MZ',
        (image) => {
          image.bytes[0] = 0;
        },
      ],
      [
        'pe-signature-in-file',
        'cut in the MS-DOS header',
        (image) => {
          image.cut(0x3e);
        },
      ],
      [
        'pe-signature-in-file',
        'e_lfanew beyond the file',
        (image) => {
          image.set(PE_POINTER, 4, 0xfffffff0);
        },
      ],
      [
        'pe-signature',
        'another signature',
        (image) => {
          image.set(image.signature, 2, 0x4558);
        },
      ],
      [
        'pe-signature',
        'e_lfanew 8 bytes too low',
        (image) => {
          image.set(PE_POINTER, 4, image.signature - 8);
        },
      ],
      [
        'pe-header-aligned',
        'headers moved by 2 bytes',
        (image) => {
          const end = image.sectionTable + image.sectionNames.length * coff.SectionHeader.FILE_SIZE;
          image.bytes.copyWithin(image.signature + 2, image.signature, end);
          image.set(PE_POINTER, 4, image.signature + 2);
        },
      ],
      ['coff-header-in-file', 'cut in the COFF header', cutBehindSignature(14)],
      ['optional-header-in-file', 'cut in the standard fields', cutBehindSignature(34)],
      ['optional-header-in-file', 'cut in the Windows fields', cutBehindSignature(74)],
      [
        'optional-header-in-file',
        'cut in the data directories',
        (image) => {
          image.cut(image.sectionTable - 20);
        },
      ],
      ['optional-header-magic', 'the magic of a ROM image', optional('magic', 0x107)],
      [
        'section-table-in-file',
        'cut in the section table',
        (image) => {
          image.cut(image.sectionTable + 50);
        },
      ],
      ['section-table-in-file', '65535 sections', header('number_of_sections', 0xffff)],
      ['section-count', '97 sections', header('number_of_sections', 97)],
      ['machine-known', 'machine 0', header('machine', 0)],
      ['machine-known', 'an unknown machine', header('machine', 0x1234)],
      [
        'machine-fits-magic',
        'a machine of the other width',
        (image) => {
          image.setHeader(
            'machine',
            image.is64 ? coff.IMAGE.FILE.MACHINE.ARMNT : coff.IMAGE.FILE.MACHINE.ARM64,
          );
        },
      ],
      ['system-file', 'a system file', header('flags', (old) => old | 0x1000)],
      [
        'force-integrity-signed',
        'FORCE_INTEGRITY without certificates',
        optional('dll_flags', (old) => old | 0x80),
      ],
      [
        'appcontainer-of-programs',
        'a driver in an AppContainer',
        (image) => {
          image.setOptional('dll_flags', image.getOptional('dll_flags') | 0x1000);
          image.setOptional('subsystem', coff.Subsystem.NATIVE);
        },
      ],
      [
        'cli-header-in-section',
        'a CLR runtime header of 0 bytes',
        cliHeader((editor, at) => {
          editor.set(at, 4, 0);
        }),
      ],
      [
        'cli-header-in-section',
        'a CLR runtime header larger than its section',
        cliHeader((editor, at) => {
          editor.set(at, 4, 0x7fff_0000);
        }),
      ],
      [
        'cli-metadata',
        'metadata of 0 bytes',
        cliHeader((editor, at) => {
          editor.set(at + 12, 4, 0);
        }),
      ],
      [
        'cli-metadata',
        'metadata beyond the image',
        cliHeader((editor, at) => {
          editor.set(at + 8, 4, 0x7fff_0000);
        }),
      ],
      [
        'cli-metadata',
        'metadata larger than its section',
        cliHeader((editor, at) => {
          editor.set(at + 12, 4, 0x7fff_0000);
        }),
      ],
      [
        'cli-metadata',
        'metadata that is code',
        cliHeader((editor, at) => {
          editor.set(at + 8, 4, editor.get(at + 8, 4) + 1n);
        }),
      ],
      ['executable-image', 'linking failed', header('flags', (old) => old & ~0x2)],
      ['coff-flags-reserved', 'the reserved flag', header('flags', (old) => old | 0x40)],
      ['coff-flags-obsolete', 'AGGRESSIVE_WS_TRIM', header('flags', (old) => old | 0x10)],
      [
        'optional-header-size',
        'an optional header 8 bytes too small',
        header('size_of_optional_header', (old) => old - 8),
      ],
      [
        'optional-header-room',
        'an optional header 40 bytes too large',
        header('size_of_optional_header', (old) => old + 40),
      ],
      ['optional-header-room', '15 data directories', optional('number_of_rva_and_sizes', 15)],
      [
        'directory-count',
        '2^32 - 1 data directories',
        optional('number_of_rva_and_sizes', 0xffffffff),
      ],
      ['base-of-code-in-image', 'code beyond the image', optional('base_of_code', 0x7fff0000)],
      ['content-sizes-in-image', 'more code than image', optional('size_of_code', 0x7fff0000)],
      [
        'content-sizes-in-image',
        'more initialized data than image',
        optional('size_of_initialized_data', 0x7fff0000),
      ],
      [
        'content-sizes-in-image',
        'more uninitialized data than image',
        optional('size_of_uninitialized_data', 0x7fff0000),
      ],
      [
        'image-base-aligned',
        'an image base in the middle of 64 KiB',
        optional('image_base', 0x40001000),
      ],
      [
        'image-in-address-space',
        'an image at the last addresses',
        (image) => {
          image.setOptional('image_base', image.is64 ? 0xffffffffffff0000n : 0xffff0000);
          image.setOptional('size_of_image', 0x11000);
        },
      ],
      ['version-value-reserved', 'a Win32VersionValue', optional('win32_version_value', 1)],
      ['loader-flags-reserved', 'LoaderFlags', optional('loader_flags', 1)],
      ...[1, 2, 4, 8].map(
        (flag) =>
          [
            'dll-flags-reserved',
            `reserved DLL characteristic ${flag}`,
            (image) => {
              image.setOptional('dll_flags', flag);
            },
          ] as const satisfies readonly [string, string, Corruption['corrupt']],
      ),
      ['subsystem-known', 'subsystem 4', optional('subsystem', 4)],
      [
        'stack-commit-in-reserve',
        'more stack committed than reserved',
        (image) => {
          image.setOptional('size_of_stack_commit', image.getOptional('size_of_stack_reserve') + 1);
        },
      ],
      [
        'heap-commit-in-reserve',
        'more heap committed than reserved',
        (image) => {
          image.setOptional('size_of_heap_commit', image.getOptional('size_of_heap_reserve') + 1);
        },
      ],
      ['section-alignment-power-of-two', 'section alignment 0', optional('section_alignment', 0)],
      [
        'section-alignment-power-of-two',
        'section alignment 0x1800',
        optional('section_alignment', 0x1800),
      ],
      [
        'section-alignment-covers-file-alignment',
        'a file alignment above the section alignment',
        optional('file_alignment', 0x2000),
      ],
      ['file-alignment-power-of-two', 'file alignment 0', optional('file_alignment', 0)],
      ['file-alignment-power-of-two', 'file alignment 0x300', optional('file_alignment', 0x300)],
      ['file-alignment-power-of-two', 'file alignment 0x100', optional('file_alignment', 0x100)],
      [
        'file-alignment-power-of-two',
        'file alignment 0x20000',
        optional('file_alignment', 0x20000),
      ],
      [
        'file-alignment-below-a-page',
        'section alignment below a page',
        optional('section_alignment', 0x800),
      ],
      [
        'size-of-image-aligned',
        'an image of half a page more',
        optional('size_of_image', (old) => old + 0x800),
      ],
      [
        'size-of-image-ends-with-sections',
        'an image of a page more',
        optional('size_of_image', (old) => old + 0x1000),
      ],
      [
        'size-of-image-covers-sections',
        'an image of a page less',
        optional('size_of_image', (old) => old - 0x1000),
      ],
      ['size-of-image-covers-sections', 'an image of 0 bytes', optional('size_of_image', 0)],
      ['size-of-headers-covers-headers', 'headers of 0 bytes', optional('size_of_headers', 0)],
      [
        'size-of-headers-covers-headers',
        'headers that end before the section table',
        optional('size_of_headers', 0x200 - 1),
      ],
      [
        'size-of-headers-aligned',
        'headers of one byte more',
        optional('size_of_headers', (old) => old + 1),
      ],
      [
        'size-of-headers-in-file',
        'headers larger than the file',
        optional('size_of_headers', 0x40000),
      ],
      [
        'size-of-headers-before-sections',
        'headers that reach into the first section',
        optional('size_of_headers', 0x1200),
      ],
      [
        'entry-point-in-section',
        'an entry point in the headers',
        optional('address_of_entry_point', 0x10),
      ],
      [
        'entry-point-in-section',
        'an entry point beyond the image',
        optional('address_of_entry_point', 0xfffffff0),
      ],
      [
        'entry-point-in-file',
        'code without raw data',
        (image) => {
          image.setSection('.text', 'size_of_raw_data', 0);
        },
      ],
      [
        'directory-in-section',
        'bound imports nowhere',
        (image) => {
          image.setDirectory(DirectoryEntry.BOUND_IMPORT, 'virtual_address', 0x7fff0000);
          image.setDirectory(DirectoryEntry.BOUND_IMPORT, 'size', 16);
        },
      ],
      [
        'directory-has-size',
        'a directory without a size',
        directory(DirectoryEntry.IMPORT, 'size', 0),
      ],
      [
        'entry-point-executable',
        'an entry point in data',
        (image) => {
          image.setOptional('address_of_entry_point', image.getSection('.data', 'virtual_address'));
        },
      ],
      [
        'entry-point-executable',
        'code that is not executable',
        (image) => {
          image.setSection('.text', 'flags', 0x40000020);
        },
      ],
      [
        'directory-in-section',
        'a directory beyond the image',
        directory(DirectoryEntry.IMPORT, 'virtual_address', 0x7fff0000),
      ],
      [
        'directory-in-section',
        'a directory larger than its section',
        directory(DirectoryEntry.IMPORT, 'size', 0x10000),
      ],
      [
        'directory-in-section',
        'a directory of 2^32 - 1 bytes',
        directory(DirectoryEntry.IMPORT, 'size', 0xffffffff),
      ],
      [
        'directory-has-address',
        'a directory without an address',
        directory(DirectoryEntry.IMPORT, 'virtual_address', 0),
      ],
      [
        'directory-reserved',
        'an architecture directory',
        directory(DirectoryEntry.ARCHITECTURE, 'virtual_address', 0x1000),
      ],
      ['directory-reserved', 'a size of the last directory', directory(15, 'size', 8)],
      [
        'directory-global-ptr-size',
        'a size of the global pointer',
        directory(DirectoryEntry.GLOBALPTR, 'size', 8),
      ],
    ],
  ),
  ...corruptions(
    ['golden', 'program.exe'],
    [
      ['subsystem-known', 'a program without a subsystem', optional('subsystem', 0)],
      [
        'stack-reserve-in-address-space',
        'a stack of all addresses but for a page',
        (image) => {
          const reserve = image.is64 ? 0x7fff_ffff_0000n : 0xffff_f000n;
          image.setOptional('size_of_stack_reserve', reserve - 0x1000n);
        },
      ],
      [
        'heap-reserve-in-address-space',
        'a heap of all addresses but for a page',
        (image) => {
          const reserve = image.is64 ? 0x7fff_ffff_0000n : 0xffff_f000n;
          image.setOptional('size_of_heap_reserve', reserve - 0x1000n);
        },
      ],
      [
        'entry-point-present',
        'a program without an entry point',
        optional('address_of_entry_point', 0),
      ],
    ],
  ),
  ...corruptions(
    ['features.dll', 'program.exe'],
    [
      [
        'relocations-stripped',
        'RELOCS_STRIPPED where there are relocations',
        header('flags', (old) => old | 0x1),
      ],
    ],
  ),
  ...corruptions(
    ['golden', 'features.dll'],
    [
      [
        'symbol-count-without-table',
        'symbols without a symbol table',
        header('number_of_symbols', 5),
      ],
    ],
  ),
  ...corruptions(
    ['golden'],
    [
      [
        'stack-reserve-in-address-space',
        'a stack of 2^62 bytes',
        (image) => {
          image.setOptional('size_of_stack_reserve', 1n << 62n);
        },
      ],
      [
        'heap-reserve-in-address-space',
        'a heap of 2^62 bytes',
        (image) => {
          image.setOptional('size_of_heap_reserve', 1n << 62n);
        },
      ],
      [
        'image-base-of-programs',
        'an image that is never moved among the addresses of the system',
        (image) => {
          image.setHeader('flags', image.getHeader('flags') | 0x1);
          image.setOptional('image_base', 0xffff_8000_0000_0000n);
        },
      ],
      [
        'image-base-of-programs',
        'an image that is never moved whose last page is the first of those addresses',
        (image) => {
          const size = BigInt(image.getOptional('size_of_image'));
          const lowest = 0x7fff_ffff_0000n - size + 1n;
          image.setHeader('flags', image.getHeader('flags') | 0x1);
          image.setOptional('image_base', ((lowest + 0xffffn) / 0x1_0000n) * 0x1_0000n);
        },
      ],
    ],
  ),
  ...corruptions(
    ['program.exe'],
    [
      ['base-of-data-in-image', 'data beyond the image', optional('base_of_data', 0x7fff0000)],
      [
        'symbol-table-in-file',
        'symbols beyond the file',
        header('pointer_to_symbol_table', 0xffff0000),
      ],
      ['symbol-table-in-file', '2^32 - 1 symbols', header('number_of_symbols', 0xffffffff)],
      [
        'string-table-in-file',
        'cut behind the symbols',
        (image) => {
          image.cut(stringTable(image));
        },
      ],
      [
        'string-table-in-file',
        'a string table of 3 bytes',
        (image) => {
          image.set(stringTable(image), 4, 3);
        },
      ],
      [
        'string-table-in-file',
        'a string table of 2^32 - 1 bytes',
        (image) => {
          image.set(stringTable(image), 4, 0xffffffff);
        },
      ],
      [
        'section-long-name',
        'a long name beyond the string table',
        (image) => {
          image.set(image.sectionHeader('/4') + 1, 3, 0x393939);
        },
      ],
    ],
  ),
];

/** File offset. */
function stringTable(image: ImageEditor): number {
  const symbols = image.getHeader('pointer_to_symbol_table');
  return symbols + image.getHeader('number_of_symbols') * coff.Symbol.sizeOf();
}
