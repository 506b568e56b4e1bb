import { coff } from '../../../reference';
import { CoffError, type ErrorCode } from '../../../reference/coff/error';
import { Strtab } from '../../../reference/coff/strtab';
import { textUpToNul } from '../../../reference/coff/text';
import { anonymousKind } from './anonymous-object';
import { BigObjectHeader, BigSymbol } from './big-object';
import { sectionNamePlace } from './section-name';

/** What the two kinds of objects say of themselves. */
export interface TablesHeader {
  readonly machine: coff.Header['machine'];
  readonly number_of_sections: number;
  readonly time_date_stamp: number;
  /** File offset; 0 if there is none. */
  readonly pointer_to_symbol_table: number;
  /** Records, auxiliary ones included. */
  readonly number_of_symbols: number;
  readonly size_of_optional_header: number;
}

/** A symbol of either kind of object. */
export interface TablesSymbol {
  /** In the symbol table, which counts auxiliary records too. */
  readonly index: number;
  readonly name: string;
  /** By the storage class; mostly bytes from the start of the section. */
  readonly value: number;
  /** From 1; 0 undefined, -1 absolute, -2 for debuggers. */
  readonly section: number;
  readonly isFunction: boolean;
  readonly storage: coff.StorageClass;
  /** Its auxiliary records, one after another. */
  readonly aux: Uint8Array;
}

/**
 * The tables of a COFF object, one made with /bigobj included: reads both alike.
 * Any bytes give either what they hold or a `CoffError`.
 */
export class ObjectTables {
  readonly header: TablesHeader;
  readonly isBig: boolean;
  readonly #bytes: Uint8Array;
  readonly #symbolSize: number;
  readonly #sectionTable: number;
  /** By their bits: an object has few different ones, and to decode them takes longer than all else. */
  readonly #flags = new Map<number, Readonly<coff.SectionHeader['flags']>>();
  /** Whether a symbol of a type is a function, by type: there are few different ones, too. */
  readonly #functionTypes = new Map<number, boolean>();
  #strings: Strtab | null | undefined;

