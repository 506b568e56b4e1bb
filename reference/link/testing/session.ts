import type { CodeGenerator, LazyKind, UavInfo } from '../code-generator';
import { Coff2 } from '../coff2';
import { HOST_PROFILES, type HostName } from '../host-profile';
import type { LinkObserver } from '../link-observer';
import type { LinkOptions } from '../options';
import type { Emit, SymbolWriter } from '../symbol-writer';

/** One node of a node dump. */
export interface DumpedNode {
  /** Tag and argument: "nav(fn () void, main.f)". */
  readonly label: string;
  readonly depth: number;
  readonly offset: number;
  readonly size: number;
  readonly align: number;
  readonly flags: readonly string[];
  /** File offset of its bytes, if it has any and no children. */
  readonly fileOffset: number | null;
}

const NODE = /^( *)(.*) index=\d+ offset=0x([0-9a-f]+) size=0x([0-9a-f]+) align=0x([0-9a-f]+)(.*)$/;
const CONTENTS = /^ +([0-9a-f]{8}) {2}/;

/** A linker and the compiler that feeds it, as small as tests need them. */
export class Session implements CodeGenerator {
  readonly linker: Coff2;
  /** By id: alignment and content of the constants. */
  readonly uavs = new Map<string, { alignment: number; emit: Emit }>();
  /** By type: content of the lazy symbols, of either kind. */
  readonly lazy = new Map<string, Emit>();
  /** What was emitted on demand, in order. */
  readonly emitted: string[] = [];

  constructor(
    host: HostName = 'linux-tmpfs',
    options: Partial<LinkOptions> = {},
    observer: LinkObserver | null = null,
    /** A linker of which a copy is fed; null for a new one. */
    origin: Coff2 | null = null,
  ) {
    this.linker =
      origin?.copy(this, observer) ?? new Coff2(options, HOST_PROFILES[host], this, observer);
  }

  describeUav(uav: string): UavInfo {
    return { type: 'T', value: uav, alignment: this.uavs.get(uav)?.alignment ?? 1 };
  }

  emitUav(uav: string, writer: SymbolWriter): void {
    this.emitted.push(uav);
    this.uavs.get(uav)?.emit(writer);
  }

  emitLazy(_kind: LazyKind, type: string, writer: SymbolWriter): void {
    this.emitted.push(type);
    this.lazy.get(type)?.(writer);
  }

  func(nav: string, emit: Emit, alignment: number | null = null): void {
    this.linker.updateFunc(nav, { type: 'fn () void', alignment, emit });
  }

  data(nav: string, alignment: number, emit: Emit): void {
    this.linker.updateNav(nav, { type: '[]u8', alignment, emit });
  }

  /** `call` of a symbol that `target` looks up. */
  call(target: (linker: Coff2) => ReturnType<Coff2['navSymbol']>): Emit {
    return (writer) => {
      writer.write(Uint8Array.of(0xe8, 0, 0, 0, 0));
      this.linker.addReloc(writer.symbol, writer.end - 4, target(this.linker), 0, 'REL32');
    };
  }

  dump(): string {
    const pieces: Buffer[] = [];
    this.linker.dump((piece) => pieces.push(Buffer.from(piece)));
    return Buffer.concat(pieces).toString('utf8');
  }

  /** The nodes of the dump, in its order. */
  nodes(): readonly DumpedNode[] {
    const lines = this.dump().split('\n');
    return lines.flatMap((line, i) => {
      const match = NODE.exec(line);
      if (match === null) return [];
      const [, indent = '', label = '', offset = '', size = '', align = '', flags = ''] = match;
      const contents = CONTENTS.exec(lines[i + 1] ?? '');
      return {
        label,
        depth: indent.length,
        offset: Number.parseInt(offset, 16),
        size: Number.parseInt(size, 16),
        align: Number.parseInt(align, 16),
        flags: flags.split(' ').filter(Boolean),
        fileOffset: contents === null ? null : Number.parseInt(contents[1] ?? '', 16),
      };
    });
  }

  /** The one node whose label holds `part`. */
  node(part: string): DumpedNode {
    const found = this.nodes().filter(({ label }) => label.includes(part));
    const [node] = found;
    if (node === undefined || found.length > 1) {
      throw new Error(`${found.length} nodes are labelled ${part}`);
    }
    return node;
  }

  /** The bytes of a leaf node, a copy. */
  bytes(part: string): Buffer {
    const { fileOffset, size } = this.node(part);
    if (fileOffset === null) return Buffer.alloc(0);
    return Buffer.from(this.linker.image.contents().subarray(fileOffset, fileOffset + size));
  }
}

/** Writes `size` bytes in one write. */
export function filled(size: number, byte = 0x90): Emit {
  return (writer) => {
    writer.write(new Uint8Array(size).fill(byte));
  };
}
