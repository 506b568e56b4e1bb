import type { ImageContents, MappedSection } from './image-contents';
import type { ProgramImage } from './program-image';

/** What MinGW's runtime changes at start, so that it leads to data of a DLL. */
export interface PseudoRelocation {
  /** RVA of its entry in the list. */
  readonly entry: number;
  /** RVA of what is changed. */
  readonly place: number;
  /** Bytes of what is changed. */
  readonly size: 1 | 2 | 4 | 8;
  /** RVA of the import address table's slot, which holds the address of the data. */
  readonly slot: number;
  /** "msvcrt.dll!environ"; null if there is no slot. */
  readonly name: string | null;
  /** How often the list names the place: each time it is changed again. */
  readonly count: number;
}

/** A list of what the runtime changes at start. */
export interface PseudoRelocationList {
  /** RVA. */
  readonly start: number;
  /** RVA after the last entry. */
  readonly end: number;
  /** By place. */
  readonly places: ReadonlyMap<number, PseudoRelocation>;
  /** RVAs of the places, from the lowest on. */
  readonly sorted: readonly number[];
}

/** `version` of `runtime_pseudo_reloc_v2`, in pseudo-reloc.c of mingw-w64; `magic1` and `magic2` before it are 0. */
const VERSION = 1;

/** Bytes of the header, and of an entry: `sym`, `target` and `flags` of `runtime_pseudo_reloc_item_v2`. */
export const ENTRY_SIZE = 12;

/** Bytes of a place by the flags of its entry, which say how many bits it has. */
const SIZES: ReadonlyMap<number, PseudoRelocation['size']> = new Map([
  [8, 1],
  [16, 2],
  [32, 4],
  [64, 8],
]);

/** Bytes that are looked at without a search once there is something: a search takes as long as a few hundred. */
const FEW = 256;

/** Lists that are looked at: images have one. */
const MOST_LISTS = 4;

/**
 * Finds the list of pseudo relocations of an image, of version 2. No header or table leads to it, and symbols may be
 * stripped. It is one if it begins as one, its first and last entry name slots of the import address table, and the image
 * holds the addresses of its start and of its end: those are `__RUNTIME_PSEUDO_RELOC_LIST__` and
 * `__RUNTIME_PSEUDO_RELOC_LIST_END__`, which `_pei386_runtime_relocator` walks between.
 * @returns null if there is none
 */
export function findPseudoRelocations(image: ProgramImage): PseudoRelocationList | null {
  const { contents, slots } = image;
  if (slots.size === 0) return null;
  let looked = 0;
  for (const section of contents.sections) {
    if (section.isCode) continue;
    const next = (from: number): number => nextHeader(contents, section, from);
    for (let start = next(section.start); start >= 0; start = next(start + 4)) {
      if (!slots.has(contents.u32(start + ENTRY_SIZE))) continue;
      const list = readList(image, start);
      if (list === null) continue;
      looked += 1;
      if (holdsAddress(image, [start, start + ENTRY_SIZE]) && holdsAddress(image, [list.end])) {
        return list;
      }
      if (looked === MOST_LISTS) return null;
    }
  }
  return null;
}

/**
 * The next place where a header of a list may be, a multiple of 4.
 * @param from RVA to search from
 * @returns an RVA; -1 if there is no further one
 */
function nextHeader(
  { memory }: ImageContents,
  { filledEnd, shift }: MappedSection,
  from: number,
): number {
  const bytes = Buffer.from(memory.buffer, memory.byteOffset, memory.length);
  const last = filledEnd - shift - 4;
  for (let index = from + 8 - shift; ;) {
    // Much of a large section is zeroes, in which a search for the whole header is slow.
    const found = bytes.indexOf(VERSION, index);
    if (found < 0 || found > last) return -1;
    const few = Math.min(last, found + FEW);
    for (index = Math.ceil((found + shift) / 4) * 4 - shift; index <= few; index += 4) {
      if (bytes.readInt32LE(index) !== VERSION) continue;
      if (bytes.readInt32LE(index - 4) === 0 && bytes.readInt32LE(index - 8) === 0) {
        return index - 8 + shift;
      }
    }
  }
}

/** Reads entries as long as they can be some, and leaves out the last ones that name no slot. */
function readList({ contents, slots }: ProgramImage, start: number): PseudoRelocationList | null {
  const places = new Map<number, PseudoRelocation>();
  const pending: PseudoRelocation[] = [];
  let end = start;
  for (let entry = start + ENTRY_SIZE; ; entry += ENTRY_SIZE) {
    const [slot, place] = [contents.u32(entry), contents.u32(entry + 4)];
    const size = SIZES.get(contents.u32(entry + 8));
    if (size === undefined || contents.sectionAt(slot) === undefined) break;
    if (contents.indexOf(place) < 0) break;
    const name = slots.get(slot) ?? null;
    pending.push({ entry, place, size, slot, name, count: 1 });
    if (name === null) continue;
    end = entry + ENTRY_SIZE;
    for (const one of pending.splice(0)) {
      const count = (places.get(one.place)?.count ?? 0) + 1;
      places.set(one.place, { ...one, count });
    }
  }
  if (places.size === 0) return null;
  return { start, end, places, sorted: [...places.keys()].sort((one, other) => one - other) };
}

/** Whether an image holds one of some addresses: as data, as an operand, or as the distance from the end of four bytes. */
function holdsAddress(image: ProgramImage, rvas: readonly number[]): boolean {
  const { contents, is64 } = image;
  return contents.sections.some((section) =>
    section.isCode && is64
      ? holdsDistance(contents, section, rvas)
      : holdsPointer(contents, section, rvas),
  );
}

function holdsDistance(
  { memory }: ImageContents,
  { start, filledEnd, shift }: MappedSection,
  rvas: readonly number[],
): boolean {
  const view = new DataView(memory.buffer);
  for (let at = start; at + 4 <= filledEnd; at += 1) {
    if (rvas.includes(at + 4 + view.getInt32(at - shift, true))) return true;
  }
  return false;
}

function holdsPointer(
  contents: ImageContents,
  { isCode, start, filledEnd, shift }: MappedSection,
  rvas: readonly number[],
): boolean {
  const { wordSize } = contents;
  const step = isCode ? 1 : wordSize;
  for (let at = start; at + wordSize <= filledEnd; at += step) {
    if (rvas.includes(contents.pointerAtIndex(at - shift))) return true;
  }
  return false;
}
