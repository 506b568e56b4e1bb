import { coff } from '../../../reference';
import { alignUp } from '../../text/numbers';
import { dllOf } from './import-slot';
import { littleEndian } from './little-endian';
import { pieceSize, sizeOf, wordSizeOf, type ProgramChunk, type WordSize } from './program-chunk';
import { PAGE, programFile, rawBytes, type FileDirectory, type FileSection } from './program-file';
import { inOrder, type ProgramLayout } from './program-layout';
import { tableChunks } from './program-tables';
import type { ProgramPiece, SmallProgram } from './small-program';

const ALIGNMENT = 16;

/** Links a small program, as a linker would, so that tests can choose both program and layout. */
export function linkSmall(program: SmallProgram, layout: ProgramLayout = {}): Uint8Array {
  return new SmallLinker(program, layout).link();
}

class SmallLinker {
  readonly #program: SmallProgram;
  readonly #layout: ProgramLayout;
  readonly #wordSize: WordSize;
  readonly #is64: boolean;
  readonly #base: number;
  readonly #addresses = new Map<string, number>();
  readonly #relocated: number[] = [];

  constructor(program: SmallProgram, layout: ProgramLayout) {
    this.#program = program;
    this.#layout = layout;
    this.#wordSize = wordSizeOf(program);
    this.#is64 = this.#wordSize === 8;
    this.#base = layout.imageBase ?? (this.#is64 ? 0x1_4000_0000 : 0x40_0000);
  }

