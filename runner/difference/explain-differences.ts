import { differentRanges, equalBytes } from '../image/read/byte-ranges';
import { dumpText, isSameDump, type Dump } from '../image/node-dump/dump-pieces';
import { readPair, type DumpPair } from './image-pair';
import type { ComparedImage } from './compared-image';
import { contentDifferences } from './content-differences';
import type { Difference } from './difference';
import { exportDifferences } from './export-differences';
import { headerDifferences } from './header-differences';
import { importDifferences } from './import-differences';
import { nodeDifferences } from './node-differences';
import { hex, hexBytes } from '../text/numbers';
import { sectionDifferences } from './section-differences';

/**
 * Explains how two images and their node dumps differ: headers by field, sections, imports, exports
 * and nodes by name, contents by what they mean. Any bytes can be compared; what cannot be read as
 * part of an image is compared as bytes.
 * @param dumps if they were read already
 * @returns [] if and only if images and dumps are the same
 */
export function explainDifferences(
  before: ComparedImage,
  after: ComparedImage,
  dumps?: DumpPair,
): Difference[] {
  const isSameImage = equalBytes(before.image, after.image);
  if (isSameImage && haveSameDumps(before, after)) return [];
  const images = readPair(before, after, dumps);
  const outside = [
    ...fileSize(before.image, after.image),
    ...images.problems,
    ...headerDifferences(images),
    ...sectionDifferences(images),
    ...importDifferences(images),
    ...exportDifferences(images),
  ];
  const keys = new Set(outside.map(({ key }) => key));
  const differences = [
    ...outside,
    ...nodeDifferences(images, (key) => keys.has(key)),
    ...contentDifferences(images),
  ];
  if (differences.length > 0) return differences;
  return isSameImage ? [firstLine(before, after)] : rawBytes(before.image, after.image);
}

/** Whether nothing differs between two dumps, or one of them is not there. */
function haveSameDumps({ nodes: old }: ComparedImage, { nodes: now }: ComparedImage): boolean {
  return old === null || now === null || isSameDump(old, now);
}

function fileSize(before: Uint8Array, after: Uint8Array): Difference[] {
  if (before.length === after.length) return [];
  const [old, now] = [hex(before.length), hex(after.length)];
  return [
    { key: 'file_size', message: `file size: ${old} → ${now} bytes`, before: old, after: now },
  ];
}

/** Dumps of the same nodes that differ in their contents lines, or in their order. */
function firstLine(before: ComparedImage, after: ComparedImage): Difference {
  const old = linesOf(before.nodes);
  const now = linesOf(after.nodes);
  const line = old.findIndex((text, index) => text !== now[index]);
  const at = line < 0 ? old.length : line;
  return {
    key: 'node_dump',
    message: `the images are the same, but not their node dumps: line ${at + 1} is "${now[at]?.trim() ?? '(the end)'}" instead of "${old[at]?.trim() ?? '(the end)'}"`,
    before: old[at] ?? null,
    after: now[at] ?? null,
  };
}

function linesOf(dump: Dump | null): string[] {
  return dump === null ? [] : dumpText(dump).split('\n');
}

/** Where the meaning of what differs cannot be told. */
function rawBytes(before: Uint8Array, after: Uint8Array): Difference[] {
  return differentRanges(before, after, 16).map(([start, end]) => {
    const [old, now] = [before, after].map((image) => hexBytes(image.subarray(start, end)));
    return {
      key: `bytes.file+${hex(start)}`,
      message: `file+${hex(start)}: ${old ?? ''} → ${now ?? ''}`,
      before: old ?? null,
      after: now ?? null,
    };
  });
}
