import { coff } from '../../../../reference';
import {
  CertificateEntry,
  ExportDirectory,
  RuntimeFunction,
  TlsDirectory64,
  LoadConfigHead,
} from '../../read/layouts';
import { corruptions, type Corruption } from './corruption';
import type { ImageEditor } from '../image-editor';

const { DirectoryEntry } = coff;

/** Sets a field of a row of a table that a directory leads to. */
function row(
  index: coff.DirectoryEntry,
  layout: Parameters<ImageEditor['setField']>[0],
  number: number,
  field: string,
  value: number | bigint | ((old: bigint) => number | bigint),
): Corruption['corrupt'] {
  return (image) => {
    const offset = image.at(image.directory(index)) + number * layout.FILE_SIZE;
    const old = image.getField(layout, offset, field);
    image.setField(layout, offset, field, typeof value === 'function' ? value(old) : value);
  };
}

/** Sets the size of a directory. */
function size(index: coff.DirectoryEntry, change: (old: number) => number): Corruption['corrupt'] {
  return (image) => {
    image.setDirectory(index, 'size', change(image.getDirectory(index, 'size')));
  };
}

const relocation =
  (change: (old: number) => number): Corruption['corrupt'] =>
  (image) => {
    const offset = image.at(image.directory(DirectoryEntry.BASERELOC)) + 8;
    image.set(offset, 2, change(Number(image.get(offset, 2))));
  };
const block = (field: string, value: number | ((old: bigint) => bigint)): Corruption['corrupt'] =>
  row(DirectoryEntry.BASERELOC, coff.BaseRelocationDirectoryEntry, 0, field, value);
/** Adds a block for one more place, which has an address of 32 bits. */
const alsoRelocated =
  (rvaIn: (image: ImageEditor) => number): Corruption['corrupt'] =>
  (image) => {
    const rva = rvaIn(image);
    const start = image.directory(DirectoryEntry.BASERELOC);
    const length = image.getDirectory(DirectoryEntry.BASERELOC, 'size');
    const end = image.at(start) + length;
    image.set(end, 4, rva & ~0xfff);
    image.set(end + 4, 4, 12);
    image.set(end + 8, 4, (coff.BaseRelocationType.HIGHLOW << 12) | (rva & 0xfff));
    image.setDirectory(DirectoryEntry.BASERELOC, 'size', length + 12);
    const sectionSize = image.getSection('.reloc', 'virtual_size');
    image.setSection('.reloc', 'virtual_size', sectionSize + 12);
  };
const debug = (field: string, value: number | ((old: bigint) => bigint)): Corruption['corrupt'] =>
  row(DirectoryEntry.DEBUG, coff.DebugDirectoryEntry, 0, field, value);
const runtimeFunction = (
  field: string,
  value: number | ((old: bigint) => bigint),
): Corruption['corrupt'] => row(DirectoryEntry.EXCEPTION, RuntimeFunction, 1, field, value);
const tls = (
  field: string,
  value: number | bigint | ((old: bigint) => bigint),
): Corruption['corrupt'] => row(DirectoryEntry.TLS, TlsDirectory64, 0, field, value);

/** Sets a callback, which is at an absolute address. */
const callback =
  (number: number, value: bigint): Corruption['corrupt'] =>
  (image) => {
    const offset = image.at(image.directory(DirectoryEntry.TLS));
    const address = image.getField(TlsDirectory64, offset, 'address_of_callbacks');
    const rva = Number(address) - image.getOptional('image_base');
    image.set(image.at(rva) + number * 8, 8, value);
  };

const certificate =
  (field: string, value: number): Corruption['corrupt'] =>
  (image) => {
    image.setField(CertificateEntry, image.directory(DirectoryEntry.SECURITY), field, value);
  };

