import { type DumpNode } from '../../image/node-dump/parse-node-dump';
import { type Chip } from './chip';
import { drawBands } from './draw-bands';
import { drawFile, drawFileTitles, FILE_LEFT } from './draw-file';
import { drawGone } from './draw-gone';
import { drawHeading } from './draw-heading';
import { drawLegend } from './draw-legend';
import { drawMemory, MEMORY_LEFT, MEMORY_RIGHT } from './draw-memory';
import { drawStrip } from './draw-strip';
import { type FilePart } from './file-model';
import { type MemoryModel } from './memory-model';
import { type NodeChanges, type ImageNodes } from '../../image/node-dump/node-changes';
import { nodeLabel, sectionOf } from './node-label';
import { BOX_COLOURS, DEFINITIONS, FAINT_INK, type BoxColour } from './palette';
import { capRows, shareRows } from './row-cap';
import { type Summary } from './summary';
import { SvgCanvas } from './svg-canvas';
import { hex } from '../../text/numbers';
import { STRONG } from './type-scale';

/** Width of every picture in px. */
export const PAGE_WIDTH = MEMORY_RIGHT + FILE_LEFT;
const MARGIN = 24;

/** All that a picture shows. */
export interface Page {
  readonly title: string;
  readonly subtitle: string;
  readonly summary: Summary;
  readonly current: ImageNodes;
  /** This and the like are null if there is nothing to compare with. */
  readonly previous: ImageNodes | null;
  readonly changes: NodeChanges | null;
  readonly parts: readonly FilePart[];
  readonly memory: MemoryModel;
  readonly memoryBefore: MemoryModel | null;
  /** The node that the entry point is in. */
  readonly entryNode: DumpNode | null;
}

/**
 * Draws a page.
 *
 * @param maxRows of all boxes of the file together
 * @returns the SVG document, and its height in px
 */
export function drawPage(page: Page, maxRows: number): { svg: string; height: number } {
  const { current, previous, changes, memory } = page;
  const sections = memory.regions.map(({ section }) => section);
  const colourOf = (section: string | null): BoxColour =>
    BOX_COLOURS[Math.max(0, sections.indexOf(section)) % BOX_COLOURS.length] ?? BOX_COLOURS[0];
  const nodeColour = (node: DumpNode): BoxColour => colourOf(sectionOf(node));

  const canvas = new SvgCanvas();
  const facts = [memory.format, `image base ${hex(memory.imageBase)}, ${entryText(memory)}`];
  const stripTop = drawHeading(canvas, { ...page, facts }) + 12;
  const stripEnd = drawStrip(canvas, current, previous, { top: stripTop, colourOf: nodeColour });
  const titleY = stripEnd + 32;
  drawFileTitles(canvas, titleY, changes !== null);
  const title = { text: 'in memory, by RVA', size: STRONG, fill: FAINT_INK, bold: true };
  canvas.text({ ...title, x: MEMORY_LEFT, y: titleY });

  const top = titleY + 10;
  const file = drawFile(canvas, capped(page.parts, maxRows), top, nodeColour);
  const loaded = drawMemory(canvas, memory, page.memoryBefore, {
    top,
    colourOf,
    entryName: page.entryNode === null ? null : nodeLabel(page.entryNode).name,
  });
  drawBands(canvas, file.extents, loaded.extents, colourOf);
  let end = loaded.bottom + MARGIN;
  const gone = changes?.gone ?? [];
  if (gone.length > 0) end = drawGone(canvas, gone, end) + MARGIN;
  end = drawLegend(canvas, changeKinds(changes), end);
  const height = Math.max(file.bottom, end) + MARGIN;
  return { svg: canvas.document(PAGE_WIDTH, height, DEFINITIONS), height };
}

function entryText({ entryPoint }: MemoryModel): string {
  return entryPoint === null ? 'no entry point' : `entry point ${hex(entryPoint)}`;
}

function changeKinds(changes: NodeChanges | null): ReadonlySet<Chip['kind']> {
  if (changes === null) return new Set();
  const kinds = new Set<Chip['kind']>([...changes.of.values()].flat().map(({ kind }) => kind));
  return changes.gone.length > 0 ? kinds.add('gone') : kinds;
}

function capped(parts: readonly FilePart[], maxRows: number): FilePart[] {
  const lengths = parts.map((part) => (part.kind === 'box' ? part.rows.length : 0));
  const shares = shareRows(lengths, maxRows);
  return parts.map((part, i) =>
    part.kind === 'box' ? { ...part, rows: capRows(part.rows, shares[i] ?? 0) } : part,
  );
}
