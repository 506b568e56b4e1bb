import { hex } from '../../text/numbers';
import { nodeAt } from '../../image/node-dump/parse-node-dump';
import { rvaOfNode } from '../addresses';
import { fieldsOf } from '../field';
import { whoWrote } from '../provenance';
import type { Frame } from './frame';

/** What a byte is, and who wrote it, in which step and through what. */
export function byteText({ exploration, state, step }: Frame, at: number): string {
  const { image, root, tables, addressSize } = state;
  const value = image[at] ?? 0;
  const node = nodeAt(root, at);
  const parts = [`${hex(at)}: ${value.toString(16).padStart(2, '0')}`];
  if (node === null || node.children.length > 0) parts.push('in no node');
  else {
    const rva = rvaOfNode(node, tables);
    const offset = at - node.fileOffset;
    const address = rva === null ? '' : `, address ${hex(rva + offset)}`;
    parts.push(`${node.key} + ${hex(offset)}${address}`);
    const field = fieldsOf(node, image, addressSize).find(
      (each) => at >= each.at && at < each.at + each.size,
    );
    if (field !== undefined) parts.push(`${field.name} = ${field.value}`);
  }
  const origin = whoWrote(exploration.steps, step.index, at);
  if (origin === null) parts.push('zero since the file grew; nothing wrote it');
  else {
    const title = exploration.step(origin.step).title;
    const moved = origin.movedIn.length === 0 ? '' : `, moved in step ${origin.movedIn.join(', ')}`;
    parts.push(`${causeText()} in step ${origin.step} (${title})${moved}`);
  }
  return parts.join(' · ');

  function causeText(): string {
    const cause = origin?.cause ?? null;
    if (cause === null) return 'zero, left where bytes moved away or room was inserted,';
    switch (cause.kind) {
      case 'content':
        return `content of ${tables.symbolName(cause.symbol)}, written`;
      case 'relocation': {
        const field = `${tables.symbolName(cause.location)}+${hex(cause.offset)}`;
        return `relocation at ${field} to ${tables.symbolName(cause.target)}, applied`;
      }
      case 'linker':
        return 'written by the linker itself';
    }
  }
}
