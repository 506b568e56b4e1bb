import { coff } from '../../../reference';

/** A piece of contents: bytes in hex, zeroes, text with a NUL, or a field that linking fills in. */
export type ProgramPiece =
  | string
  | { readonly zeroes: number }
  | { readonly text: string }
  /** Four bytes: the distance from after them, and `after` more bytes, to a symbol. */
  | { readonly rel32: string; readonly behind?: number; readonly addend?: number }
  /** An absolute address: 8 bytes, or 4 in an I386 image. */
  | { readonly address: string; readonly addend?: number; readonly isUnrelocated?: boolean }
  /** A number in hex that the loader relocates as if it were an address. */
  | { readonly relocated: string }
  /** Four bytes: an RVA. */
  | { readonly rva: string }
  /** Four bytes: the distance from the TLS template's start. */
  | { readonly threadOffset: string }
  /** Four bytes: the distance from one symbol to another. */
  | { readonly from: string; readonly to: string };

export type ProgramSection = '.text' | '.rdata' | '.data' | '.tls';

/** A program, as its symbols: everything else is made from these. */
export interface SmallProgram {
  readonly machine?: 'AMD64' | 'I386';
  readonly isDll?: boolean;
  /** As in the optional header; a program for the console if it is left out. */
  readonly subsystem?: coff.EnumValue<'coff.Subsystem'>;
  /** A symbol; none if it is left out. */
  readonly entry?: string;
  /** Symbols by section, in the order of the layout. */
  readonly sections: Partial<
    Record<ProgramSection, Readonly<Record<string, readonly ProgramPiece[]>>>
  >;
  /** Bytes of variables that start as zeroes, and are not in the file; they follow `.data`. */
  readonly zeroed?: Readonly<Record<string, number>>;
  /** "kernel32.dll!ExitProcess", each a symbol for its slot. */
  readonly imports?: readonly string[];
  /** Likewise, each with the symbol of the code that its slot leads to at first. */
  readonly delayed?: Readonly<Record<string, string>>;
  /** Symbols by the names that they are exported under. */
  readonly exports?: Readonly<Record<string, string>>;
  /** Symbol of the index, and of the functions that are called back. */
  readonly tls?: { readonly index: string; readonly callbacks: readonly string[] };
  /** Unwind information of functions: unwind codes in hex, and the symbol of a handler. */
  readonly unwind?: Readonly<Record<string, { readonly codes: string; readonly handler?: string }>>;
  /** Whether there are base relocations. */
  readonly isRelocated?: boolean;
}

/** How a program is laid out; what it does stays the same. */
export interface ProgramLayout {
  /** Symbols in the reverse order. */
  readonly isReversed?: boolean;
  /** Bytes between symbols. */
  readonly gap?: number;
  readonly imageBase?: number;
}

interface Chunk {
  readonly name: string;
  readonly section: string;
  readonly pieces: readonly ProgramPiece[];
}

const PAGE = 0x1000;
const FILE_ALIGNMENT = 0x200;
const ALIGNMENT = 16;
const HEADERS_SIZE = 0x400;
const PE_OFFSET = 0x80;

/** Links a small program, as a linker would, so that tests can choose both program and layout. */
export function linkSmall(program: SmallProgram, layout: ProgramLayout = {}): Uint8Array {
  return new SmallLinker(program, layout).link();
}

class SmallLinker {
  readonly #program: SmallProgram;
  readonly #layout: ProgramLayout;
  readonly #is64: boolean;
  readonly #wordSize: 4 | 8;
  readonly #base: number;
  readonly #addresses = new Map<string, number>();
  readonly #relocated: number[] = [];

  constructor(program: SmallProgram, layout: ProgramLayout) {
    this.#program = program;
    this.#layout = layout;
    this.#is64 = program.machine !== 'I386';
    this.#wordSize = this.#is64 ? 8 : 4;
    this.#base = layout.imageBase ?? (this.#is64 ? 0x1_4000_0000 : 0x40_0000);
  }

