import type { DumpNode } from '../../image/node-dump/parse-node-dump';
import { sectionOf } from '../addresses';

/** As many colours as the goldens' pictures have, beside that of the header. */
const COLOURS = 5;

/** By section. Each byte and each node that a page shows asks. */
const known = new WeakMap<DumpNode, string>();

/** The style class of the colour that tells the header and the sections apart. */
export function boxClass(node: DumpNode): string {
  const section = sectionOf(node);
  if (section === null) return 'box-0';
  let name = known.get(section);
  if (name === undefined) {
    const sections = section.parent?.children.filter(({ tag }) => tag === 'section') ?? [];
    const byIndex = sections.toSorted((a, b) => a.index - b.index);
    name = `box-${(byIndex.indexOf(section) % COLOURS) + 1}`;
    known.set(section, name);
  }
  return name;
}
