import { coff } from '../../reference';
import type { ImagePair } from './image-pair';
import { alignUp, hex } from '../text/numbers';

/**
 * Why a field of the headers has another value, as far as what it stands for shows: null if the
 * images do not say.
 */
export function causeOfHeaderField(
  images: ImagePair,
  key: string,
  before: unknown,
  after: unknown,
): string | null {
  if (key === 'coff_header.number_of_sections') return sectionCount(images);
  if (key === 'coff_header.size_of_optional_header') {
    return optionalSize(images, Number(after));
  }
  if (key === 'optional_header.size_of_image') return sizeOfImage(images, Number(after));
  if (key === 'optional_header.size_of_headers') return sizeOfHeaders(images, Number(after));
  const isAddress =
    key === 'optional_header.address_of_entry_point' ||
    (key.startsWith('data_directory.') && key.endsWith('.virtual_address'));
  if (isAddress && typeof before === 'number' && typeof after === 'number') {
    return address(images, before, after);
  }
  if (key.startsWith('data_directory.') && key.endsWith('.size')) {
    return directorySize(images, Number(after));
  }
  return null;
}

function optionalSize({ after: { view } }: ImagePair, value: number): string {
  const claimed = (view.peOffset ?? 0) + 4 + coff.Header.SIZE + value;
  const start = `the section table starts at ${hex(claimed)}`;
  return claimed === view.sectionTableOffset
    ? start
    : `${start} by it, but is at ${hex(view.sectionTableOffset ?? 0)} as before`;
}

function sectionCount({ before, after }: ImagePair): string | null {
  const old = new Set(before.view.sections.map(({ key }) => key));
  const now = new Set(after.view.sections.map(({ key }) => key));
  const added = after.view.sections.filter(({ key }) => !old.has(key));
  const gone = before.view.sections.filter(({ key }) => !now.has(key));
  const list = (sections: typeof added): string => sections.map(({ name }) => name).join(', ');
  const parts = [
    ...(added.length === 0 ? [] : [`new: ${list(added)}`]),
    ...(gone.length === 0 ? [] : [`gone: ${list(gone)}`]),
  ];
  return parts.length === 0
    ? `the section table has ${after.view.sections.length} rows that are filled in`
    : parts.join('; ');
}

function sizeOfImage({ after }: ImagePair, value: number): string | null {
  const alignment = Number(after.view.optional?.section_alignment ?? 0);
  const ends = after.view.sections.map(({ name, header }) => ({
    name,
    end: alignUp(header.virtual_address + header.virtual_size, alignment),
  }));
  const last = ends.sort((a, b) => b.end - a.end)[0];
  if (last === undefined) return null;
  return last.end === value
    ? `${last.name}, the last section in memory, ends there`
    : `wrong: ${last.name}, the last section in memory, ends at ${hex(last.end)}`;
}

function sizeOfHeaders({ after }: ImagePair, value: number): string | null {
  const header = after.nodes.byKey('header');
  if (header !== null) {
    return header.size === value
      ? 'the header node has that size'
      : `the header node has ${hex(header.size)} bytes`;
  }
  const first = Math.min(
    ...after.view.sections.filter(({ start, end }) => end > start).map(({ start }) => start),
  );
  return value > first ? `the first section starts at ${hex(first)} already` : null;
}

function address({ before, after }: ImagePair, old: number, now: number): string | null {
  const from = old === 0 ? 'none' : (before.nodes.describe(old) ?? 'nothing');
  const to = now === 0 ? 'none' : (after.nodes.describe(now) ?? 'nothing that is in the image');
  if (from === to) return `${from} moved in memory`;
  const target = old === 0 ? null : before.nodes.placeAt(old);
  // How far into a section something lies says little of where it is now.
  const moved = target === null || target.isSection === true ? null : after.nodes.rvaOf(target.key);
  const expected = target === null || moved === null ? null : moved + old - target.rva;
  const present =
    expected === null || expected === now
      ? ''
      : `; ${from} is ${expected === old ? 'still' : 'now'} at ${hex(expected)}`;
  return `${from} → ${to}${present}`;
}

function directorySize({ after }: ImagePair, value: number): string | null {
  const section = after.view.sections.find(({ header }) => header.virtual_size === value);
  return section === undefined ? null : `the virtual size of ${section.name}`;
}
