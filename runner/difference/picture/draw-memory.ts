import { landmarkChips, regionChips, type Chip } from './chip';
import { chipLineHeight, drawChips, flowChips } from './chip-flow';
import { type Extent } from './draw-file';
import { type Landmark, type MemoryModel, type MappedRegion } from './memory-model';
import { FAINT_INK, FREE_FILL, INK, OUTLINE, PAPER, RULE, type BoxColour } from './palette';
import { type SvgCanvas } from './svg-canvas';
import { fitMiddle, drawableText, textWidth } from './text-fit';
import { hex } from '../../text/numbers';
import { SMALL, STRONG } from './type-scale';

/** Where the picture of the memory is, in px. */
export const MEMORY_LEFT = 906;
export const MEMORY_RIGHT = 1176;

const STRIPE = 8;
const TEXT_X = MEMORY_LEFT + STRIPE + 10;
const TEXT_END = MEMORY_RIGHT - 10;
const TEXT_WIDTH = TEXT_END - TEXT_X;

const LINE = 17;
const TITLE = 26;
const REGION_GAP = 8;
/** Space that less than a page leaves is there only because regions start at pages. */
const PAGE = 0x1000;

/** Where each region was drawn, and where the whole ends. */
export interface DrawnMemory {
  readonly extents: ReadonlyMap<MappedRegion, Extent>;
  readonly bottom: number;
}

/**
 * Draws the memory that the loader maps, by RVA.
 *
 * @param top px
 * @param previous null if there is nothing to compare with
 * @param entryName what the entry point is the address of
 */
export function drawMemory(
  canvas: SvgCanvas,
  memory: MemoryModel,
  previous: MemoryModel | null,
  place: {
    readonly top: number;
    readonly colourOf: (section: string | null) => BoxColour;
    readonly entryName: string | null;
  },
): DrawnMemory {
  const extents = new Map<MappedRegion, Extent>();
  let y = place.top;
  let end = 0;
  for (const region of memory.regions) {
    if (region.rva - end >= PAGE) y = drawUnmapped(canvas, region.rva - end, y) + REGION_GAP;
    end = region.rva + region.virtualSize;
    const drawing = new RegionDrawing(canvas, y, place.colourOf(region.section));
    const bottom = drawing.draw(region, previous, place.entryName);
    extents.set(region, { top: y, bottom });
    y = bottom + REGION_GAP;
  }
  return { extents, bottom: y - REGION_GAP };
}

function drawUnmapped(canvas: SvgCanvas, size: number, top: number): number {
  const frame = { x: MEMORY_LEFT, y: top, width: MEMORY_RIGHT - MEMORY_LEFT, height: 18 };
  canvas.rect(frame, { fill: FREE_FILL, stroke: RULE });
  const text = `${hex(size)} not mapped`;
  canvas.text({ x: TEXT_X, y: top + 13, text, size: SMALL, fill: FAINT_INK });
  return top + 18;
}

/** One region, drawn line after line. */
class RegionDrawing {
  #y: number;

  constructor(
    readonly canvas: SvgCanvas,
    readonly top: number,
    readonly colour: BoxColour,
  ) {
    this.#y = top;
  }

  /** @returns where it ends, in px */
  draw(region: MappedRegion, previous: MemoryModel | null, entryName: string | null): number {
    const { canvas, top, colour } = this;
    const width = MEMORY_RIGHT - MEMORY_LEFT;
    canvas.rect({ x: MEMORY_LEFT, y: top, width, height: TITLE }, { fill: colour.pale });
    const before = previous?.regions.find(({ section }) => section === region.section) ?? null;
    this.#title(region);
    const end = region.rva + region.virtualSize;
    this.#line(`RVA ${hex(region.rva)} to ${hex(end)}`, INK);
    const raw = region.rawSize === 0 ? 'nothing in the file' : `file ${hex(region.rawSize)}`;
    this.#line(`memory ${hex(region.virtualSize)}, ${raw}`, FAINT_INK);
    if (previous !== null) this.#chips(regionChips(region, before));
    for (const landmark of region.landmarks) {
      this.#landmark(landmark);
      const isEntry = landmark.name === 'entry point';
      if (isEntry && entryName !== null) this.#line(entryName, FAINT_INK, 16);
      const all = previous?.regions.flatMap(({ landmarks }) => landmarks);
      const was = all?.find(({ name }) => name === landmark.name) ?? null;
      if (all !== undefined) this.#chips(landmarkChips(landmark, was), 16);
    }
    this.#y += 5;
    const height = this.#y - top;
    const frame = { x: MEMORY_LEFT + 0.5, y: top + 0.5, width: width - 1, height: height - 1 };
    canvas.rect(frame, { fill: 'none', stroke: OUTLINE });
    canvas.rect({ x: MEMORY_LEFT, y: top, width: STRIPE, height }, { fill: colour.full });
    return this.#y;
  }

  #title(region: MappedRegion): void {
    const name = region.section === null ? 'headers' : drawableText(region.section);
    const text = fitMiddle(name, STRONG, TEXT_WIDTH - 70);
    const y = this.top + 17;
    this.canvas.text({ x: TEXT_X, y, text, size: STRONG, fill: INK, bold: true });
    const protection = [
      ['R', region.canRead],
      ['W', region.canWrite],
      ['X', region.canExecute],
    ] as const;
    for (const [i, [letter, isSet]] of protection.entries()) {
      const x = TEXT_END - (3 - i) * 20 + 3.5;
      const box = { x, y: this.top + 5.5, width: 16, height: 15 };
      const fill = isSet ? INK : PAPER;
      this.canvas.rect(box, { fill, stroke: isSet ? INK : OUTLINE, radius: 2 });
      const shown = isSet ? letter : '–';
      const colour = isSet ? PAPER : OUTLINE;
      this.canvas.text({ x: x + 4.7, y, text: shown, size: SMALL, fill: colour });
    }
    this.#y += TITLE + 3;
  }

  #line(text: string, fill: string, indent = 0): void {
    const fitted = fitMiddle(text, SMALL, TEXT_WIDTH - indent);
    const x = TEXT_X + indent;
    this.canvas.text({ x, y: this.#y + 12, text: fitted, size: SMALL, fill });
    this.#y += LINE;
  }

  #chips(chips: readonly Chip[], indent = 0): void {
    const lines = flowChips(chips, TEXT_WIDTH - indent, SMALL);
    drawChips(this.canvas, lines, { left: TEXT_X + indent, top: this.#y, size: SMALL });
    this.#y += lines.length * chipLineHeight(SMALL);
  }

  #landmark({ name, rva, size }: Landmark): void {
    const y = this.#y + 12;
    const middle = this.#y + 8.5;
    const isEntry = size === null;
    const mark = isEntry
      ? `M${TEXT_X} ${middle - 5}l9 5l-9 5z`
      : `M${TEXT_X} ${middle}l4.5 -4.5l4.5 4.5l-4.5 4.5z`;
    this.canvas.path(mark, { fill: isEntry ? INK : FAINT_INK });
    const at = size === null ? hex(rva) : `${hex(rva)} +${hex(size)}`;
    this.canvas.text({ x: TEXT_END, y, text: at, size: SMALL, fill: INK, anchor: 'end' });
    const room = TEXT_WIDTH - 16 - textWidth(at, SMALL) - 8;
    const text = fitMiddle(name, SMALL, room);
    this.canvas.text({ x: TEXT_X + 16, y, text, size: SMALL, fill: INK });
    this.#y += LINE;
  }
}
