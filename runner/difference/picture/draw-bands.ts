import { type DumpNode } from '../../image/node-dump/parse-node-dump';
import { FILE_RIGHT, type Extent } from './draw-file';
import { MEMORY_LEFT } from './draw-memory';
import { type MappedRegion } from './memory-model';
import { sectionOf } from './node-label';
import { type BoxColour } from './palette';
import { type SvgCanvas } from './svg-canvas';

/** Leads from the header and from each section in the file to where the loader maps it. */
export function drawBands(
  canvas: SvgCanvas,
  boxes: ReadonlyMap<DumpNode, Extent>,
  regions: ReadonlyMap<MappedRegion, Extent>,
  colourOf: (section: string | null) => BoxColour,
): void {
  const middle = (FILE_RIGHT + MEMORY_LEFT) / 2;
  for (const [{ section }, to] of regions) {
    const from = [...boxes].find(([node]) => sectionOf(node) === section)?.[1];
    if (from === undefined) continue;
    const data =
      `M${FILE_RIGHT} ${from.top}` +
      `C${middle} ${from.top} ${middle} ${to.top} ${MEMORY_LEFT} ${to.top}V${to.bottom}` +
      `C${middle} ${to.bottom} ${middle} ${from.bottom} ${FILE_RIGHT} ${from.bottom}Z`;
    canvas.path(data, { fill: colourOf(section).full, opacity: 0.28 });
  }
}
