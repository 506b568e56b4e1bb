import { coff } from '../../../reference';
import type { HeaderView } from './header-reader';
import type { ImageMemory } from './image-memory';
import type { Directory, Part } from './inspection';
import { ProblemList } from './problem-list';

/** A data directory that an image has. */
export interface DirectoryPlace {
  readonly rva: number;
  /** Bytes. */
  readonly size: number;
  /** File offset of the directory's row in the optional header. */
  readonly row: number;
}

const { SIZE } = coff.ImageDataDirectory;

/** Reads the data directories, as many as the optional header has room for. */
export function readDirectories(
  { directories: { offset, room, count } }: HeaderView,
  memory: ImageMemory,
): Part<Directory> {
  const problems = new ProblemList();
  const there = Math.min(count, room, Math.floor((memory.file.length - offset) / SIZE));
  const rows: Directory[] = [];
  for (let index = 0; index < there; index += 1) {
    const record = coff.ImageDataDirectory.read(memory.file, offset + index * SIZE);
    const name = coff.DirectoryEntry.name(index) ?? String(index);
    rows.push({ index, name, ...record, section: sectionOf(index, record, memory) });
  }
  if (there < count) {
    problems.add(offset + there * SIZE, `${count} data directories in the header, got ${there}`);
  }
  return { rows, ...problems.fields };
}

function sectionOf(
  index: number,
  { virtual_address: rva }: coff.ImageDataDirectory,
  memory: ImageMemory,
): string | null {
  const isFileOffset = index === coff.DirectoryEntry.SECURITY;
  return rva === 0 || isFileOffset ? null : memory.sectionOf(rva);
}

/** Where a directory is; null if the image has none. */
export function placeOf(
  entry: coff.DirectoryEntry,
  { directories: { offset } }: HeaderView,
  { rows }: Part<Directory>,
): DirectoryPlace | null {
  const row = rows[entry];
  if (row === undefined || row.virtual_address === 0) return null;
  return { rva: row.virtual_address, size: row.size, row: offset + entry * SIZE };
}