  link(): Uint8Array {
    const chunks = this.#chunks();
    const names = [...new Set(chunks.map(({ section }) => section))];
    let rva = PAGE;
    const placed: FileSection[] = [];
    const sizes = names.map((name) => {
      const start = rva;
      let at = rva;
      for (const chunk of chunks.filter(({ section }) => section === name)) {
        at = alignUp(at + (this.#layout.gap ?? 0), ALIGNMENT);
        this.#addresses.set(chunk.name, at);
        at += sizeOf(chunk.pieces, this.#wordSize);
      }
      const filled = at - start;
      if (name === '.data') {
        for (const [variable, size] of this.#ordered(this.#program.zeroed ?? {})) {
          at = alignUp(at + (this.#layout.gap ?? 0), ALIGNMENT);
          this.#addresses.set(variable, at);
          at += size;
        }
      }
      rva = alignUp(at, PAGE);
      return { name, start, filled, size: at - start };
    });
    for (const { name, start, filled, size } of sizes) {
      const raw = rawBytes(filled);
      for (const chunk of chunks.filter(({ section }) => section === name)) {
        this.#write(raw, this.#address(chunk.name) - start, start, chunk.pieces);
      }
      placed.push({ name, rva: start, size, raw });
    }
    if (this.#program.isRelocated === true) {
      const raw = this.#baseRelocations();
      placed.push({ name: '.reloc', rva, size: raw.length, raw });
      this.#addresses.set('directory:BASERELOC', rva);
    }
    return this.#file(placed);
  }

  #chunks(): ProgramChunk[] {
    const own = Object.entries(this.#program.sections).flatMap(([section, symbols]) =>
      this.#ordered(symbols).map(([name, pieces]) => ({ name, section, pieces })),
    );
    return [...own, ...tableChunks(this.#program, this.#layout)];
  }

  #ordered<T>(symbols: Readonly<Record<string, T>>): readonly [string, T][] {
    return inOrder(Object.entries(symbols), this.#layout);
  }

  /** RVA of a symbol, of a slot, or of what tables call a part of them. */
  #address(symbol: string): number {
    const own = this.#addresses.get(symbol);
    if (own !== undefined) return own;
    const imports = inOrder(this.#program.imports ?? [], this.#layout);
    if (imports.includes(symbol)) {
      const dll = dllOf(symbol);
      const index = imports.filter((one) => dllOf(one) === dll).indexOf(symbol);
      return this.#address(`slots:${dll}`) + index * this.#wordSize;
    }
    const delayed = Object.keys(this.#program.delayed ?? {}).indexOf(symbol);
    if (delayed >= 0) return this.#address('delay:slots') + delayed * this.#wordSize;
    if (symbol.startsWith('end:')) return this.#endOf(symbol.slice('end:'.length));
    if (symbol === 'tls:start') return this.#threadRange()[0];
    if (symbol === 'tls:end') return this.#threadRange()[1];
    throw new Error(`no symbol ${symbol}`);
  }

  #endOf(symbol: string): number {
    for (const symbols of Object.values(this.#program.sections)) {
      const pieces = symbols[symbol];
      if (pieces !== undefined) return this.#address(symbol) + sizeOf(pieces, this.#wordSize);
    }
    throw new Error(`no symbol ${symbol}`);
  }

  #threadRange(): readonly [number, number] {
    const names = Object.keys(this.#program.sections['.tls'] ?? {});
    const starts = names.map((name) => this.#address(name));
    const ends = names.map((name) => this.#endOf(name));
    return [Math.floor(Math.min(...starts) / PAGE) * PAGE, Math.max(...ends)];
  }

  #write(
    raw: Uint8Array<ArrayBuffer>,
    offset: number,
    start: number,
    pieces: readonly ProgramPiece[],
  ): void {
    const view = new DataView(raw.buffer);
    let at = offset;
    for (const piece of pieces) {
      if (typeof piece === 'string') raw.set(Buffer.from(piece.replaceAll(' ', ''), 'hex'), at);
      else if ('text' in piece) raw.set(Buffer.from(piece.text), at);
      else if ('relocated' in piece) {
        this.#relocated.push(start + at);
        raw.set(Buffer.from(piece.relocated, 'hex'), at);
      } else if ('rel32' in piece) {
        const behind = start + at + 4 + (piece.behind ?? 0);
        view.setInt32(at, this.#address(piece.rel32) + (piece.addend ?? 0) - behind, true);
      } else if ('address' in piece) {
        if (piece.isUnrelocated !== true) this.#relocated.push(start + at);
        const address = this.#base + this.#address(piece.address) + (piece.addend ?? 0);
        if (this.#is64) view.setBigUint64(at, BigInt(address), true);
        else view.setUint32(at, address, true);
      } else if ('rva' in piece)
        view.setUint32(at, this.#address(piece.rva) + (piece.addend ?? 0), true);
      else if ('threadOffset' in piece) {
        view.setInt32(at, this.#address(piece.threadOffset) - this.#threadRange()[0], true);
      } else if ('from' in piece) {
        const to = this.#address(piece.to) + (piece.addend ?? 0);
        view.setInt32(at, to - this.#address(piece.from), true);
      }
      at += pieceSize(piece, this.#wordSize);
    }
  }

  #baseRelocations(): Uint8Array {
    const type = this.#is64 ? 10 : 3;
    const blocks = new Map<number, number[]>();
    for (const rva of this.#relocated.sort((one, other) => one - other)) {
      const page = Math.floor(rva / PAGE);
      blocks.set(page, [...(blocks.get(page) ?? []), rva]);
    }
    const bytes = [...blocks].map(([page, fields]) => {
      const entries = fields.map((rva) => littleEndian((type << 12) | (rva % PAGE), 2)).join('');
      const padding = fields.length % 2 === 1 ? '0000' : '';
      const body = entries + padding;
      return littleEndian(page * PAGE, 4) + littleEndian(8 + body.length / 2, 4) + body;
    });
    return Buffer.from(bytes.join(''), 'hex');
  }

  #file(sections: readonly FileSection[]): Uint8Array {
    const { entry, isDll, isRelocated, subsystem } = this.#program;
    return programFile({
      is64: this.#is64,
      isDll: isDll === true,
      hasBaseRelocations: isRelocated === true,
      imageBase: this.#base,
      entry: entry === undefined ? 0 : this.#address(entry),
      subsystem: subsystem ?? coff.Subsystem.WINDOWS_CUI,
      sections,
      directories: this.#directories(),
    });
  }

  #directories(): Readonly<Record<string, FileDirectory>> {
    const sizes: Readonly<Record<string, number>> = {
      IMPORT: 40,
      EXPORT: 40,
      EXCEPTION: Object.keys(this.#program.unwind ?? {}).length * 12,
      DELAY_IMPORT: 64,
      TLS: this.#is64 ? 40 : 24,
      BASERELOC: this.#baseRelocations().length,
    };
    const directories: Record<string, FileDirectory> = {};
    for (const [name, size] of Object.entries(sizes)) {
      const rva = this.#addresses.get(`directory:${name}`);
      if (rva !== undefined) directories[name] = { rva, size };
    }
    return directories;
  }
}
