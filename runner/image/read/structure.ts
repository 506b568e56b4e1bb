import type { Place } from './place';

/** What a layout of `reference/coff` is used for here. */
export interface StructureLayout<T> {
  /** Bytes. */
  readonly FILE_SIZE: number;
  offsetOf(field: keyof T & string): number;
  read(bytes: Uint8Array, offset: number): T;
}

/** A structure that was read, with the places of its fields. */
export class Structure<T extends object> {
  readonly #layout: StructureLayout<T>;

  /**
   * @param name upstream's name; `ImportDirectoryEntry[2]` for a row of a table
   * @param offset in the file, in bytes
   */
  constructor(
    layout: StructureLayout<T>,
    readonly name: string,
    readonly offset: number,
    readonly value: T,
  ) {
    this.#layout = layout;
  }

  /** Reads a structure of the file; null if it is not all there. */
  static read<T extends object>(
    layout: StructureLayout<T>,
    name: string,
    bytes: Uint8Array,
    offset: number,
  ): Structure<T> | null {
    if (offset + layout.FILE_SIZE > bytes.length) return null;
    return new Structure(layout, name, offset, layout.read(bytes, offset));
  }

  place(field: keyof T & string): Place {
    return { offset: this.offset + this.#layout.offsetOf(field), field: `${this.name}.${field}` };
  }
}
