import type { ImagePair } from './image-pair';
import type { Difference } from './difference';
import { MovedNode } from './moved-node';
import { hex } from '../text/numbers';
import { oneSidedNode } from './one-sided-node';
import type { PlacedNode } from './placed-node';
import { ResizedNode } from './resized-node';
import { isUnchangedRow } from './unchanged-row';

/**
 * Compares the nodes that the dumps list, by key: place, size, alignment, flags, parent, index.
 * @param isExplained whether a difference of this key is among those found already
 */
export function nodeDifferences(
  images: ImagePair,
  isExplained: (key: string) => boolean,
): Difference[] {
  const { before, after, counterparts } = images;
  const differences: Difference[] = [];
  for (let number = 0; number < before.nodes.count; number += 1) {
    if (isUnchangedRow(images, number)) continue;
    const node = before.nodes.node(number) as PlacedNode;
    const other = counterparts.of(node);
    if (other !== null) {
      for (const one of sameNode(images, node, other, isExplained)) differences.push(one);
    } else if (!isOfOneSidedDll(node, isExplained)) {
      differences.push(oneSidedNode(before, node, 'before'));
    }
  }
  for (let number = 0; number < after.nodes.count; number += 1) {
    if (counterparts.isCounterpart(number)) continue;
    const node = after.nodes.node(number) as PlacedNode;
    if (isOfOneSidedDll(node, isExplained)) continue;
    differences.push(oneSidedNode(after, node, 'after'));
  }
  return differences;
}

/** The tables of a DLL that only one image imports are no news. */
function isOfOneSidedDll(
  { tag, argument }: PlacedNode,
  isExplained: (key: string) => boolean,
): boolean {
  return tag.startsWith('import_') && isExplained(`import.${argument ?? ''}`);
}

function sameNode(
  images: ImagePair,
  old: PlacedNode,
  now: PlacedNode,
  isExplained: (key: string) => boolean,
): Difference[] {
  const differences: Difference[] = [];
  const add = (
    field: string,
    from: string,
    to: string,
    more: Pick<Difference, 'group'> = {},
  ): void => {
    if (from === to) return;
    const { key } = old;
    const message = `${key}: ${field} ${from} → ${to}`;
    differences.push({ key: `node.${key}.${field}`, message, before: from, after: to, ...more });
  };
  const parents = [old.parent?.key ?? '(none)', now.parent?.key ?? '(none)'];
  const [parent = '', newParent = ''] = parents;
  add('parent', parent, newParent);
  // Of a section, its row in the section table says the same.
  const isInRow = (field: string): boolean =>
    old.tag === 'section' &&
    isExplained(`section.${(old.argument ?? '').replace(/^\./, '')}.${field}`);
  if (old.offset !== now.offset && !isInRow('pointer_to_raw_data')) {
    differences.push(new MovedNode(images, old, now));
  }
  if (old.size !== now.size && !isInRow('size_of_raw_data')) {
    const isFile = old.tag === 'file' && isExplained('file_size');
    if (!isFile) differences.push(new ResizedNode(old, now));
  }
  if (old.alignment !== now.alignment) add('alignment', hex(old.alignment), hex(now.alignment));
  const [set, newSet] = [flags(old.flags), flags(now.flags)];
  if (set !== newSet) {
    add('flags', set, newSet, { group: `nodes with flags ${set} → ${newSet}` });
  }
  if (old.index !== now.index) {
    add('index', String(old.index), String(now.index), {
      group: `node indices changed by ${now.index > old.index ? '+' : ''}${now.index - old.index}`,
    });
  }
  if (old.tag === 'nav') {
    const type = ({ argument }: typeof old): string => argument ?? '';
    add('type', type(old), type(now));
  }
  return differences;
}

function flags(set: readonly string[]): string {
  return set.length === 0 ? '(none)' : set.join(' ');
}
