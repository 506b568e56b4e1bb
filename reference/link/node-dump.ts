import { NodeIndex } from './indices';
import type { LinkState } from './link-state';
import { NodeFlag } from './node-table';

/** Takes the dump piece by piece; a piece's bytes are overwritten after the call. */
export type DumpSink = (piece: Uint8Array) => void;

const PIECE_SIZE = 0x10000;
const LINE_BYTES = 16;
/** Bytes of a line of contents without its indent, at most. */
const LINE_MAX = 8 + 2 + 3 * LINE_BYTES + 1 + LINE_BYTES + 1;

const SPACE = 0x20;
const NEWLINE = 0x0a;
const DOT = 0x2e;
const HEX_DIGITS = new TextEncoder().encode('0123456789abcdef');

/** Collects text in pieces of fixed size, so that a dump of any length needs little memory. */
class PieceWriter {
  readonly #bytes = Buffer.alloc(PIECE_SIZE);
  #length = 0;

  constructor(readonly sink: DumpSink) {}

  text(text: string): void {
    if (text.length * 3 > PIECE_SIZE - this.#length) {
      this.flush();
      if (text.length * 3 > PIECE_SIZE) {
        this.sink(Buffer.from(text, 'utf8'));
        return;
      }
    }
    this.#length += this.#bytes.write(text, this.#length, 'utf8');
  }

  raw(bytes: Uint8Array): void {
    this.flush();
    this.sink(bytes);
  }

  /** One line of contents: indent, file offset, bytes in hex, the same as ASCII. */
  contents(indent: number, address: number, bytes: Uint8Array, start: number, end: number): void {
    if (indent + LINE_MAX > PIECE_SIZE - this.#length) this.flush();
    const out = this.#bytes;
    let at = this.#length;
    for (let i = 0; i < indent; i += 1) out[at++] = SPACE;
    for (let shift = 28; shift >= 0; shift -= 4) out[at++] = hexDigit(address >>> shift);
    out[at++] = SPACE;
    out[at++] = SPACE;
    for (let i = start; i < end; i += 1) {
      const byte = bytes[i] as number;
      out[at++] = hexDigit(byte >>> 4);
      out[at++] = hexDigit(byte);
      out[at++] = SPACE;
    }
    for (let i = 3 * (LINE_BYTES - (end - start)) + 1; i > 0; i -= 1) out[at++] = SPACE;
    for (let i = start; i < end; i += 1) {
      const byte = bytes[i] as number;
      out[at++] = byte >= 0x20 && byte < 0x7f ? byte : DOT;
    }
    out[at++] = NEWLINE;
    this.#length = at;
  }

  flush(): void {
    if (this.#length > 0) this.sink(this.#bytes.subarray(0, this.#length));
    this.#length = 0;
  }
}

function hexDigit(nibble: number): number {
  return HEX_DIGITS[nibble & 15] as number;
}

/**
 * Prints every node, from the root, children indented by one space more than their parent.
 * Seed: `printNode`.
 */
export function dumpNodes(state: LinkState, sink: DumpSink): void {
  const out = new PieceWriter(sink);
  dumpNode(state, out, NodeIndex.ROOT, 0);
  out.flush();
}

function dumpNode(state: LinkState, out: PieceWriter, ni: NodeIndex, indent: number): void {
  const { nodes } = state.mf;
  out.text(' '.repeat(indent) + state.kinds.tag(ni));
  dumpArgument(state, out, ni);
  const flags = nodes.flags(ni);
  out.text(
    ` index=${ni} offset=0x${nodes.offset(ni).toString(16)} size=0x${nodes.size(ni).toString(16)}` +
      ` align=0x${nodes.alignment(ni).toString(16)}` +
      ((flags & NodeFlag.FIXED) === 0 ? '' : ' fixed') +
      ((flags & NodeFlag.MOVED) === 0 ? '' : ' moved') +
      ((flags & NodeFlag.RESIZED) === 0 ? '' : ' resized') +
      `${(flags & NodeFlag.HAS_CONTENT) === 0 ? '' : ' has_content'}\n`,
  );
  if (nodes.first(ni) === NodeIndex.NONE) {
    dumpContents(state, out, ni, indent + 1);
    return;
  }
  for (let n = nodes.first(ni); n !== NodeIndex.NONE; n = nodes.next(n)) {
    dumpNode(state, out, n, indent + 1);
  }
}

/** What stands in parentheses behind the tag, with them. */
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
      out.text(`(${state.navTypes[index] ?? ''}, ${state.navs.key(index)})`);
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

function dumpContents(state: LinkState, out: PieceWriter, ni: NodeIndex, indent: number): void {
  const image = state.mf.image.contents();
  const start = state.mf.fileOffset(ni);
  const end = start + state.mf.nodes.size(ni);
  for (let at = start as number; at < end; at += LINE_BYTES) {
    out.contents(indent, at, image, at, Math.min(at + LINE_BYTES, end));
  }
}
