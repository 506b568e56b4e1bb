import { QUIRKS, type LinkTables, type QuirkName, type QuirkSubject } from '../../../reference';
import type { Reason } from './reason';
import { hex } from '../../text/numbers';

/** Where upstream has each quirk. */
const UPSTREAM: Readonly<Record<QuirkName, string>> = {
  'push-aside-content': 'MappedFile.resizeNode',
  'sections-never-moved': 'Node.Index.hasMoved',
  'insert-ignores-sibling-alignment': 'MappedFile.resizeNode',
  'unlinked-while-added': 'MappedFile.addNode',
  'taking-is-content': 'Node.Index.slice',
  'stale-tail': 'MappedFile.Node.Writer',
  'placed-once': 'Coff2.updateNavInner',
  'exports-do-not-follow': 'Coff2.updateExports',
  'delete-export-does-nothing': 'Coff2.deleteExport',
  'error-data-stays-pending': 'Coff2.updateErrorData',
  'idle-ignores-globals': 'Coff2.idle',
  'uav-not-realigned': 'Coff2.flushUav',
  'import-thunk-raises-no-move': 'Coff2.flushGlobal',
  'address-table-move-rewrites-lookup-rva': 'Coff2.flushMoved',
  'dll-names-read-from-image': 'ImportTable.Adapter.eql',
  'field-bounded-by-node': 'Coff2.Reloc.apply',
};

/** What a quirk decided. */
export function quirkReason(quirk: QuirkName, about: QuirkSubject, tables: LinkTables): Reason {
  const file = QUIRKS.find(({ name }) => name === quirk)?.file ?? '';
  return {
    text: sentence(quirk, about, tables),
    upstream: UPSTREAM[quirk],
    file: `reference/link/${file}`,
    quirk,
  };
}

function sentence(quirk: QuirkName, about: QuirkSubject, tables: LinkTables): string {
  const node = about.node === undefined ? '' : tables.nodeName(about.node);
  const otherNode = about.otherNode === undefined ? '' : tables.nodeName(about.otherNode);
  const symbol = about.symbol === undefined ? '' : tables.symbolName(about.symbol);
  const otherSymbol = about.otherSymbol === undefined ? '' : tables.symbolName(about.otherSymbol);
  const name = about.name ?? '';
  const from = hex(about.from ?? 0);
  const to = hex(about.to ?? 0);
  switch (quirk) {
    case 'push-aside-content':
      return `Whether the bytes of ${otherNode} go with it from ${from} to ${to} is decided by what ${node} holds, not by what ${otherNode} holds.`;
    case 'sections-never-moved':
      return `${node} has a moved event already, but a section never counts as moved. It is queued once more.`;
    case 'insert-ignores-sibling-alignment':
      return `The range of ${from} bytes that is inserted after ${otherNode} moves ${node} by that much, although it wants to be aligned to ${to}.`;
    case 'unlinked-while-added':
      return `${otherNode} grew from ${from} to ${to} bytes while ${node} was added. ${node} was not linked then, so the node before it counted as the last one.`;
    case 'taking-is-content':
      return `${symbol} wrote nothing. Its node counts as having content all the same, because its bytes were taken for writing.`;
    case 'stale-tail':
      return `The content of ${symbol} is shorter than before. The bytes from ${to} to ${from} of the old content stay in the image.`;
    case 'placed-once':
      return otherNode === ''
        ? `${symbol} asks for an alignment of ${to}, but keeps its node, which is aligned to ${from}.`
        : `${symbol} belongs into ${otherNode} now, but keeps the node that it was first placed in.`;
    case 'exports-do-not-follow':
      return `${name} was exported as ${symbol} and keeps the address ${from}, although ${symbol} is at ${to} now. What refers to ${name} still leads to the old place.`;
    case 'delete-export-does-nothing':
      return `${name} is no longer exported, but the real linker does nothing about that: the name, and the entry point, keep their meaning.`;
    case 'error-data-stays-pending':
      return `${symbol} waits to be written, and is written now. It stays in the queue, so idle writes it again.`;
    case 'idle-ignores-globals':
      return `${about.to === 1 ? `The global ${name} still waits` : `${about.to ?? 0} globals still wait, ${name} first`}, but globals do not count: idle answers that nothing is left, and a flush ends here.`;
    case 'uav-not-realigned':
      return `${symbol} is wanted with an alignment of ${to}. It is written again in its node, which stays aligned to ${from}.`;
    case 'import-thunk-raises-no-move':
      return `${symbol}+${from} refers to ${otherSymbol}, but is not patched: the thunk of a new import is added at rest, so no event applies the relocation until something moves.`;
    case 'address-table-move-rewrites-lookup-rva':
      return `${node} has moved to ${to}. That address is stored as the one of the lookup table, too.`;
    case 'dll-names-read-from-image':
      return `${name}.dll is found by the bytes of ${node}, which are read back from the image.`;
    case 'field-bounded-by-node':
      return `The field of the relocation to ${otherSymbol} ends at ${to} of ${symbol}, after its ${from} bytes of content. That is allowed, because it ends inside of the node.`;
  }
}
