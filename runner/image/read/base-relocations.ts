import { coff } from '../../../reference';
import { hex } from '../../text/numbers';
import type { ByteRange } from './byte-ranges';
import { BudgetSpent } from './budget';
import type { Directory } from './headers';
import { ProblemLog, TABLES_TOO_LARGE, type Problem } from './problem';
import type { Structure } from './structure';
import type { TableReader } from './table-reader';

/** What can be wrong with base relocations so that they cannot be read. */
export type BaseRelocationProblem =
  | 'base-relocation-block-size'
  | 'base-relocation-blocks-fill-directory'
  | typeof TABLES_TOO_LARGE;

/** The places of one page that the loader patches if it moves the image. */
export interface BaseRelocationBlock {
  readonly head: Structure<coff.BaseRelocationDirectoryEntry>;
  /** RVA of the first entry. */
  readonly rva: number;
  /** Entries as they are: the type in the highest 4 bits, the offset in the page in the others. */
  readonly entries: Uint16Array;
}

/** The base relocations of an image. */
export interface BaseRelocations {
  readonly blocks: readonly BaseRelocationBlock[];
  readonly problems: readonly Problem<BaseRelocationProblem>[];
  /** The bytes of the file that were read. */
  readonly ranges: readonly ByteRange[];
}

const { BaseRelocationDirectoryEntry: BlockHead, BaseRelocationType: Type } = coff;
/** Bytes of an entry. */
const ENTRY_SIZE = coff.BaseRelocation.SIZE;

/** Bytes of the addresses that a type patches. */
const ADDRESS_WIDTHS: ReadonlyMap<number, number> = new Map<number, number>([
  [Type.HIGHLOW, 4],
  [Type.DIR64, 8],
]);

/** Bytes that the loader patches. */
export interface PatchedPlace {
  /** RVA. */
  readonly rva: number;
  /** Bytes. */
  readonly width: number;
}

/** Bytes that any type patches, with those that patch half of an address. */
const PATCH_WIDTHS: ReadonlyMap<number, number> = new Map<number, number>([
  ...ADDRESS_WIDTHS,
  [Type.HIGH, 2],
  [Type.LOW, 2],
]);

/**
 * Reads the base relocations. PE Format, 6.6 The .reloc Section (Image Only). Blocks follow one
 * another up to the size of the directory, or to a block of zeroes: Wine (dlls/ntdll/loader.c,
 * perform_relocations) and ReactOS stop there.
 */
export function readBaseRelocations(reader: TableReader, directory: Directory): BaseRelocations {
  const blocks: BaseRelocationBlock[] = [];
  const log = new ProblemLog<BaseRelocationProblem>();
  try {
    readBlocks(reader, directory, blocks, log);
  } catch (error) {
    if (!(error instanceof BudgetSpent)) throw error;
    const place = directory.entry.place('virtual_address');
    log.add(TABLES_TOO_LARGE, place, error.message, 'tables of the size of the file');
  }
  return { blocks, problems: log.problems, ranges: reader.ranges };
}

/**
 * The addresses that the loader patches, their bytes by RVA. Types that patch a part of an address
 * are left out.
 */
export function relocatedAddresses({ blocks }: BaseRelocations): ReadonlyMap<number, number> {
  const addresses = new Map<number, number>();
  for (const { head, entries } of blocks) {
    for (const entry of entries) {
      const { offset, type } = coff.BaseRelocation.fromInt(entry);
      const width = ADDRESS_WIDTHS.get(type);
      if (width !== undefined) addresses.set(head.value.page_rva + offset, width);
    }
  }
  return addresses;
}

/** All places that the loader patches, by rising RVA. Padding patches nothing. */
export function patchedPlaces({ blocks }: BaseRelocations): readonly PatchedPlace[] {
  const places: PatchedPlace[] = [];
  for (const { head, entries } of blocks) {
    for (const entry of entries) {
      const { offset, type } = coff.BaseRelocation.fromInt(entry);
      const width = PATCH_WIDTHS.get(type);
      if (width !== undefined) places.push({ rva: head.value.page_rva + offset, width });
    }
  }
  return places.sort((a, b) => a.rva - b.rva);
}

function readBlocks(
  reader: TableReader,
  { entry }: Directory,
  blocks: BaseRelocationBlock[],
  log: ProblemLog<BaseRelocationProblem>,
): void {
  const { virtual_address: start, size } = entry.value;
  const end = start + size;
  const fill = 'base-relocation-blocks-fill-directory';
  for (let rva = start; rva < end;) {
    const name = `BaseRelocationDirectoryEntry[${blocks.length}]`;
    const isRoom = rva + BlockHead.FILE_SIZE <= end;
    const head = isRoom ? reader.structure(BlockHead, rva, name) : null;
    if (head === null) {
      const found = `${end - rva} bytes after ${blocks.length} blocks`;
      log.add(fill, entry.place('size'), found, 'whole blocks');
      return;
    }
    const { page_rva, block_size } = head.value;
    if (page_rva === 0 && block_size === 0) return;
    const place = head.place('block_size');
    const isSize = block_size >= BlockHead.FILE_SIZE;
    const hasNext = rva + block_size < end;
    if (!isSize || (hasNext && block_size % 4 !== 0)) {
      const expected = `a multiple of 4 from ${BlockHead.FILE_SIZE} on`;
      log.add('base-relocation-block-size', place, hex(block_size), expected);
    }
    const isInside = rva + block_size <= end;
    if (!isInside) {
      const expected = `${hex(end - rva)} (the rest of the directory) or less`;
      log.add(fill, place, hex(block_size), expected);
    }
    reader.budget.takeRow();
    const entriesAt = rva + BlockHead.FILE_SIZE;
    const there = Math.min(rva + block_size, end, reader.memory.endOf(rva)) - entriesAt;
    const entries = readEntries(reader, entriesAt, Math.floor(Math.max(0, there) / ENTRY_SIZE));
    blocks.push({ head, rva: entriesAt, entries });
    if (!isSize || !isInside) return;
    rva += block_size;
  }
}

function readEntries(reader: TableReader, rva: number, count: number): Uint16Array {
  const bytes = count === 0 ? null : reader.bytes(rva, count * ENTRY_SIZE);
  if (bytes === null) return new Uint16Array();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Uint16Array.from({ length: count }, (_, i) => view.getUint16(i * ENTRY_SIZE, true));
}
