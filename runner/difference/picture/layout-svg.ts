import type { DumpedImage } from '../../image/linked-image';
import { nodeAt, type DumpNode } from '../../image/node-dump/parse-node-dump';
import { drawPage, type Page } from './draw-page';
import { fileParts } from './file-model';
import { memoryModel } from './memory-model';
import { imageNodes, nodeChanges } from '../../image/node-dump/node-changes';
import { summarizeFirst, summarizeUpdate } from './summary';

/** Rows that the boxes of the file may have together; fewer if they make the page too high. */
const MAX_ROWS = 64;
const FEWER_ROWS = 8;
/** px. */
const MAX_HEIGHT = 2400;

/** What a picture is of. */
export interface LayoutPicture {
  readonly title: string;
  readonly subtitle: string;
  readonly current: DumpedImage;
  /** The one before the update; null for a first image. */
  readonly previous: DumpedImage | null;
}

/**
 * Draws the layout of an image as an SVG document: to the left the file with its nodes, to the right
 * the memory that it is mapped to, and what an update changed. Only the strip on top is to scale.
 * The same layout gives the same document. Without a node dump, only sections are drawn.
 *
 * @throws NodeDumpError if a dump cannot be read, UnreadableImage if an image is none
 */
export function layoutSvg({ title, subtitle, ...images }: LayoutPicture): string {
  const current = imageNodes(images.current);
  const previous = images.previous === null ? null : imageNodes(images.previous);
  const changes = previous === null ? null : nodeChanges(current, previous);
  const memory = memoryModel(current.image);
  const { entryOffset } = memory;
  const entryNode = entryOffset === null ? null : nodeAt(current.root, entryOffset);
  const rolesOf = (node: DumpNode): string[] => (node === entryNode ? ['entry point'] : []);
  const page: Page = {
    title,
    subtitle,
    summary:
      previous === null || changes === null
        ? summarizeFirst(current)
        : summarizeUpdate(current, previous, changes),
    current,
    previous,
    changes,
    parts: fileParts(current.root, current.image, changes, rolesOf),
    memory,
    memoryBefore: previous === null ? null : memoryModel(previous.image),
    entryNode,
  };
  let rows = MAX_ROWS;
  let drawn = drawPage(page, rows);
  while (drawn.height > MAX_HEIGHT && rows > FEWER_ROWS) {
    rows -= FEWER_ROWS;
    drawn = drawPage(page, rows);
  }
  return drawn.svg;
}
