import { withZeroes } from '../image/read/byte-ranges';
import { type ImagePair, type Side, takeOut } from './image-pair';
import { dataDifferences } from './data-differences';
import type { Difference } from './difference';
import type { SectionView } from './image-view';
import { largeCodeDifferences } from './large-code';
import type { ContentPair } from './content-pair';

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
  for (const side of [before, after]) {
    takeOut(
      side,
      side.view.sections.map(({ start, end }) => [start, end]),
    );
  }
  const part = (key: string, old: [number, number], now: [number, number]): Difference[] => {
    const bytes = {
      old: before.rest.subarray(...old),
      now: after.rest.subarray(...now),
    };
    return dataDifferences(images, { key, oldRva: null, newRva: null, ...bytes }, `bytes.${key}`);
  };
  const headers = Math.min(before.view.headersEnd, after.view.headersEnd);
  return [
    ...differences,
    ...part('header', [0, headers], [0, headers]),
    ...fileRest(images, headers, ends),
    ...part('overlay', [ends.before, before.rest.length], [ends.after, after.rest.length]),
  ];
}

/** What is between the headers and the end of the last section, and in none: by file offset. */
function fileRest(
  images: ImagePair,
  headers: number,
  ends: { readonly before: number; readonly after: number },
): Difference[] {
  const { before, after } = images;
  const end = Math.min(ends.before, ends.after);
  const cut = (bytes: Uint8Array): Uint8Array => withZeroes(bytes.subarray(0, end), headers);
  const bytes = { old: cut(before.rest), now: cut(after.rest) };
  return dataDifferences(
    images,
    { key: 'file', oldRva: null, newRva: null, ...bytes },
    'bytes.file',
  );
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
    old: images.before.rest.subarray(before.start, before.end),
    now: images.after.rest.subarray(after.start, after.end),
  };
  const isCode = before.header.flags.MEM_EXECUTE && after.header.flags.MEM_EXECUTE;
  return isCode && images.after.view.isX86 && !images.hasNodes
    ? largeCodeDifferences(images, pair, `bytes.${key}`)
    : dataDifferences(images, pair, `bytes.${key}`);
}
