import type { LinkDecision, LinkTables } from '../../../reference';
import type { Reason } from './reason';
import { hex } from '../../text/numbers';
import { listed } from './listed';

/** The sections that slid, in one sentence: one pushes all those after it. */
export function sectionReasons(
  decisions: readonly LinkDecision[],
  tables: LinkTables,
): readonly Reason[] {
  const slid = decisions.filter((decision) => decision.kind === 'section_slid');
  if (slid.length === 0) return [];
  const places = slid.map(
    ({ section, from, to }) => `${tables.sectionName(section)} from ${hex(from)} to ${hex(to)}`,
  );
  const text = `In memory, sections follow each other, so the later ones slide: ${listed(places)}. All that lies in them has moved.`;
  return [
    { text, upstream: 'Coff2.virtualSlide', file: 'reference/link/sections.ts', quirk: null },
  ];
}