  link(): Uint8Array {
    const chunks = this.#chunks();
    const names = [...new Set(chunks.map(({ section }) => section))];
    let rva = PAGE;
    const placed: { name: string; rva: number; size: number; raw: Uint8Array }[] = [];
    const sizes = names.map((name) => {
      const start = rva;
      let at = rva;
      for (const chunk of chunks.filter(({ section }) => section === name)) {
        at = alignUp(at + (this.#layout.gap ?? 0), ALIGNMENT);
        this.#addresses.set(chunk.name, at);
        at += this.#sizeOf(chunk.pieces);
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
      const raw = new Uint8Array(alignUp(filled, FILE_ALIGNMENT));
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

  #chunks(): Chunk[] {
    const { sections } = this.#program;
    const own = Object.entries(sections).flatMap(([section, symbols]) =>
      this.#ordered(symbols).map(([name, pieces]) => ({ name, section, pieces })),
    );
    return [
      ...own,
      ...this.#importChunks(),
      ...this.#delayChunks(),
      ...this.#exportChunks(),
      ...this.#tlsChunks(),
      ...this.#unwindChunks(),
    ];
  }

  #ordered<T>(symbols: Readonly<Record<string, T>>): [string, T][] {
    const entries = Object.entries(symbols);
    return this.#layout.isReversed === true ? entries.reverse() : entries;
  }

  #importChunks(): Chunk[] {
    const imports = this.#program.imports ?? [];
    if (imports.length === 0) return [];
    const ordered = this.#layout.isReversed === true ? imports.toReversed() : imports;
    const dlls = [...new Set(ordered.map(dllOf))];
    const chunk = (name: string, pieces: readonly ProgramPiece[]): Chunk => ({
      name,
      section: '.idata',
      pieces,
    });
    const rows = dlls.flatMap((dll): ProgramPiece[] => {
      const [first = ''] = ordered.filter((one) => dllOf(one) === dll);
      return [{ rva: `lookup:${dll}` }, { zeroes: 8 }, { rva: `dll:${dll}` }, { rva: first }];
    });
    return [
      chunk('directory:IMPORT', [...rows, { zeroes: 20 }]),
      ...dlls.flatMap((dll) => {
        const slots = ordered.filter((one) => dllOf(one) === dll);
        const entry = (one: string): ProgramPiece[] => [
          { rva: `name:${one}` },
          { zeroes: this.#wordSize - 4 },
        ];
        return [
          chunk(`lookup:${dll}`, [...slots.flatMap(entry), { zeroes: this.#wordSize }]),
          chunk(`dll:${dll}`, [{ text: dll }]),
          ...slots.map((one) => chunk(`name:${one}`, ['0000', { text: nameOf(one) }])),
          // Slots of a DLL follow each other without a gap: they are one chunk, with labels.
          chunk(`slots:${dll}`, [...slots.flatMap(entry), { zeroes: this.#wordSize }]),
        ];
      }),
    ];
  }

  #delayChunks(): Chunk[] {
    const delayed = Object.entries(this.#program.delayed ?? {});
    if (delayed.length === 0) return [];
    const [[first] = ['']] = delayed;
    const dll = dllOf(first);
    const words = (piece: (one: readonly [string, string]) => ProgramPiece[]): ProgramPiece[] => [
      ...delayed.flatMap(piece),
      { zeroes: this.#wordSize },
    ];
    const pad = { zeroes: this.#wordSize - 4 };
    const chunk = (name: string, section: string, pieces: readonly ProgramPiece[]): Chunk => ({
      name,
      section,
      pieces,
    });
    return [
      chunk('directory:DELAY_IMPORT', '.rdata', [
        '01000000',
        { rva: 'delay:dll' },
        { rva: 'delay:handle' },
        { rva: `delay:slots` },
        { rva: 'delay:lookup' },
        { zeroes: 12 + 32 },
      ]),
      chunk('delay:dll', '.rdata', [{ text: dll }]),
      chunk(
        'delay:lookup',
        '.rdata',
        words(([one]) => [{ rva: `name:${one}` }, pad]),
      ),
      ...delayed.map(([one]) => chunk(`name:${one}`, '.rdata', ['0000', { text: nameOf(one) }])),
      chunk('delay:handle', '.data', [{ zeroes: this.#wordSize }]),
      chunk(
        'delay:slots',
        '.data',
        words(([, target]) => [{ address: target }]),
      ),
    ];
  }

  #exportChunks(): Chunk[] {
    const exports = Object.entries(this.#program.exports ?? {}).sort();
    if (exports.length === 0) return [];
    const count = number(exports.length, 4);
    const chunk = (name: string, pieces: readonly ProgramPiece[]): Chunk => ({
      name,
      section: '.edata',
      pieces,
    });
    return [
      chunk('directory:EXPORT', [
        { zeroes: 12 },
        { rva: 'export:dll' },
        '01000000',
        count,
        count,
        { rva: 'export:addresses' },
        { rva: 'export:names' },
        { rva: 'export:ordinals' },
      ]),
      chunk('export:dll', [{ text: 'program.dll' }]),
      chunk(
        'export:addresses',
        exports.map(([, symbol]) => ({ rva: symbol })),
      ),
      chunk(
        'export:names',
        exports.map(([name]) => ({ rva: `export:${name}` })),
      ),
      chunk(
        'export:ordinals',
        exports.map((_export, i) => number(i, 2)),
      ),
      ...exports.map(([name]) => chunk(`export:${name}`, [{ text: name }])),
    ];
  }

  #tlsChunks(): Chunk[] {
    const { tls } = this.#program;
    if (tls === undefined) return [];
    const pointers = tls.callbacks.map((callback) => ({ address: callback }));
    return [
      {
        name: 'directory:TLS',
        section: '.rdata',
        pieces: [
          { address: 'tls:start' },
          { address: 'tls:end' },
          { address: tls.index },
          { address: 'tls:callbacks' },
          { zeroes: 8 },
        ],
      },
      {
        name: 'tls:callbacks',
        section: '.rdata',
        pieces: [...pointers, { zeroes: this.#wordSize }],
      },
    ];
  }

  #unwindChunks(): Chunk[] {
    const unwind = Object.entries(this.#program.unwind ?? {});
    if (unwind.length === 0) return [];
    const rows = unwind.flatMap(([name]): ProgramPiece[] => [
      { rva: name },
      { rva: `end:${name}` },
      { rva: `unwind:${name}` },
    ]);
    return [
      { name: 'directory:EXCEPTION', section: '.pdata', pieces: rows },
      ...unwind.map(([name, { codes, handler }]) => {
        const count = codes.length / 4;
        const flags = handler === undefined ? '01' : '09';
        const head = `${flags}04${number(count, 1)}00${codes}${count % 2 === 1 ? '0000' : ''}`;
        const pieces: ProgramPiece[] = handler === undefined ? [head] : [head, { rva: handler }];
        return { name: `unwind:${name}`, section: '.rdata', pieces };
      }),
    ];
  }

  #sizeOf(pieces: readonly ProgramPiece[]): number {
    return pieces.reduce((sum, piece) => sum + this.#pieceSize(piece), 0);
  }

  #pieceSize(piece: ProgramPiece): number {
    if (typeof piece === 'string') return piece.replaceAll(' ', '').length / 2;
    if ('zeroes' in piece) return piece.zeroes;
    if ('text' in piece) return Buffer.byteLength(piece.text) + 1;
    if ('relocated' in piece) return piece.relocated.length / 2;
    return 'address' in piece ? this.#wordSize : 4;
  }

  /** RVA of a symbol, of a slot, or of what tables call a part of them. */
  #address(symbol: string): number {
    const own = this.#addresses.get(symbol);
    if (own !== undefined) return own;
    const imports = this.#program.imports ?? [];
    const ordered = this.#layout.isReversed === true ? imports.toReversed() : imports;
    if (ordered.includes(symbol)) {
      const dll = dllOf(symbol);
      const index = ordered.filter((one) => dllOf(one) === dll).indexOf(symbol);
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
      if (pieces !== undefined) return this.#address(symbol) + this.#sizeOf(pieces);
    }
    throw new Error(`no symbol ${symbol}`);
  }

  #threadRange(): readonly [number, number] {
    const names = Object.keys(this.#program.sections['.tls'] ?? {});
    const starts = names.map((name) => this.#address(name));
    const ends = names.map((name) => this.#endOf(name));
    return [Math.floor(Math.min(...starts) / PAGE) * PAGE, Math.max(...ends)];
  }

  #write(raw: Uint8Array, offset: number, start: number, pieces: readonly ProgramPiece[]): void {
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
      } else if ('rva' in piece) view.setUint32(at, this.#address(piece.rva), true);
      else if ('threadOffset' in piece) {
        view.setInt32(at, this.#address(piece.threadOffset) - this.#threadRange()[0], true);
      } else if ('from' in piece) {
        view.setInt32(at, this.#address(piece.to) - this.#address(piece.from), true);
      }
      at += this.#pieceSize(piece);
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
      const entries = fields.map((rva) => number((type << 12) | (rva % PAGE), 2)).join('');
      const padding = fields.length % 2 === 1 ? '0000' : '';
      const body = entries + padding;
      return number(page * PAGE, 4) + number(8 + body.length / 2, 4) + body;
    });
    return Buffer.from(bytes.join(''), 'hex');
  }

  #file(
    sections: readonly {
      readonly name: string;
      readonly rva: number;
      readonly size: number;
      readonly raw: Uint8Array;
    }[],
  ): Uint8Array {
    const raws = sections.map(({ raw }) => alignUp(raw.length, FILE_ALIGNMENT));
    const file = new Uint8Array(HEADERS_SIZE + raws.reduce((sum, size) => sum + size, 0));
    file.set(Buffer.from('MZ'));
    new DataView(file.buffer).setUint32(0x3c, PE_OFFSET, true);
    file.set(Buffer.from('PE'), PE_OFFSET);
    const optional = this.#writeHeaders(file, sections);
    let pointer = HEADERS_SIZE;
    sections.forEach(({ name, rva, size, raw }, i) => {
      const at = optional + i * coff.SectionHeader.FILE_SIZE;
      const header = coff.SectionHeader.read(file, at);
      const rawSize = raws[i] ?? 0;
      coff.SectionHeader.write(file, at, {
        ...header,
        name: Uint8Array.from(Buffer.from(name.padEnd(8, '\0'))),
        virtual_size: size,
        virtual_address: rva,
        size_of_raw_data: rawSize,
        pointer_to_raw_data: rawSize === 0 ? 0 : pointer,
        flags: {
          ...header.flags,
          MEM_READ: true,
          MEM_EXECUTE: name === '.text',
          MEM_WRITE: ['.data', '.idata', '.tls'].includes(name),
        },
      });
      file.set(raw, pointer);
      pointer += rawSize;
    });
    return file;
  }

  /** @returns file offset of the section table */
  #writeHeaders(
    file: Uint8Array,
    sections: readonly { readonly rva: number; readonly size: number }[],
  ): number {
    const { AMD64, I386 } = coff.IMAGE.FILE.MACHINE;
    const { PE32, 'PE32+': PE32Plus, Magic } = coff.OptionalHeader;
    const layout = this.#is64 ? PE32Plus : PE32;
    const directories = 16;
    const start = PE_OFFSET + 4;
    const optional = start + coff.Header.SIZE;
    const size = layout.SIZE + directories * coff.ImageDataDirectory.SIZE;
    const header = coff.Header.read(file, start);
    coff.Header.write(file, start, {
      ...header,
      machine: this.#is64 ? AMD64 : I386,
      number_of_sections: sections.length,
      size_of_optional_header: size,
      flags: {
        ...header.flags,
        EXECUTABLE_IMAGE: true,
        DLL: this.#program.isDll === true,
        RELOCS_STRIPPED: this.#program.isRelocated !== true,
      },
    });
    const last = sections.at(-1);
    const standard = {
      ...coff.OptionalHeader.read(file, optional),
      magic: this.#is64 ? Magic['PE32+'] : Magic.PE32,
      address_of_entry_point:
        this.#program.entry === undefined ? 0 : this.#address(this.#program.entry),
    };
    const common = {
      section_alignment: PAGE,
      file_alignment: FILE_ALIGNMENT,
      size_of_image: last === undefined ? PAGE : alignUp(last.rva + last.size, PAGE),
      size_of_headers: HEADERS_SIZE,
      subsystem: this.#program.subsystem ?? coff.Subsystem.WINDOWS_CUI,
      number_of_rva_and_sizes: directories,
    };
    // Both forms begin with the standard fields, which are read back with the rest.
    coff.OptionalHeader.write(file, optional, standard);
    if (this.#is64) {
      const image_base = BigInt(this.#base);
      const before = PE32Plus.read(file, optional);
      PE32Plus.write(file, optional, { ...before, ...common, standard, image_base });
    } else {
      const before = PE32.read(file, optional);
      PE32.write(file, optional, { ...before, ...common, standard, image_base: this.#base });
    }
    this.#writeDirectories(file, optional + layout.SIZE);
    return optional + size;
  }

  #writeDirectories(file: Uint8Array, offset: number): void {
    const sizes: Readonly<Record<string, number>> = {
      IMPORT: 40,
      EXPORT: 40,
      EXCEPTION: Object.keys(this.#program.unwind ?? {}).length * 12,
      DELAY_IMPORT: 64,
      TLS: this.#is64 ? 40 : 24,
      BASERELOC: this.#baseRelocations().length,
    };
    for (const [name, size] of Object.entries(sizes)) {
      const rva = this.#addresses.get(`directory:${name}`);
      if (rva === undefined) continue;
      const index = coff.DirectoryEntry[name as 'IMPORT'];
      const at = offset + index * coff.ImageDataDirectory.SIZE;
      coff.ImageDataDirectory.write(file, at, { virtual_address: rva, size });
    }
  }
}

function dllOf(slot: string): string {
  return slot.slice(0, slot.indexOf('!'));
}

function nameOf(slot: string): string {
  return slot.slice(slot.indexOf('!') + 1);
}

/** A little-endian number as hex. */
function number(value: number, size: number): string {
  const bytes = Buffer.alloc(size);
  bytes.writeUIntLE(value, 0, size);
  return bytes.toString('hex');
}

function alignUp(value: number, alignment: number): number {
  return Math.ceil(value / alignment) * alignment;
}
