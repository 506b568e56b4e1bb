import { NodeIndex, SymbolIndex, type FileOffset } from './indices';
import { LinkError } from './link-error';
import type { MappedFile } from './mapped-file';

/**
 * Writes the content of one symbol into its node, from front to back. A code generator may use it
 * during one call. Later use is refused.
 *
 * The sizes of the single writes decide how the node grows: one write of eight bytes and eight writes
 * of one byte may give different layouts.
 *
 * Quirk stale-tail: a node never shrinks to its content, and the bytes after the last write stay as
 * they are. So the end of an older, longer version of a function remains in the image.
 *
 * Upstream: `MappedFile.Node.Writer`.
 */
export class SymbolWriter {
  readonly #mf: MappedFile;
  #symbol = SymbolIndex.NULL;
  #node = NodeIndex.NONE;
  #start = 0 as FileOffset;
  #end = 0;
  #capacity = 0;

  constructor(mf: MappedFile) {
    this.#mf = mf;
  }

  /** The symbol that is being written, which is the location of relocations to add. */
  get symbol(): SymbolIndex {
    return this.#symbol;
  }

  /** Whether a symbol is being written now. */
  get isOpen(): boolean {
    return this.#node !== NodeIndex.NONE;
  }

  /** Number of bytes written so far. */
  get end(): number {
    return this.#end;
  }

  /** For the linker: starts a symbol. Its node has content from now on. */
  open(symbol: SymbolIndex, node: NodeIndex): void {
    if (this.isOpen) {
      throw new LinkError('misuse', 'a symbol is written while another one is not finished');
    }
    this.#symbol = symbol;
    this.#node = node;
    this.#end = 0;
    this.#refresh();
  }

  /** For the linker: ends the symbol. @returns its size in bytes */
  close(): number {
    this.#node = NodeIndex.NONE;
    // With no capacity, a later write has to grow the node, which checks that the writer is open.
    this.#capacity = -1;
    return this.#end;
  }

  /** Writes `bytes[start..end]` in one write. An empty range does nothing. */
  write(bytes: Uint8Array, start = 0, end = bytes.length): void {
    const size = end - start;
    if (size === 0) return;
    if (this.#end + size > this.#capacity) this.#grow(this.#end + 2 * size + 1);
    this.#mf.image.write((this.#start + this.#end) as FileOffset, bytes, start, end);
    this.#end += size;
  }

  /** Writes an address in one write of 4 or 8 bytes, little-endian. */
  writeAddress(address: number, size: 4 | 8): void {
    if (this.#end + size > this.#capacity) this.#grow(this.#end + 2 * size + 1);
    const at = (this.#start + this.#end) as FileOffset;
    if (size === 8) this.#mf.image.setUint64(at, address);
    else this.#mf.image.setUint32(at, address);
    this.#end += size;
  }

  /** Writes `byte` `count` times in one fill. A count of 0 does nothing. */
  splat(byte: number, count: number): void {
    if (count === 0) return;
    if (this.#end + count > this.#capacity) this.#grow(this.#end + count + 2);
    this.#mf.image.fill((this.#start + this.#end) as FileOffset, byte, count);
    this.#end += count;
  }

  /** Asks for room for `count` more bytes, and writes nothing. */
  rebase(count: number): void {
    if (this.#end + count > this.#capacity) this.#grow(this.#end + count);
    else this.#checkOpen();
  }

  #grow(total: number): void {
    this.#checkOpen();
    this.#mf.resize(this.#node, total + Math.floor(total / 2));
    this.#refresh();
  }

  #refresh(): void {
    this.#start = this.#mf.slice(this.#node);
    this.#capacity = this.#mf.nodes.size(this.#node);
  }

  #checkOpen(): void {
    if (!this.isOpen) {
      throw new LinkError('misuse', 'a writer was used after the call that it was handed to');
    }
  }
}

/** Writes the content of one symbol. See `CodeGenerator` for what it may do. */
export type Emit = (writer: SymbolWriter) => void;
