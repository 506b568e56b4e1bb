import type { ImagePair } from './image-pair';
import type { Difference } from './difference';
import { MovedNode } from './moved-node';
import { hex } from '../text/numbers';
import { oneSidedNode } from './one-sided-node';
import type { PlacedNode } from './node-map';

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
  for (const node of before.nodes.all) {
    const other = counterparts.of(node);
    if (other !== null) {
      if (isAlike(node, other)) continue;
      for (const one of sameNode(images, node, other, isExplained)) differences.push(one);
    } else if (!isOfOneSidedDll(node, isExplained)) {
      differences.push(oneSidedNode(before, node, 'before'));
    }
  }
  for (const node of after.nodes.all) {
    if (before.nodes.byKey.has(node.key) || isOfOneSidedDll(node, isExplained)) continue;
    differences.push(oneSidedNode(after, node, 'after'));
  }
  return differences;
}

/** The tables of a DLL that only one image imports are no news. */
function isOfOneSidedDll({ node }: PlacedNode, isExplained: (key: string) => boolean): boolean {
  return node.tag.startsWith('import_') && isExplained(`import.${node.argument ?? ''}`);
}

/** Whether two nodes are listed with the same words. */
function isAlike(
  { node: old, parent }: PlacedNode,
  { node: now, parent: newParent }: PlacedNode,
): boolean {
  return (
    parent?.key === newParent?.key &&
    old.offset === now.offset &&
    old.size === now.size &&
    old.alignment === now.alignment &&
    old.index === now.index &&
    (old.tag !== 'nav' || old.argument === now.argument) &&
    flags(old.flags) === flags(now.flags)
  );
}

function sameNode(
  images: ImagePair,
  before: PlacedNode,
  after: PlacedNode,
  isExplained: (key: string) => boolean,
): Difference[] {
  const { key } = before;
  const [old, now] = [before.node, after.node];
  const differences: Difference[] = [];
  const add = (
    field: string,
    from: string,
    to: string,
    more: Pick<Difference, 'cause' | 'group'> & { message?: string } = {},
  ): void => {
    if (from === to) return;
    const { message = `${key}: ${field} ${from} → ${to}`, ...rest } = more;
    differences.push({ key: `node.${key}.${field}`, message, before: from, after: to, ...rest });
  };
  const parents = [before.parent?.key ?? '(none)', after.parent?.key ?? '(none)'];
  const [parent = '', newParent = ''] = parents;
  add('parent', parent, newParent);
  // Of a section, its row in the section table says the same.
  const row = `section.${(old.argument ?? '').replace(/^\./, '')}`;
  const isSection = old.tag === 'section';
  if (!(isSection && isExplained(`${row}.pointer_to_raw_data`)) && old.offset !== now.offset) {
    differences.push(new MovedNode(images, before, after));
  }
  if (!(isSection && isExplained(`${row}.size_of_raw_data`))) {
    const isFile = old.tag === 'file' && isExplained('file_size');
    if (!isFile && old.size !== now.size) {
      add('size', hex(old.size), hex(now.size), { message: sizeMessage(key, old, now) });
    }
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

function sizeMessage(
  key: string,
  { size: old }: { readonly size: number },
  { size: now }: { readonly size: number },
): string {
  return `${key} ${now > old ? 'grew' : 'shrank'}: ${hex(old)} → ${hex(now)} bytes`;
}

function flags(set: readonly string[]): string {
  return set.length === 0 ? '(none)' : set.join(' ');
}
