import { type DumpNode } from '../../image/node-dump/parse-node-dump';
import { drawableText } from './text-fit';

/** What a node is called in pictures: a word or two for its tag, and its name or nothing. */
export function nodeLabel(node: DumpNode): { readonly tag: string; readonly name: string } {
  const tag = node.tag.replaceAll('_', ' ');
  const name = node.argument === null ? '' : node.key.slice(node.tag.length + 1, -1);
  return { tag, name: drawableText(name) };
}

/** The name of the section that a node is; null for any other node, as the header. */
export function sectionOf(node: DumpNode): string | null {
  return node.tag === 'section' ? node.argument : null;
}
