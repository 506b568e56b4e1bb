import { type Chip } from './chip';
import { CHANGE_COLOURS, FAINT_INK, INK, PAPER } from './palette';
import { type SvgCanvas } from './svg-canvas';
import { fitMiddle, textWidth } from './text-fit';

const PADDING = 5;
const GAP = 5;

/** Height in px of a line of chips whose text has the given size, with the space around it. */
export function chipLineHeight(size: number): number {
  return Math.round(size) + 7;
}

/** Chips cut into lines no wider than `width` px, with texts that fit; `size` px is the text's. */
export function flowChips(chips: readonly Chip[], width: number, size: number): Chip[][] {
  const lines: Chip[][] = [];
  let x = Infinity;
  for (const chip of chips) {
    const fitted = { ...chip, text: fitMiddle(chip.text, size, width - 2 * PADDING) };
    const needed = chipWidth(fitted, size);
    if (x + needed > width) {
      lines.push([]);
      x = 0;
    }
    lines.at(-1)?.push(fitted);
    x += needed + GAP;
  }
  return lines;
}

/** Draws lines of chips below each other, from (left, top) in px on. */
export function drawChips(
  canvas: SvgCanvas,
  lines: readonly (readonly Chip[])[],
  { left, top, size }: { readonly left: number; readonly top: number; readonly size: number },
): void {
  for (const [i, line] of lines.entries()) {
    let x = left;
    const y = top + i * chipLineHeight(size) + 1.5;
    for (const { kind, text } of line) {
      const width = chipWidth({ kind, text }, size);
      const box = { x, y, width, height: Math.round(size) + 4 };
      if (kind === 'plain') {
        const inner = { x: x + 0.5, y: y + 0.5, width: width - 1, height: Math.round(size) + 3 };
        canvas.rect(inner, { fill: PAPER, stroke: FAINT_INK, radius: 3 });
      } else canvas.rect(box, { fill: CHANGE_COLOURS[kind].strong, radius: 3 });
      const fill = kind === 'plain' ? INK : PAPER;
      canvas.text({
        x: x + PADDING,
        y: top + i * chipLineHeight(size) + Math.round(size) + 1,
        text,
        size,
        fill,
      });
      x += width + GAP;
    }
  }
}

function chipWidth({ text }: Chip, size: number): number {
  return textWidth(text, size) + 2 * PADDING;
}