  /** @throws CoffError if the header is not all there */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.isBig = anonymousKind(bytes) === 'big';
    if (this.isBig) {
      this.header = { ...BigObjectHeader.read(bytes), size_of_optional_header: 0 };
      this.#sectionTable = BigObjectHeader.FILE_SIZE;
      this.#symbolSize = BigSymbol.FILE_SIZE;
    } else {
      this.header = coff.Header.read(bytes);
      this.#sectionTable = coff.Header.FILE_SIZE + this.header.size_of_optional_header;
      this.#symbolSize = coff.Symbol.FILE_SIZE;
    }
  }

  /** @throws CoffError if the table is not all there */
  sections(): readonly coff.SectionHeader[] {
    const { number_of_sections: count } = this.header;
    const { FILE_SIZE } = coff.SectionHeader;
    this.#check(
      this.#sectionTable,
      count * FILE_SIZE,
      'MissingCoffSection',
      'Header.number_of_sections',
    );
    const view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset, this.#bytes.length);
    return Array.from({ length: count }, (_, i) =>
      this.#section(view, this.#sectionTable + i * FILE_SIZE),
    );
  }

  /** A row of the section table; those with the same flags share them. */
  #section(view: DataView, at: number): coff.SectionHeader {
    const bits = view.getUint32(at + SECTION.flags, true);
    let flags = this.#flags.get(bits);
    if (flags === undefined) {
      flags = Object.freeze(coff.SectionHeader.Flags.fromInt(bits));
      this.#flags.set(bits, flags);
    }
    return {
      name: this.#bytes.subarray(at, at + SHORT_NAME),
      virtual_size: view.getUint32(at + SECTION.virtual_size, true),
      virtual_address: view.getUint32(at + SECTION.virtual_address, true),
      size_of_raw_data: view.getUint32(at + SECTION.size_of_raw_data, true),
      pointer_to_raw_data: view.getUint32(at + SECTION.pointer_to_raw_data, true),
      pointer_to_relocations: view.getUint32(at + SECTION.pointer_to_relocations, true),
      pointer_to_linenumbers: view.getUint32(at + SECTION.pointer_to_linenumbers, true),
      number_of_relocations: view.getUint16(at + SECTION.number_of_relocations, true),
      number_of_linenumbers: view.getUint16(at + SECTION.number_of_linenumbers, true),
      flags,
    };
  }

  /** @throws CoffError if a long name has no place in the string table */
  sectionName(header: coff.SectionHeader): string {
    const place = sectionNamePlace(header);
    if (place.kind === 'here') return place.name;
    if (place.kind === 'offset') return this.#string(place.offset, 'SectionHeader.name');
    throw new CoffError('MissingStringTable', {
      offset: this.#sectionTable,
      field: 'SectionHeader.name',
      expected: `an offset after the slash, got ${place.name}`,
    });
  }

  /** @throws CoffError if the table is cut short, or a long name has no place in the string table */
  symbols(): readonly TablesSymbol[] {
    const { pointer_to_symbol_table: table, number_of_symbols: count } = this.header;
    if (table === 0) return [];
    this.#strings ??= this.#readStrings();
    const bytes = this.#bytes;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const layout = this.isBig ? BigSymbol : coff.Symbol;
    const valueAt = layout.offsetOf('value');
    const sectionAt = layout.offsetOf('section_number');
    const typeAt = layout.offsetOf('type');
    const storageAt = layout.offsetOf('storage_class');
    const countAt = layout.offsetOf('number_of_aux_symbols');
    const size = this.#symbolSize;
    const symbols: TablesSymbol[] = [];
    for (let index = 0; index < count; index += 1) {
      // The table is all there: that was checked with the strings after it.
      const at = table + index * size;
      const auxCount = view.getUint8(at + countAt);
      if (index + auxCount >= count) {
        throw new CoffError('InvalidPEHeader', {
          offset: at,
          field: 'Symbol.number_of_aux_symbols',
          expected: `${auxCount} auxiliary records before the table's end`,
        });
      }
      symbols.push({
        index,
        name: this.#symbolName(view, at),
        value: view.getUint32(at + valueAt, true),
        section: this.#sectionNumber(view, at + sectionAt),
        isFunction: this.#isFunction(view.getUint16(at + typeAt, true)),
        storage: coff.StorageClass.fromInt(view.getUint8(at + storageAt)),
        aux: auxCount === 0 ? NO_AUX : bytes.subarray(at + size, at + (1 + auxCount) * size),
      });
      index += auxCount;
    }
    return symbols;
  }

  /** The source file that a symbol of class FILE names: in its auxiliary records, or far from them. */
  sourceName({ aux }: TablesSymbol): string {
    const view = new DataView(aux.buffer, aux.byteOffset, aux.length);
    // GNU as has long names in the string table.
    const isFar = aux.length >= 8 && view.getUint32(0, true) === 0 && view.getUint32(4, true) !== 0;
    return isFar ? this.#string(view.getUint32(4, true), 'Symbol.name') : textUpToNul(aux);
  }

  /** PE Format, 5.4.3 Type Representation. */
  #isFunction(type: number): boolean {
    let known = this.#functionTypes.get(type);
    if (known === undefined) {
      known = coff.SymType.fromInt(type).complex_type === coff.ComplexType.FUNCTION;
      this.#functionTypes.set(type, known);
    }
    return known;
  }

  #sectionNumber(view: DataView, at: number): number {
    if (this.isBig) return view.getInt32(at, true);
    const number = view.getUint16(at, true);
    return number >= FIRST_RESERVED ? number - 0x1_0000 : number;
  }

  /** Four NULs and an offset, or the name itself; a record of zeros has no name at all. */
  #symbolName(view: DataView, at: number): string {
    const offset = view.getUint32(at + 4, true);
    if (view.getUint32(at, true) === 0 && offset !== 0) return this.#string(offset, 'Symbol.name');
    return textUpToNul(this.#bytes.subarray(at, at + SHORT_NAME));
  }

  #readStrings(): Strtab | null {
    const { pointer_to_symbol_table: table, number_of_symbols: count } = this.header;
    if (table === 0) return null;
    const symbols = count * this.#symbolSize;
    this.#check(table, symbols, 'InvalidPEHeader', 'Header.pointer_to_symbol_table');
    const start = table + symbols;
    this.#check(start, 4, 'MissingStringTable', 'Strtab.size');
    const view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset + start, 4);
    const size = view.getUint32(0, true);
    this.#check(start, size, 'MissingStringTable', 'Strtab.size');
    return new Strtab(this.#bytes.subarray(start, start + size), start);
  }

  #string(offset: number, field: string): string {
    this.#strings ??= this.#readStrings();
    if (this.#strings !== null) return this.#strings.get(offset);
    throw new CoffError('MissingStringTable', {
      offset: this.#sectionTable,
      field,
      expected: 'a symbol table, and the string table after it',
    });
  }

  #check(offset: number, size: number, code: ErrorCode, field: string): void {
    if (offset + size <= this.#bytes.length) return;
    throw new CoffError(code, {
      offset,
      field,
      expected: `${size} bytes from there, in ${this.#bytes.length} bytes of data`,
    });
  }
}

/** Bytes from the start of a row of the section table to each of its fields. */
const SECTION = Object.fromEntries(
  coff.SectionHeader.fields.map(({ name, offset }) => [name, offset]),
) as Readonly<Record<keyof coff.SectionHeader, number>>;

/** What most symbols have. */
const NO_AUX = new Uint8Array(0);

/** Bytes of a name that is in its record. */
const SHORT_NAME = 8;

/** 16-bit section numbers from here on are negative: debug is -2, absolute -1. */
const FIRST_RESERVED = 0xff00;
