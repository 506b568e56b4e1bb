import type { coff } from '../../reference';
import type { ImagePair } from './image-pair';
import type { SectionView } from './image-view';
import { hex, hexChange } from '../text/numbers';

/** Why a field of a section's row has another value; null if the images do not say. */
export function causeOfSectionField(
  images: ImagePair,
  before: SectionView,
  after: SectionView,
  field: keyof coff.SectionHeader,
): string | null {
  if (field === 'virtual_size') return virtualSize(before, after);
  if (field === 'virtual_address') return neighbour(images, before, after, MEMORY);
  if (field === 'size_of_raw_data') return rawSize(images, after);
  if (field !== 'pointer_to_raw_data') return null;
  return neighbour(images, before, after, FILE) ?? movedBehind(images, before, after);
}

/**
 * Sections of an image in which a cause is looked for. Honest images have far fewer, and each
 * section would be compared with each.
 */
const SECTIONS_SEARCHED = 1000;

interface Extent {
  readonly start: number;
  readonly size: number;
}

const MEMORY = ({ header }: SectionView): Extent => ({
  start: header.virtual_address,
  size: header.virtual_size,
});
const FILE = ({ header }: SectionView): Extent => ({
  start: header.pointer_to_raw_data,
  size: header.size_of_raw_data,
});

function virtualSize(before: SectionView, after: SectionView): string | null {
  const old = before.header.virtual_size;
  const raw = after.header.size_of_raw_data;
  if (after.header.virtual_size > old && raw > old && before.header.size_of_raw_data <= old) {
    return `its ${hex(raw)} bytes in the file no longer fit the ${hex(old)} that it had in memory`;
  }
  const next = after.header.virtual_size;
  return raw > next ? `less than its ${hex(raw)} bytes in the file` : null;
}

/** The section in front of it that grew or shrank by as much as it moved, if there is one. */
function neighbour(
  { before: old, after: now }: ImagePair,
  before: SectionView,
  after: SectionView,
  extent: (section: SectionView) => Extent,
): string | null {
  const moved = extent(after).start - extent(before).start;
  if (old.view.sections.length > SECTIONS_SEARCHED) return null;
  for (const section of old.view.sections) {
    const other = now.view.sectionsByKey.get(section.key);
    if (other === undefined || section.key === before.key) continue;
    const isInFront = extent(section).start <= extent(before).start;
    const change = extent(other).size - extent(section).size;
    if (!isInFront || change === 0) continue;
    const name = extent === MEMORY ? 'virtual size' : 'size in the file';
    const sizes = `${hex(extent(section).size)} → ${hex(extent(other).size)}`;
    if (change === moved) {
      return `${section.name} in front of it changed its ${name} by as much (${sizes})`;
    }
    if (extent(other).start + extent(other).size === extent(after).start) {
      return `${section.name} in front of it ends there now (${name} ${sizes})`;
    }
  }
  return null;
}

function movedBehind(
  { before: old, after: now }: ImagePair,
  before: SectionView,
  after: SectionView,
): string | null {
  const start = FILE(before).start;
  if (old.view.sections.length + now.view.sections.length > SECTIONS_SEARCHED) return null;
  const next = Math.min(
    ...old.view.sections.filter((each) => each.start > start).map((each) => each.start),
    old.view.bytes.length,
  );
  if (FILE(after).size > next - start) {
    const sizes = `${hex(FILE(before).size)} → ${hex(FILE(after).size)}`;
    return `it grew (${sizes}), and had ${hex(next - start)} bytes in the file`;
  }
  const inItsPlace = now.view.sections.find(
    (section) => section.key !== after.key && section.start <= start && section.end > start,
  );
  const change = hexChange(start, FILE(after).start);
  return inItsPlace === undefined
    ? `moved by ${change} in the file`
    : `moved by ${change}; its old place in the file is ${inItsPlace.name}'s now`;
}

function rawSize({ after: now }: ImagePair, after: SectionView): string | null {
  const last = now.nodes.byKey(`section(${after.name})`)?.lastChild ?? null;
  if (last === null) return null;
  return `its last node, ${last.key}, ends at ${hex(last.offset + last.size)} in it`;
}
