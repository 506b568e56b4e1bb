import { chipLineHeight, drawChips } from './chip-flow';
import { type Chip } from './chip';
import { MEMORY_LEFT, MEMORY_RIGHT } from './draw-memory';
import { FAINT_INK, FREE_FILL, OUTLINE } from './palette';
import { type SvgCanvas } from './svg-canvas';
import { SMALL } from './type-scale';

const EXPLAINED: readonly (readonly [Chip, string])[] = [
  [{ kind: 'new', text: 'new' }, 'was not there before'],
  [{ kind: 'moved', text: 'moved' }, 'starts elsewhere'],
  [{ kind: 'resized', text: 'grown' }, 'or shrunk: another size'],
  [{ kind: 'bytes', text: 'bytes' }, 'its contents differ'],
  [{ kind: 'attribute', text: 'flags' }, 'or its alignment differ'],
  [{ kind: 'gone', text: 'gone' }, 'is there no more'],
];

const TEXT_LEFT = MEMORY_LEFT + 76;

/**
 * Explains what the picture is drawn with.
 *
 * @param kinds of changes that there are
 * @returns where that ends, in px
 */
export function drawLegend(
  canvas: SvgCanvas,
  kinds: ReadonlySet<Chip['kind']>,
  top: number,
): number {
  canvas.path(`M${MEMORY_LEFT} ${top + 0.5}H${MEMORY_RIGHT}`, { stroke: OUTLINE });
  const line = chipLineHeight(SMALL) + 1;
  let y = top + 8;
  const explain = (text: string): void => {
    canvas.text({ x: TEXT_LEFT, y: y + 13, text, size: SMALL, fill: FAINT_INK });
    y += line;
  };
  for (const [chip, text] of EXPLAINED) {
    if (!kinds.has(chip.kind)) continue;
    drawChips(canvas, [[chip]], { left: MEMORY_LEFT, top: y, size: SMALL });
    explain(text);
  }
  const swatch = { x: MEMORY_LEFT + 0.5, y: y + 2.5, width: 59, height: 13 };
  canvas.rect(swatch, { fill: FREE_FILL, stroke: OUTLINE });
  explain('free: belongs to no node');
  canvas.text({ x: MEMORY_LEFT, y: y + 13, text: '+0x4', size: SMALL, fill: FAINT_INK });
  explain('padding before the next node');
  return y;
}
