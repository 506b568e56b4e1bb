import { coff } from '../../../reference';
import { readImage, type Image } from '../../image/read/image';
import type { WholeHeaders } from '../../image/read/headers';
import type { Section } from '../../image/read/section';
import { UnreadableImage } from '../../image/read/unreadable-image';

/** Something in memory that the image's headers point to. */
export interface Landmark {
  /** "entry point", "import directory". */
  readonly name: string;
  readonly rva: number;
  /** Bytes; null if the header does not say. */
  readonly size: number | null;
}

/** A part of memory that the loader maps: the headers or a section. */
export interface MappedRegion {
  /** The section's name; null for the headers. */
  readonly section: string | null;
  readonly rva: number;
  /** Bytes in memory. */
  readonly virtualSize: number;
  /** File offset. */
  readonly rawOffset: number;
  /** Bytes in the file; what memory has more is zeroes. */
  readonly rawSize: number;
  readonly canRead: boolean;
  readonly canWrite: boolean;
  readonly canExecute: boolean;
  readonly landmarks: readonly Landmark[];
}

/** What the loader makes of an image. */
export interface MemoryModel {
  /** "PE32+ AMD64". */
  readonly format: string;
  readonly imageBase: bigint;
  /** RVA; null if there is none. */
  readonly entryPoint: number | null;
  /** File offset of the entry point; null if there is none, or no byte of the file is there. */
  readonly entryOffset: number | null;
  /** By RVA. */
  readonly regions: readonly MappedRegion[];
}

/**
 * Reads an image's headers.
 *
 * @throws UnreadableImage if it is no image, or if its headers do not lead to sections
 */
export function memoryModel(bytes: Uint8Array): MemoryModel {
  const image = readImage(bytes);
  const { whole } = image;
  if (whole === null) throw new UnreadableImage('expected a PE image, got other headers');
  const { machine } = whole.header.value;
  const { address_of_entry_point: entry } = whole.standard.value;
  return {
    format: `PE32${whole.is64 ? '+' : ''} ${coff.IMAGE.FILE.MACHINE.name(machine) ?? machine}`,
    imageBase: image.imageBase,
    entryPoint: entry === 0 ? null : entry,
    entryOffset: entry === 0 ? null : image.memory.fileOffsetOf(entry),
    regions: regionsOf(image, whole),
  };
}

function regionsOf(image: Image, { windows, sections }: WholeHeaders): MappedRegion[] {
  const landmarks = landmarksOf(image);
  const { size_of_headers: size } = windows.value;
  const headers: MappedRegion = {
    section: null,
    rva: 0,
    virtualSize: size,
    rawOffset: 0,
    rawSize: size,
    canRead: true,
    canWrite: false,
    canExecute: false,
    landmarks: landmarks.get(null) ?? [],
  };
  const mapped = sections.map((section): MappedRegion => {
    const { pointer_to_raw_data, size_of_raw_data, flags } = section.header.value;
    return {
      section: section.name,
      rva: section.start,
      virtualSize: section.end - section.start,
      rawOffset: pointer_to_raw_data,
      rawSize: size_of_raw_data,
      canRead: flags.MEM_READ,
      canWrite: flags.MEM_WRITE,
      canExecute: flags.MEM_EXECUTE,
      landmarks: landmarks.get(section) ?? [],
    };
  });
  return [headers, ...mapped.sort((a, b) => a.rva - b.rva)];
}

/** The entry point and the data directories that there are, by what is mapped there, then by RVA. */
function landmarksOf({ headers, memory }: Image): ReadonlyMap<Section | null, Landmark[]> {
  const all: Landmark[] = [];
  const entry = headers.standard?.value.address_of_entry_point ?? 0;
  if (entry !== 0) all.push({ name: 'entry point', rva: entry, size: null });
  for (const { index, entry: directory } of headers.directories) {
    const { virtual_address: rva, size } = directory.value;
    // The address of the certificates is a file offset.
    if (rva === 0 || index === coff.DirectoryEntry.SECURITY) continue;
    all.push({ name: directoryName(index), rva, size });
  }
  const landmarks = new Map<Section | null, Landmark[]>();
  for (const landmark of all.sort((a, b) => a.rva - b.rva)) {
    const region = memory.regionAt(landmark.rva);
    if (region === null) continue;
    const others = landmarks.get(region.section);
    if (others === undefined) landmarks.set(region.section, [landmark]);
    else others.push(landmark);
  }
  return landmarks;
}

function directoryName(index: number): string {
  const name = coff.DirectoryEntry.name(index) ?? `${index}.`;
  return `${name === 'IAT' ? name : name.toLowerCase().replace('_', ' ')} directory`;
}
