import { differentColumns } from '../../image/node-dump/byte-difference';
import { FILE_LEFT } from './draw-file';
import { MEMORY_RIGHT } from './draw-memory';
import { type ImageNodes } from '../../image/node-dump/node-changes';
import { CHANGE_COLOURS, FAINT_INK, FREE_FILL, INK, OUTLINE, type BoxColour } from './palette';
import { type SvgCanvas } from './svg-canvas';
import { textWidth } from './text-fit';
import { hex } from '../../text/numbers';
import { SMALL } from './type-scale';
import { type DumpNode } from '../../image/node-dump/parse-node-dump';
import { nodeLabel } from './node-label';

const WIDTH = MEMORY_RIGHT - FILE_LEFT;
const HEIGHT = 20;
const TICK_HEIGHT = 7;

/**
 * Draws the file as a strip, to scale, and below it where its bytes are others than before.
 *
 * @param top px
 * @param previous null if there is nothing to compare with
 * @returns where it ends, in px
 */
export function drawStrip(
  canvas: SvgCanvas,
  { image, root }: ImageNodes,
  previous: ImageNodes | null,
  { top, colourOf }: { readonly top: number; readonly colourOf: (node: DumpNode) => BoxColour },
): number {
  const title = `the file to scale, ${hex(image.length)} bytes`;
  const what = previous === null ? title : `${title}; marks below it: bytes that changed`;
  canvas.text({ x: FILE_LEFT, y: top + 11, text: what, size: SMALL, fill: FAINT_INK });
  const y = top + 18;
  const xOf = (offset: number): number =>
    FILE_LEFT + Math.round((Math.min(offset, image.length) * WIDTH) / image.length);
  canvas.rect({ x: FILE_LEFT, y, width: WIDTH, height: HEIGHT }, { fill: FREE_FILL });
  for (const node of root.children) {
    const x = xOf(node.fileOffset);
    const width = xOf(node.fileOffset + node.size) - x;
    if (width === 0) continue;
    canvas.rect({ x, y, width, height: HEIGHT }, { fill: colourOf(node).pale });
    canvas.rect({ x, y, width: 2, height: HEIGHT }, { fill: colourOf(node).full });
    const { tag, name } = nodeLabel(node);
    const text = name === '' ? tag : name;
    if (textWidth(text, SMALL) + 12 > width) continue;
    canvas.text({ x: x + 7, y: y + 14, text, size: SMALL, fill: INK });
  }
  const frame = { x: FILE_LEFT + 0.5, y: y + 0.5, width: WIDTH - 1, height: HEIGHT - 1 };
  canvas.rect(frame, { fill: 'none', stroke: OUTLINE });
  if (previous === null) return y + HEIGHT;
  for (const [start, end] of differentColumns(image, previous.image, WIDTH)) {
    const mark = {
      x: FILE_LEFT + start,
      y: y + HEIGHT + 2,
      width: end - start,
      height: TICK_HEIGHT,
    };
    canvas.rect(mark, { fill: CHANGE_COLOURS.bytes.strong });
  }
  return y + HEIGHT + 2 + TICK_HEIGHT;
}
