import { type DumpNode } from '../../image/node-dump/parse-node-dump';
import { MEMORY_LEFT, MEMORY_RIGHT } from './draw-memory';
import { nodeLabel } from './node-label';
import { CHANGE_COLOURS, FAINT_INK, INK } from './palette';
import { type SvgCanvas } from './svg-canvas';
import { fitMiddle } from './text-fit';
import { hex } from '../../text/numbers';
import { SMALL, STRONG } from './type-scale';

const SHOWN = 12;
const LINE = 16;
const INSET = 18;

/** Lists nodes that are no more, at least one. @returns where the list ends, in px */
export function drawGone(canvas: SvgCanvas, gone: readonly DumpNode[], top: number): number {
  const width = MEMORY_RIGHT - MEMORY_LEFT;
  const shown = gone.slice(0, gone.length > SHOWN ? SHOWN - 1 : SHOWN);
  const rest = gone.length - shown.length;
  const height = 32 + shown.length * 2 * LINE + (rest > 0 ? LINE : 0);
  const { strong, pale } = CHANGE_COLOURS.gone;
  canvas.rect({ x: MEMORY_LEFT, y: top, width, height }, { fill: pale });
  canvas.rect({ x: MEMORY_LEFT, y: top, width: 8, height }, { fill: strong });
  const x = MEMORY_LEFT + INSET;
  let y = top + 18;
  canvas.text({ x, y, text: 'gone', size: STRONG, fill: strong, bold: true });
  for (const node of shown) {
    const { tag, name } = nodeLabel(node);
    const text = fitMiddle(`${tag} ${name}`.trimEnd(), SMALL, width - INSET - 10);
    canvas.text({ x, y: y + LINE, text, size: SMALL, fill: INK });
    const place = `was at ${hex(node.fileOffset)}, ${hex(node.size)} bytes`;
    const was = fitMiddle(place, SMALL, width - INSET - 24);
    canvas.text({ x: x + 14, y: y + 2 * LINE, text: was, size: SMALL, fill: FAINT_INK });
    y += 2 * LINE;
  }
  if (rest > 0) {
    canvas.text({ x, y: y + LINE, text: `… ${rest} more`, size: SMALL, fill: FAINT_INK });
  }
  return top + height;
}
