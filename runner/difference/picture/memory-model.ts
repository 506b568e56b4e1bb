import { coff } from '../../../reference';

/** Something in memory that the image's headers point to. */
export interface Landmark {
  /** "entry point", "import directory". */
  readonly name: string;
  readonly rva: number;
  /** Bytes; null if the header does not say. */
  readonly size: number | null;
}

/** A part of memory that the loader maps: the headers or a section. */
export interface Region {
  /** As in the section table; null for the headers. */
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
  /** By RVA. */
  readonly regions: readonly Region[];
}

/**
 * Reads an image's headers.
 *
 * @throws CoffError if it is no image
 */
export function memoryModel(image: Uint8Array): MemoryModel {
  const file = coff.Coff.init(image, false);
  const isPe32Plus = file.getOptionalHeader().magic === coff.OptionalHeader.Magic['PE32+'];
  const windows = isPe32Plus ? file.getOptionalHeader64() : file.getOptionalHeader32();
  const entryPoint = file.getOptionalHeader().address_of_entry_point;
  const landmarks = landmarksOf(file, entryPoint);
  const headers = { section: null, rva: 0, virtualSize: windows.size_of_headers, rawOffset: 0 };
  const machine = file.getHeader().machine;
  return {
    format: `PE32${isPe32Plus ? '+' : ''} ${coff.IMAGE.FILE.MACHINE.name(machine) ?? machine}`,
    imageBase: file.getImageBase(),
    entryPoint: entryPoint === 0 ? null : entryPoint,
    regions: [
      {
        ...headers,
        rawSize: windows.size_of_headers,
        canRead: true,
        canWrite: false,
        canExecute: false,
        landmarks: landmarks.filter(({ rva }) => rva < windows.size_of_headers),
      },
      ...sectionRegions(file, landmarks),
    ],
  };
}

/** Where an RVA is in the file; null if no region has it there. */
export function fileOffsetOf(memory: MemoryModel, rva: number): number | null {
  const region = memory.regions.find((candidate) => {
    const at = rva - candidate.rva;
    return at >= 0 && at < Math.min(candidate.virtualSize, candidate.rawSize);
  });
  return region === undefined ? null : region.rawOffset + rva - region.rva;
}

function sectionRegions(file: coff.Coff, landmarks: readonly Landmark[]): Region[] {
  return file
    .getSectionHeaders()
    .map((header) => ({
      section: file.getSectionName(header),
      rva: header.virtual_address,
      virtualSize: header.virtual_size,
      rawOffset: header.pointer_to_raw_data,
      rawSize: header.size_of_raw_data,
      canRead: header.flags.MEM_READ,
      canWrite: header.flags.MEM_WRITE,
      canExecute: header.flags.MEM_EXECUTE,
      landmarks: landmarks.filter(
        ({ rva }) =>
          rva >= header.virtual_address && rva < header.virtual_address + header.virtual_size,
      ),
    }))
    .sort((a, b) => a.rva - b.rva);
}

/** The entry point and the data directories that there are, by RVA. */
function landmarksOf(file: coff.Coff, entryPoint: number): Landmark[] {
  const landmarks: Landmark[] = [];
  if (entryPoint !== 0) landmarks.push({ name: 'entry point', rva: entryPoint, size: null });
  for (const [i, { virtual_address: rva, size }] of file.getDataDirectories().entries()) {
    if (rva === 0 || i === coff.DirectoryEntry.SECURITY) continue;
    landmarks.push({ name: directoryName(i), rva, size });
  }
  return landmarks.sort((a, b) => a.rva - b.rva);
}

function directoryName(index: number): string {
  const name = coff.DirectoryEntry.name(index) ?? `${index}.`;
  return `${name === 'IAT' ? name : name.toLowerCase().replace('_', ' ')} directory`;
}
