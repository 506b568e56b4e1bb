import { type DumpNode } from '../../image/node-dump/parse-node-dump';
import { chipOf, type Chip } from './chip';
import { chipLineHeight, drawChips, flowChips } from './chip-flow';
import { type Box, type FilePart, type FreeRow, type MoreRow, type Row } from './file-model';
import { nodeLabel } from './node-label';
import {
  CHANGE_COLOURS,
  FAINT_INK,
  FREE_FILL,
  INK,
  OUTLINE,
  PAPER,
  RULE,
  type BoxColour,
} from './palette';
import { type SvgCanvas } from './svg-canvas';
import { fitMiddle } from './text-fit';
import { count, hex } from '../../text/numbers';
import { SMALL, STRONG, TEXT } from './type-scale';

/** Where the picture of the file is, in px. */
export const FILE_LEFT = 24;
export const FILE_RIGHT = 816;

const STRIPE = 8;
const OFFSET_X = FILE_LEFT + STRIPE + 10;
const NAME_X = OFFSET_X + 84;
const SIZE_END = NAME_X + 364;
const PADDING_X = SIZE_END + 8;
const CHIPS_X = PADDING_X + 56;
const CHIPS_WIDTH = FILE_RIGHT - 8 - CHIPS_X;
const NAME_WIDTH = SIZE_END - 72 - NAME_X;

const ROW = 18;
const TITLE_ROW = 26;
const BOX_GAP = 8;

/** From top to bottom, in px. */
export interface Extent {
  readonly top: number;
  readonly bottom: number;
}

/** Where each box was drawn, and where the whole ends. */
export interface DrawnFile {
  readonly extents: ReadonlyMap<DumpNode, Extent>;
  readonly bottom: number;
}

/**
 * Draws the file from its start to its end.
 *
 * @param top px
 * @param colourOf the stripe of a box
 */
export function drawFile(
  canvas: SvgCanvas,
  parts: readonly FilePart[],
  top: number,
  colourOf: (node: DumpNode) => BoxColour,
): DrawnFile {
  const extents = new Map<DumpNode, Extent>();
  let y = top;
  for (const part of parts) {
    const bottom =
      part.kind === 'free'
        ? drawFreeBox(canvas, part, y)
        : drawBox(canvas, part, y, colourOf(part.node));
    if (part.kind === 'box') extents.set(part.node, { top: y, bottom });
    y = bottom + BOX_GAP;
  }
  return { extents, bottom: y - BOX_GAP };
}

/** Draws what stands above the picture of the file, on a baseline in px. */
export function drawFileTitles(canvas: SvgCanvas, y: number, withChanges: boolean): void {
  const style = { y, size: STRONG, fill: FAINT_INK, bold: true };
  canvas.text({ ...style, x: FILE_LEFT, text: 'in the file, by offset' });
  canvas.text({ ...style, x: SIZE_END, text: 'size', anchor: 'end' });
  if (withChanges) canvas.text({ ...style, x: CHIPS_X, text: 'what changed' });
}

function drawFreeBox(canvas: SvgCanvas, row: FreeRow, top: number): number {
  const height = rowHeight(row, 0);
  const frame = { x: FILE_LEFT, y: top, width: FILE_RIGHT - FILE_LEFT, height };
  canvas.rect(frame, { fill: FREE_FILL, stroke: RULE });
  drawFree(canvas, row, top + height / 2 + 4);
  return top + height;
}

function drawBox(canvas: SvgCanvas, box: Box, top: number, colour: BoxColour): number {
  const { node } = box;
  const chips = flowChips(box.changes.map(chipOf), CHIPS_WIDTH, SMALL);
  const titleHeight = TITLE_ROW + Math.max(0, chips.length - 1) * chipLineHeight(SMALL);
  const width = FILE_RIGHT - FILE_LEFT;
  canvas.rect({ x: FILE_LEFT, y: top, width, height: titleHeight }, { fill: colour.pale });
  const baseline = top + 17;
  drawPlace(canvas, node.fileOffset, node.size, baseline, true);
  const { text } = fittedLabel(node, STRONG);
  canvas.text({ x: NAME_X, y: baseline, text, size: STRONG, fill: INK, bold: true });
  drawChips(canvas, chips, { left: CHIPS_X, top: top + 4, size: SMALL });
  let y = top + titleHeight;
  for (const row of box.rows) y += drawRow(canvas, row, y);
  const frame = { x: FILE_LEFT + 0.5, y: top + 0.5, width: width - 1, height: y - top - 1 };
  canvas.rect(frame, { fill: 'none', stroke: OUTLINE });
  canvas.rect({ x: FILE_LEFT, y: top, width: STRIPE, height: y - top }, { fill: colour.full });
  return y;
}