/** Base relocations, debug directory, functions, TLS, load configuration and certificates. */
export const TABLE_CORRUPTIONS: readonly Corruption[] = [
  ...corruptions(
    ['features.dll', 'program.exe'],
    [
      [
        'base-relocation-page-aligned',
        'a block in the middle of a page',
        block('page_rva', (old) => old + 4n),
      ],
      ['base-relocation-block-size', 'a block of 0 bytes', block('block_size', 0)],
      ['base-relocation-block-size', 'a block of 4 bytes', block('block_size', 4)],
      [
        'base-relocation-block-size',
        'a block of 2 bytes less',
        block('block_size', (old) => old - 2n),
      ],
      [
        'base-relocation-blocks-fill-directory',
        'a block of 2^32 - 4 bytes',
        block('block_size', 0xfffffffc),
      ],
      [
        'base-relocation-blocks-fill-directory',
        'a directory that ends in a block',
        size(DirectoryEntry.BASERELOC, (old) => old - 4),
      ],
      [
        'base-relocation-blocks-fill-directory',
        'a directory that ends in a head',
        size(DirectoryEntry.BASERELOC, (old) => old + 4),
      ],
      ['base-relocation-type', 'a reserved type', relocation((old) => (old & 0xfff) | 0x6000)],
      [
        'base-relocation-type',
        'a type of another machine',
        relocation((old) => (old & 0xfff) | 0x9000),
      ],
      [
        'base-relocation-in-section',
        'a relocation across the end of its section',
        relocation((old) => old | 0xfff),
      ],
      [
        'base-relocation-once',
        'a place relocated twice',
        (image) => {
          const first = image.at(image.directory(DirectoryEntry.BASERELOC)) + 8;
          image.bytes.copyWithin(first + 2, first, first + 2);
        },
      ],
      [
        'base-relocations-disjoint',
        'a place relocated two bytes after another',
        (image) => {
          const first = image.at(image.directory(DirectoryEntry.BASERELOC)) + 8;
          image.set(first + 2, 2, image.get(first, 2) + 2n);
        },
      ],
      [
        'base-relocations-ascending',
        'two relocations swapped',
        (image) => {
          const first = image.at(image.directory(DirectoryEntry.BASERELOC)) + 8;
          const entry = image.get(first, 2);
          image.bytes.copyWithin(first, first + 2, first + 4);
          image.set(first + 2, 2, entry);
        },
      ],
      [
        'base-relocation-outside-tables',
        'a relocation in the names of imported functions',
        alsoRelocated((image) => {
          const table = image.at(image.directory(DirectoryEntry.IMPORT));
          return Number(
            image.getField(coff.ImportDirectoryEntry, table, 'import_lookup_table_rva'),
          );
        }),
      ],
      [
        'base-relocation-outside-tables',
        'a relocation among base relocations',
        alsoRelocated((image) => image.directory(DirectoryEntry.BASERELOC)),
      ],
      ['base-relocation-in-section', 'a block beyond the image', block('page_rva', 0x7fff0000)],
      ['base-relocation-in-section', 'a block in the headers', block('page_rva', 0)],
      [
        'debug-directory-size',
        'a debug directory of one byte more',
        size(DirectoryEntry.DEBUG, (old) => old + 1),
      ],
      [
        'debug-characteristics-reserved',
        'characteristics of debug data',
        debug('characteristics', 1),
      ],
      [
        'debug-data-in-file',
        'debug data beyond the file',
        debug('pointer_to_raw_data', 0x7fff0000),
      ],
      ['debug-data-in-file', '2^32 - 1 bytes of debug data', debug('size_of_data', 0xffffffff)],
    ],
  ),
  ...corruptions(
    ['program.exe'],
    [
      [
        'base-relocation-type',
        'a relocation of 64 bits in PE32',
        relocation((old) => (old & 0xfff) | 0xa000),
      ],
    ],
  ),
  ...corruptions(
    ['features.dll'],
    [
      [
        'base-relocation-outside-tables',
        'a relocation of an exported address',
        alsoRelocated((image) => {
          const table = image.at(image.directory(DirectoryEntry.EXPORT));
          let rva = Number(image.getField(ExportDirectory, table, 'export_address_table_rva'));
          while (image.get(image.at(rva), 4) === 0n) rva += 4;
          return rva;
        }),
      ],
      [
        'debug-data-at-address',
        'debug data at another address',
        debug('address_of_raw_data', (old) => old + 4n),
      ],
      [
        'debug-data-at-address',
        'debug data beyond the image',
        debug('address_of_raw_data', 0x7fff0000),
      ],
      [
        'exception-table-size',
        'a table of functions of 4 bytes less',
        size(DirectoryEntry.EXCEPTION, (old) => old - 4),
      ],
      [
        'exception-functions-ascending',
        'a function before the one before it',
        runtimeFunction('begin_address', 0x1000),
      ],
      [
        'exception-functions-disjoint',
        'a function without code',
        (image) => {
          const row =
            image.at(image.directory(DirectoryEntry.EXCEPTION)) + RuntimeFunction.FILE_SIZE;
          const begin = image.getField(RuntimeFunction, row, 'begin_address');
          image.setField(RuntimeFunction, row, 'end_address', begin);
        },
      ],
      [
        'exception-functions-ascending',
        'a function that ends before it starts',
        runtimeFunction('end_address', 0x1000),
      ],
      [
        'exception-function-in-section',
        'a function in data',
        runtimeFunction('end_address', 0x3000),
      ],
      [
        'exception-unwind-information',
        'unwind information beyond the image',
        runtimeFunction('unwind_information', 0x7fff0000),
      ],
      [
        'exception-unwind-information',
        'unwind information at an odd multiple of 2',
        runtimeFunction('unwind_information', (old) => old + 2n),
      ],
      [
        'tls-directory-size',
        'a TLS directory of 8 bytes less',
        size(DirectoryEntry.TLS, (old) => old - 8),
      ],
      [
        'tls-raw-data-in-section',
        'a template that ends before it starts',
        tls('raw_data_end_va', (old) => old - 0x1000n),
      ],
      ['tls-raw-data-in-section', 'a template at an RVA', tls('raw_data_start_va', 0x5000)],
      ['tls-index-in-section', 'an index nowhere', tls('address_of_index', 0)],
      ['tls-index-in-section', 'an index in code', tls('address_of_index', 0x180001000n)],
      ['tls-characteristics-reserved', 'reserved characteristics', tls('characteristics', 1)],
      [
        'tls-callbacks-in-section',
        'callbacks beyond the image',
        tls('address_of_callbacks', 0x7fff00000000n),
      ],
      [
        'tls-callbacks-in-section',
        'callbacks without an end',
        (image) => {
          const callbacks = image.fillLastPage() - image.wordSize;
          tls('address_of_callbacks', 0x180000000n + BigInt(callbacks))(image);
        },
      ],
      ['tls-callback-executable', 'a callback in data', callback(0, 0x180003000n)],
      ['tls-callback-executable', 'a callback at 1', callback(1, 1n)],
      [
        'directory-readable',
        'directories in a section that cannot be read',
        (image) => {
          image.setSection('.rdata', 'flags', 0x40);
        },
      ],
      [
        'load-config-in-section',
        'a load configuration of 2^32 - 1 bytes',
        row(DirectoryEntry.LOAD_CONFIG, LoadConfigHead, 0, 'size', 0xffffffff),
      ],
      [
        'load-config-aligned',
        'a load configuration 4 bytes on',
        (image) => {
          const rva = image.directory(DirectoryEntry.LOAD_CONFIG);
          image.bytes.copyWithin(
            image.at(rva) + 4,
            image.at(rva),
            image.at(rva) + LoadConfigHead.FILE_SIZE,
          );
          image.setDirectory(DirectoryEntry.LOAD_CONFIG, 'virtual_address', rva + 4);
        },
      ],
      [
        'load-config-in-section',
        'a load configuration of 0 bytes',
        row(DirectoryEntry.LOAD_CONFIG, LoadConfigHead, 0, 'size', 0),
      ],
    ],
  ),
  ...corruptions(
    ['signed.dll'],
    [
      [
        'certificates-in-file',
        'certificates beyond the file',
        size(DirectoryEntry.SECURITY, (old) => old + 8),
      ],
      [
        'certificates-in-file',
        'certificates in a section',
        (image) => {
          image.setDirectory(DirectoryEntry.SECURITY, 'virtual_address', 0x400);
        },
      ],
      [
        'certificates-aligned',
        'certificates at an odd offset',
        (image) => {
          image.setDirectory(
            DirectoryEntry.SECURITY,
            'virtual_address',
            image.directory(DirectoryEntry.SECURITY) + 1,
          );
          image.append(new Uint8Array(1));
        },
      ],
      ['certificate-length', 'a certificate of 0 bytes', certificate('length', 0)],
      ['certificate-length', 'a certificate of 2^32 - 1 bytes', certificate('length', 0xffffffff)],
      ['certificate-revision', 'revision 0x300', certificate('revision', 0x300)],
      ['certificate-type', 'certificate type 9', certificate('certificate_type', 9)],
    ],
  ),
];
