import { PAGE_SIZE } from './section-extent';
import { coff } from '../../../reference';
import { type BaseRelocations, readBaseRelocations } from './base-relocations';
import type { ExportTable } from './export-table';
import { readExportTable } from './export-table';
import {
  wholeHeaders,
  readHeaders,
  type Directory,
  type HeaderGuide,
  type Headers,
  type WholeHeaders,
} from './headers';
import { readDelayImportTable, readImportTable, type ImportTable } from './import-table';
import type { DelayLoadDescriptor } from './layouts';
import { ImageMemory } from './memory';
import { TableReader } from './table-reader';

/**
 * A PE image as the loader of Windows sees it: headers, memory by RVA, and the tables that the data
 * directories lead to. It is read leniently: any bytes can be given, what cannot be read is left
 * out, and each part has problems that say why. Tables are read when they are first asked for, all
 * under one budget of work.
 */
export class Image {
  readonly memory: ImageMemory;
  /** The headers, if they lead to all that an image has; null if the loader reads no further. */
  readonly whole: WholeHeaders | null;
  readonly #tables = new Map<coff.DirectoryEntry, unknown>();

  constructor(readonly headers: Headers) {
    this.whole = wholeHeaders(headers);
    this.memory = new ImageMemory(headers.bytes, mappedHeaders(headers), headers.sections);
  }

  /** Preferred address. */
  get imageBase(): bigint {
    return BigInt(this.headers.windows?.value.image_base ?? 0);
  }

  /** A data directory that has an address; null if there is none. */
  directory(index: coff.DirectoryEntry): Directory | null {
    const directory = this.headers.directories[index];
    return directory === undefined || directory.entry.value.virtual_address === 0
      ? null
      : directory;
  }

  /** A reader of tables, which takes from the budget of the image. */
  tableReader(): TableReader {
    return new TableReader(this.memory, this.headers.is64, this.headers.budget);
  }

  /** Null if the image has no such directory; so are the others. */
  get imports(): ImportTable<coff.ImportDirectoryEntry, ''> | null {
    return this.#table(coff.DirectoryEntry.IMPORT, readImportTable);
  }

  get delayImports(): ImportTable<DelayLoadDescriptor, 'delay-'> | null {
    return this.#table(coff.DirectoryEntry.DELAY_IMPORT, (reader, directory) =>
      readDelayImportTable(reader, directory, this.imageBase),
    );
  }

  get exports(): ExportTable | null {
    return this.#table(coff.DirectoryEntry.EXPORT, readExportTable);
  }

  get baseRelocations(): BaseRelocations | null {
    return this.#table(coff.DirectoryEntry.BASERELOC, readBaseRelocations);
  }

  #table<Table>(
    index: coff.DirectoryEntry,
    read: (reader: TableReader, directory: Directory) => Table,
  ): Table | null {
    const directory = this.directory(index);
    if (directory === null) return null;
    const table = (this.#tables.get(index) ?? read(this.tableReader(), directory)) as Table;
    this.#tables.set(index, table);
    return table;
  }
}

/**
 * Reads an image.
 * @param guide where to look for headers that its own do not lead to
 */
export function readImage(bytes: Uint8Array, guide: HeaderGuide | null = null): Image {
  return new Image(readHeaders(bytes, guide));
}

/**
 * Bytes at the start of the file that are mapped at RVA 0. With a section alignment below the page size
 * that is the whole file, to the size of the image: an image needs no sections then (Wine's
 * server/mapping.c, `ImageMappedFlat`).
 */
function mappedHeaders({ windows }: Headers): number {
  if (windows === null) return 0;
  const { size_of_headers, size_of_image, section_alignment } = windows.value;
  return section_alignment < PAGE_SIZE ? Math.max(size_of_headers, size_of_image) : size_of_headers;
}
