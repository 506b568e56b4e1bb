import type { coff } from '../../../reference';

/** A piece of contents: bytes in hex, zeroes, text with a NUL, or a field that linking fills in. */
export type ProgramPiece =
  | string
  | { readonly zeroes: number }
  | { readonly text: string }
  /** Four bytes: the distance from after them, and `behind` more bytes, to a symbol. */
  | { readonly rel32: string; readonly behind?: number; readonly addend?: number }
  /** An absolute address: 8 bytes, or 4 in an I386 image. */
  | { readonly address: string; readonly addend?: number; readonly isUnrelocated?: boolean }
  /** A number in hex that the loader relocates as if it were an address. */
  | { readonly relocated: string }
  /** Four bytes: an RVA, or so many bytes after it. */
  | { readonly rva: string; readonly addend?: number }
  /** Four bytes: the distance from the TLS template's start. */
  | { readonly threadOffset: string }
  /** Four bytes: the distance from one symbol to another, or to so many bytes after it. */
  | { readonly from: string; readonly to: string; readonly addend?: number };

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
  readonly unwind?: Readonly<Record<string, SmallUnwind>>;
  /** Whether there are base relocations. */
  readonly isRelocated?: boolean;
}

/** Unwind information of a function. */
export interface SmallUnwind {
  /** Unwind codes in hex. */
  readonly codes: string;
  /** Symbol of a handler. */
  readonly handler?: string;
  /** What the handler reads. */
  readonly handlerData?: readonly ProgramPiece[];
}