/** @returns the height in px */
function drawRow(canvas: SvgCanvas, row: Row, top: number): number {
  const chips = row.kind === 'node' ? flowChips(chipsOf(row), CHIPS_WIDTH, SMALL) : [];
  const height = rowHeight(row, chips.length);
  const x = FILE_LEFT + STRIPE;
  const change = row.kind === 'node' ? row.changes[0] : undefined;
  const pale = change === undefined ? PAPER : CHANGE_COLOURS[change.kind].pale;
  const fill = row.kind === 'free' ? FREE_FILL : pale;
  canvas.rect({ x, y: top, width: FILE_RIGHT - x, height }, { fill });
  canvas.path(`M${x} ${top + 0.5}H${FILE_RIGHT}`, { stroke: RULE });
  const chipsHeight = chips.length * chipLineHeight(SMALL);
  const baseline = top + 4 + (chips.length > 1 ? ROW / 2 + 1 : height / 2);
  switch (row.kind) {
    case 'node': {
      drawPlace(canvas, row.node.fileOffset, row.node.size, baseline, false);
      const { text, lead } = fittedLabel(row.node, TEXT);
      const label = { x: NAME_X, y: baseline, text, size: TEXT, fill: INK };
      canvas.text(lead === 0 ? label : { ...label, lead: { length: lead, fill: FAINT_INK } });
      if (row.padding > 0) {
        const padding = `+${hex(row.padding)}`;
        canvas.text({ x: PADDING_X, y: baseline, text: padding, size: SMALL, fill: FAINT_INK });
      }
      drawChips(canvas, chips, {
        left: CHIPS_X,
        top: top + (height - chipsHeight) / 2,
        size: SMALL,
      });
      break;
    }
    case 'free':
      drawFree(canvas, row, baseline);
      break;
    case 'more':
      canvas.text({ x: NAME_X, y: baseline, text: moreText(row), size: TEXT, fill: FAINT_INK });
  }
  return height;
}

function moreText({ nodes, changed, free }: MoreRow): string {
  const facts: string[] = [];
  if (nodes > 0) facts.push(`${nodes} more`);
  if (changed > 0) facts.push(`${changed === nodes ? 'all' : changed} of them changed`);
  if (free > 0) facts.push(`${hex(free)} bytes free`);
  return `… ${facts.join(', ')}`;
}

function chipsOf(row: { roles: readonly string[]; changes: Box['changes'] }): Chip[] {
  return [...row.roles.map((text): Chip => ({ kind: 'plain', text })), ...row.changes.map(chipOf)];
}

function drawPlace(
  canvas: SvgCanvas,
  fileOffset: number,
  size: number,
  y: number,
  bold: boolean,
): void {
  const fill = bold ? INK : FAINT_INK;
  canvas.text({ x: OFFSET_X, y, text: hex(fileOffset), size: TEXT, fill, bold });
  canvas.text({ x: SIZE_END, y, text: hex(size), size: TEXT, fill: INK, bold, anchor: 'end' });
}

function drawFree(canvas: SvgCanvas, row: FreeRow, y: number): void {
  const fill = FAINT_INK;
  canvas.text({ x: OFFSET_X, y, text: hex(row.fileOffset), size: TEXT, fill });
  const left = row.leftBehind > 0 ? `, ${count(row.leftBehind, 'byte')} left behind` : '';
  canvas.text({ x: NAME_X, y, text: `free${left}`, size: TEXT, fill });
  canvas.text({ x: SIZE_END, y, text: hex(row.size), size: TEXT, fill, anchor: 'end' });
}

function fittedLabel(node: DumpNode, size: number): { text: string; lead: number } {
  const { tag, name } = nodeLabel(node);
  const text = fitMiddle(`${tag} ${name}`.trimEnd(), size, NAME_WIDTH);
  return { text, lead: name !== '' && text.startsWith(`${tag} `) ? tag.length : 0 };
}

/** What is larger is taller, a little: by its number of hex digits. */
function rowHeight(row: Row, chipLines: number): number {
  const lines = Math.max(ROW, chipLines * chipLineHeight(SMALL) + 2);
  if (row.kind === 'more') return lines;
  const size = row.kind === 'free' ? row.size : row.node.size;
  const digits = size.toString(16).length;
  return Math.max(lines, ROW + 6 * Math.min(4, Math.max(0, digits - 2)));
}
