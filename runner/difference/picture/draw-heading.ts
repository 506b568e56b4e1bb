import { chipLineHeight, drawChips, flowChips } from './chip-flow';
import { FILE_LEFT } from './draw-file';
import { MEMORY_RIGHT } from './draw-memory';
import { FAINT_INK, INK } from './palette';
import { type Summary } from './summary';
import { type SvgCanvas } from './svg-canvas';
import { fitMiddle, drawableText, textWidth } from './text-fit';
import { HEADLINE, STRONG, TITLE } from './type-scale';

const WIDTH = MEMORY_RIGHT - FILE_LEFT;
const GAP = 24;

/** What is said above the picture. */
export interface Heading {
  readonly title: string;
  readonly subtitle: string;
  /** What the image is: format, image base. */
  readonly facts: readonly string[];
  readonly summary: Summary;
}

/** Draws the heading from the top of the page on. @returns where it ends, in px */
export function drawHeading(canvas: SvgCanvas, heading: Heading): number {
  const factsWidth = Math.max(...heading.facts.map((fact) => textWidth(fact, STRONG)));
  const room = WIDTH - factsWidth - GAP;
  const title = fitMiddle(drawableText(heading.title), TITLE, room);
  canvas.text({ x: FILE_LEFT, y: 42, text: title, size: TITLE, fill: INK, bold: true });
  const subtitle = fitMiddle(drawableText(heading.subtitle), STRONG, room);
  canvas.text({ x: FILE_LEFT, y: 64, text: subtitle, size: STRONG, fill: FAINT_INK });
  for (const [i, text] of heading.facts.entries()) {
    const y = 42 + i * 22;
    canvas.text({ x: MEMORY_RIGHT, y, text, size: STRONG, fill: FAINT_INK, anchor: 'end' });
  }
  return drawSummary(canvas, heading.summary, 80);
}

function drawSummary(canvas: SvgCanvas, { headline, facts }: Summary, top: number): number {
  const left = FILE_LEFT + textWidth(headline, HEADLINE) + 14;
  const lines = flowChips(facts, MEMORY_RIGHT - left, STRONG);
  const y = top + 16;
  canvas.text({ x: FILE_LEFT, y, text: headline, size: HEADLINE, fill: INK, bold: true });
  drawChips(canvas, lines, { left, top: top + 1, size: STRONG });
  return top + Math.max(1, lines.length) * chipLineHeight(STRONG);
}
