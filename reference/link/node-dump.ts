import { NodeIndex } from './indices';
import type { LinkState } from './link-state';
import { NodeFlag } from './node-table';
import { PieceWriter, type TextSink } from './piece-writer';

/** Receives the dump in pieces. The bytes of a piece are overwritten after the call. */
export type DumpSink = TextSink;

/**
 * Prints every node, from the root on. Children are indented by one space more than their parent.
 * Upstream: `printNode`.
 */
export function dumpNodes(state: LinkState, sink: DumpSink, hasContents: boolean): void {
  const out = new PieceWriter(sink);
  const image = hasContents ? state.mf.image.contents() : null;
  dumpNode(state, out, NodeIndex.ROOT, 0, image);
  out.flush();
}

/** @param image the file, or null if contents are left out */
function dumpNode(
  state: LinkState,
  out: PieceWriter,
  ni: NodeIndex,
  indent: number,
  image: Uint8Array | null,
): void {
  const { nodes } = state.mf;
  out.spaces(indent);
  out.text(state.kinds.tag(ni));
  dumpArgument(state, out, ni);
  const flags = nodes.flags(ni);
  out.text(' index=');
  out.decimal(ni);
  out.text(' offset=0x');
  out.hex(nodes.offset(ni));
  out.text(' size=0x');
  out.hex(nodes.size(ni));
  out.text(' align=0x');
  out.hex(nodes.alignment(ni));
  if ((flags & NodeFlag.FIXED) !== 0) out.text(' fixed');
  if ((flags & NodeFlag.MOVED) !== 0) out.text(' moved');
  if ((flags & NodeFlag.RESIZED) !== 0) out.text(' resized');
  if ((flags & NodeFlag.HAS_CONTENT) !== 0) out.text(' has_content');
  out.text('\n');
  if (nodes.first(ni) === NodeIndex.NONE) {
    if (image !== null) dumpContents(state, out, ni, indent + 1, image);
    return;
  }
  for (let n = nodes.first(ni); n !== NodeIndex.NONE; n = nodes.next(n)) {
    dumpNode(state, out, n, indent + 1, image);
  }
}

/** What is in parentheses after the tag, with the parentheses. */
function dumpArgument(state: LinkState, out: PieceWriter, ni: NodeIndex): void {
  const index = state.kinds.index(ni);
  switch (state.kinds.tag(ni)) {
    case 'section':
      out.text(`(${state.sections.at(index).name})`);
      return;
    case 'import_lookup_table':
    case 'import_address_table':
    case 'import_hint_name_table':
      out.text('(');
      out.raw(state.imports.dllNameBytes(index));
      out.text(')');
      return;
    case 'global': {
      const { name, libName } = state.globals.name(index);
      out.text(`(${libName === null ? '' : `${libName}.dll, `}${name})`);
      return;
    }
    case 'nav':
      out.text('(');
      out.text(state.navTypes[index] ?? '');
      out.text(', ');
      out.text(state.navs.key(index));
      out.text(')');
      return;
    case 'uav': {
      const { type, value } = state.codegen.describeUav(state.uavs.key(index));
      out.text(`(${type}, ${value})`);
      return;
    }
    case 'lazy_code':
      out.text(`(${state.lazy.code.map.key(index)})`);
      return;
    case 'lazy_const_data':
      out.text(`(${state.lazy.const_data.map.key(index)})`);
      return;
    case 'file':
    case 'header':
    case 'signature':
    case 'coff_header':
    case 'optional_header':
    case 'data_directories':
    case 'section_table':
    case 'import_directory_table':
  }
}

function dumpContents(
  state: LinkState,
  out: PieceWriter,
  ni: NodeIndex,
  indent: number,
  image: Uint8Array,
): void {
  const start = state.mf.fileOffset(ni);
  const end = start + state.mf.nodes.size(ni);
  out.contents(indent, image, start, end);
}
