import type { ByteRange } from '../image/read/byte-ranges';
import type { ImagePair, Side } from './image-pair';
import { dataDifferences } from './data-differences';
import type { Difference } from './difference';
import type { SectionView } from './image-view';
import { largeCodeDifferences } from './large-code';
import type { ContentPair } from './content-pair';
import type { Remainder } from './remainder';

/**
 * Compares what is left when headers, tables and nodes have been taken out: all of the sections if
 * there is no dump, else their free space; what is between headers and sections and between them;
 * and what lies after the last.
 */
export function restDifferences(images: ImagePair): Difference[] {
  const { before, after } = images;
  const differences: Difference[] = [];
  const nowByKey = new Map(after.view.sections.map((section) => [section.key, section]));
  const ends = { before: endOfSections(before), after: endOfSections(after) };
  for (const section of before.view.sections) {
    const other = nowByKey.get(section.key);
    if (other !== undefined) differences.push(...sectionRest(images, section, other));
  }
  const [rest, newRest] = [outsideOfSections(before), outsideOfSections(after)];
  const part = (key: string, old: Uint8Array, now: Uint8Array): Difference[] =>
    dataDifferences(images, { key, oldRva: null, newRva: null, old, now }, `bytes.${key}`);
  const headers = Math.min(before.view.headersEnd, after.view.headersEnd);
  const end = Math.min(ends.before, ends.after);
  return [
    ...differences,
    ...part('header', rest.part(0, headers), newRest.part(0, headers)),
    // What is between the headers and the end of the last section, and in none: by file offset.
    ...part('file', behind(rest, headers, end), behind(newRest, headers, end)),
    ...part(
      'overlay',
      rest.part(ends.before, before.view.bytes.length),
      newRest.part(ends.after, after.view.bytes.length),
    ),
  ];
}

function outsideOfSections({ rest, view }: Side): Remainder {
  return rest.without(view.sections.map(({ start, end }): ByteRange => [start, end]));
}

/** The bytes up to a file offset, with zeroes for the first ones. */
function behind(rest: Remainder, first: number, end: number): Uint8Array {
  return rest.without([[0, first]]).part(0, end);
}

function endOfSections({ view }: Side): number {
  return view.sections.reduce((last, { end }) => Math.max(last, end), view.headersEnd);
}

function sectionRest(images: ImagePair, before: SectionView, after: SectionView): Difference[] {
  const key = `section.${before.key}`;
  const pair: ContentPair = {
    key,
    oldRva: before.header.virtual_address,
    newRva: after.header.virtual_address,
    old: images.before.rest.part(before.start, before.end),
    now: images.after.rest.part(after.start, after.end),
  };
  const isCode = before.header.flags.MEM_EXECUTE && after.header.flags.MEM_EXECUTE;
  return isCode && images.after.view.isX86 && !images.hasNodes
    ? largeCodeDifferences(images, pair, `bytes.${key}`)
    : dataDifferences(images, pair, `bytes.${key}`);
}
